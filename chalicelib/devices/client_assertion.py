"""What a phone signs to get an access token: RFC 7523, `private_key_jwt`. Rules only."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.devices.es256 import NotGenuine

LONGEST_LIFE = timedelta(seconds=60)
SKEW = timedelta(seconds=5)
"""How far a phone's clock may be from ours."""

_DEVICE_ID = re.compile(r"dev_[a-z2-7]{24}")


@dataclass(frozen=True)
class ClientAssertion:
    """A good assertion; its `jti` must not be seen again before `forgettable_at`."""

    jti: str
    forgettable_at: datetime


def named_device(claims: Mapping[str, Any]) -> str:
    """Return the device that unverified claims name; raises NotGenuine where no device can have that id."""
    device_id = claims.get("sub")
    if not isinstance(device_id, str) or not _DEVICE_ID.fullmatch(device_id):
        raise NotGenuine("not the id of a device")
    return device_id


def checked(claims: Mapping[str, Any], device_id: str, audiences: Sequence[str], now: datetime) -> ClientAssertion:
    """Return the assertion that verified claims make; raises NotGenuine.

    `iss` and `sub` are the device, `aud` is one of ours, `exp` lies at most `LONGEST_LIFE` ahead, `iat` and
    `nbf`, where given, lie not ahead, all within `SKEW`; `jti` names it, in ASCII.
    """
    if claims.get("iss") != device_id or claims.get("sub") != device_id:
        raise NotGenuine("about another device")
    if claims.get("aud") not in audiences:
        raise NotGenuine("meant for somebody else")
    expires_at = _seconds(claims.get("exp"))
    earliest, latest = (now - SKEW).timestamp(), (now + SKEW).timestamp()
    if not earliest < expires_at <= latest + LONGEST_LIFE.total_seconds():
        raise NotGenuine("expired, or good for too long")
    if any(_seconds(claims[name]) > latest for name in ("iat", "nbf") if name in claims):
        raise NotGenuine("not yet good")
    jti = claims.get("jti")
    if not isinstance(jti, str) or not jti or not jti.isascii():
        raise NotGenuine("without a name")
    return ClientAssertion(jti, datetime.fromtimestamp(expires_at, UTC) + 2 * SKEW)


def _seconds(moment: object) -> int | float:
    if isinstance(moment, bool) or not isinstance(moment, int | float):
        raise NotGenuine("not a NumericDate")
    return moment
