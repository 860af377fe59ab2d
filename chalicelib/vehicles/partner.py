"""Who may ask about plates: the operators of parking meters and of other apps, each with an API key of its own.

The secret `partners/keys` is `{"<partner>": "<hex SHA-256 of the key>"}`; while a key is exchanged there are two
hashes, parted by a space (`mk partners`). A key is 20 random characters at least, so its hash needs no salt, and
whoever reads the secret cannot call.
"""

import hashlib
import hmac
import json

from chalicelib.errors import Unauthenticated
from chalicelib.http import KeyAudience
from chalicelib.secret_values import secret

KEYS = "partners/keys"


def key_hash(api_key: str) -> str:
    """Return what is kept of a key."""
    return hashlib.sha256(api_key.encode()).hexdigest()


def partner_of(api_key: str) -> str:
    """Return the partner whose key it is; raises Unauthenticated."""
    given = key_hash(api_key)
    partners: dict[str, str] = json.loads(secret(KEYS))
    found = [name for name, kept in partners.items() if any(hmac.compare_digest(one, given) for one in kept.split())]
    if not found:
        raise Unauthenticated()
    return found[0]


PARTNER = KeyAudience("partner", partner_of)
