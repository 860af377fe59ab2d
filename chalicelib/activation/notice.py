"""A register's notification: whether it is really the register's. Rules only.

`X-Signature: t=<unix seconds>,v1=<hex>`: HMAC-SHA256 of "<t>." and the body's bytes. Only for five minutes, so an
old one is worth nothing; one that is repeated in that time makes us look at a card once more, and no harm is done.
"""

import hmac
import re
from datetime import datetime, timedelta

from chalicelib.activation.errors import NoticeNotAuthentic

_SIGNATURE = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})", re.ASCII)
_NEAR = timedelta(minutes=5)


def expect_authentic(body: bytes, signature: str, key: str, now: datetime) -> None:
    """Return when the body was signed with the key within five minutes of `now`; raises NoticeNotAuthentic."""
    read = _SIGNATURE.fullmatch(signature)
    if read is None:
        raise NoticeNotAuthentic()
    made = hmac.new(key.encode(), read[1].encode() + b"." + body, "sha256").hexdigest()
    if not hmac.compare_digest(made, read[2]) or abs(now.timestamp() - int(read[1])) > _NEAR.total_seconds():
        raise NoticeNotAuthentic()
