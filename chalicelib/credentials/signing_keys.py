"""The ring that signs this stage's tickets."""

from functools import lru_cache

from chalicelib.clock import utc_now
from chalicelib.credentials.signing_key import SigningRing, signing_ring
from chalicelib.log import logger
from chalicelib.secret_values import secret


def signing_keys() -> SigningRing:
    """Return the keys of the secret `tickets/signing-keys` (SSM, kept for five minutes). Never called while importing.

    Raises ValueError, KeyError or TypeError for a secret of another shape.
    """
    return _ring(secret("tickets/signing-keys"))


@lru_cache(maxsize=1)
def _ring(written: str) -> SigningRing:
    """Read the ring and say how long it lasts: an alarm hears it once from every process, long before it is late."""
    ring, now = signing_ring(written), utc_now()
    logger.info("the ticket keys were read", ticket_keys_days_left=(ring.signs_until(now) - now).days)
    return ring
