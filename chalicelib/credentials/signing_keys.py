"""The ring that signs this stage's tickets."""

from functools import lru_cache

from chalicelib.credentials.signing_key import KeyRing, key_ring
from chalicelib.secret_values import secret


def signing_keys() -> KeyRing:
    """Return the keys of the secret `tickets/signing-keys` (SSM, kept for five minutes). Never called while importing.

    Raises ValueError, KeyError or TypeError for a secret of another shape.
    """
    return _ring(secret("tickets/signing-keys"))


@lru_cache(maxsize=1)
def _ring(written: str) -> KeyRing:
    return key_ring(written)
