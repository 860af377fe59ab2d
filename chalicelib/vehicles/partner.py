"""Who may ask about plates: the operators of parking meters and of other apps, each with an API key of its own.

The secret `partners/keys` is `{"<partner>": "<hex SHA-256 of the key>"}`. A key is 20 random characters at least, so
its hash needs no salt, and whoever reads the secret cannot call.
"""

import hashlib
import hmac
import json

from chalicelib.errors import Unauthenticated
from chalicelib.http import KeyAudience
from chalicelib.secret_values import secret


def partner_of(api_key: str) -> str:
    """Return the partner whose key it is; raises Unauthenticated."""
    given = hashlib.sha256(api_key.encode()).hexdigest()
    partners: dict[str, str] = json.loads(secret("partners/keys"))
    found = [name for name, kept in partners.items() if hmac.compare_digest(kept, given)]
    if not found:
        raise Unauthenticated()
    return found[0]


PARTNER = KeyAudience("partner", partner_of)
