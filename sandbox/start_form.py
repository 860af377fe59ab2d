"""A start as the gateway's document allows it."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from sandbox import autopay_protocol as protocol
from sandbox.clock import stamp
from sandbox.order import Order, new_remote_id
from sandbox.refusals import Invalid, NotConfirmed

_LONGEST_VALIDITY = timedelta(days=31)
_DEFAULT_VALIDITY = timedelta(days=6)
_CARD_LIMITS_GROSZE = range(10, 100_000_00 + 1)
_HOLD_GATEWAYS = frozenset({"1500", "1503", "1512", "1513", "1523"})
_RETURN_URL_LIMIT = 1000
_EMAIL_LIMIT = 255


def order_in(form: Mapping[str, str], now: datetime) -> Order:
    """Read a start as the document allows it. Raises Invalid or NotConfirmed."""
    is_hold = form.get("Hold") == "true"
    gateway_id, email = form.get("GatewayID", ""), form.get("CustomerEmail", "")
    amount = amount_in(form.get("Amount", ""))
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,32}", form.get("OrderID", "")):
        raise Invalid("OrderID is 1-32 of A-Za-z0-9_-")
    if amount not in _CARD_LIMITS_GROSZE:
        raise Invalid("Amount of a card payment is 0.10-100000.00")
    if not re.fullmatch(r"[A-Za-z0-9.:,\- ]{0,79}", form.get("Description", "")):
        raise Invalid("Description is at most 79 latin letters, digits, spaces and . : - ,")
    if form.get("Hold", "") not in {"", "true"}:
        raise Invalid("Hold is `true` or absent")
    if is_hold and gateway_id not in _HOLD_GATEWAYS:
        raise Invalid("Hold needs a card GatewayID: 1500, 1503, 1512, 1513 or 1523")
    if form.get("Currency", "") not in {"", "PLN"}:
        raise Invalid("this ServiceID takes PLN only")
    if len(form.get("ReturnURL", "")) > _RETURN_URL_LIMIT:
        raise Invalid(f"ReturnURL is at most {_RETURN_URL_LIMIT} characters")
    if not re.fullmatch(r"[^@\s|]+@[^@\s|]+", email) or len(email) > _EMAIL_LIMIT:
        raise NotConfirmed("INVALID_EMAIL")
    return Order(
        order_id=form["OrderID"],
        remote_id=new_remote_id(),
        amount=amount,
        is_hold=is_hold,
        currency="PLN",
        gateway_id=gateway_id or "0",
        email=email,
        description=form.get("Description", ""),
        return_url=form.get("ReturnURL", ""),
        started_at=stamp(now),
        deadline=stamp(_valid_until(form.get("ValidityTime", ""), now)),
        changed_at=stamp(now),
    )


def amount_in(text: str) -> int:
    """Return an amount of the wire in grosze. Raises Invalid."""
    try:
        return protocol.grosze(text)
    except ValueError as error:
        raise Invalid(f"Amount is {error}") from error


def _valid_until(text: str, now: datetime) -> datetime:
    if not text:
        return now + _DEFAULT_VALIDITY
    try:
        moment = protocol.validity_time(text)
    except ValueError as error:
        raise Invalid("ValidityTime is `YYYY-MM-DD HH:MM:SS`, Warsaw time") from error
    if not now < moment <= now + _LONGEST_VALIDITY:
        raise Invalid("ValidityTime lies within the next 31 days")
    return moment
