"""A start, and a refund, as the protocol allows them."""

import hashlib
import re
from datetime import datetime, timedelta
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta

from sandbox.clock import stamp
from sandbox.mpk.refusals import declined, invalid
from sandbox.mpk.transaction import Method, Transaction, new_id

_ORDER_ID = r"\A[A-Za-z0-9_-]{1,32}\Z"
_URL = r"\Ahttps?://[!-~]{1,1000}\Z"
_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,6})\.([0-9]{2})")
_LIMITS_GROSZE = range(1, 100_000_00 + 1)
_LONGEST_VALIDITY = timedelta(days=31)

Url = Annotated[str, Meta(pattern=_URL)]
Asked = TypeVar("Asked", bound=msgspec.Struct)


class _Mandate(msgspec.Struct, forbid_unknown_fields=True):
    """`until` ends a mandate that is registered; a charge under one needs none."""

    alias: Annotated[str, Meta(pattern=_ORDER_ID)]
    use: Literal["register", "charge"]
    until: Annotated[datetime, Meta(tz=True)] | None = None


class _Pay(msgspec.Struct, forbid_unknown_fields=True):
    method: Method
    mandate: _Mandate | None = None


class _Payer(msgspec.Struct, forbid_unknown_fields=True):
    email: Annotated[str, Meta(pattern=r"\A[^@\s]+@[^@\s]+\Z", max_length=255)]


class _PayerUrls(msgspec.Struct, forbid_unknown_fields=True):
    success: Url
    error: Url


class _Notification(msgspec.Struct, forbid_unknown_fields=True):
    url: Url


class _Callbacks(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    payer_urls: _PayerUrls
    notification: _Notification


class Start(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    """The body of `POST /transactions`."""

    order_id: Annotated[str, Meta(pattern=_ORDER_ID)]
    amount: str
    currency: Literal["PLN"]
    description: Annotated[str, Meta(min_length=1, max_length=128)]
    lang: Literal["pl", "en", "uk"]
    pay: _Pay
    payer: _Payer
    callbacks: _Callbacks
    expires_at: Annotated[datetime, Meta(tz=True)]


class RefundAsked(msgspec.Struct, forbid_unknown_fields=True):
    """The body of `POST /transactions/{id}/refunds`."""

    amount: str


def body_as(kind: type[Asked], body: bytes) -> Asked:
    """Return the JSON body. Raises Refused."""
    try:
        return msgspec.json.decode(body, type=kind)
    except ValueError as error:
        raise invalid(str(error)) from error


def digest(asked: Start) -> str:
    """Return what tells two starts apart: members in another order are the same start."""
    return hashlib.sha256(msgspec.json.encode(asked)).hexdigest()


def transaction_in(asked: Start, now: datetime) -> Transaction:
    """Return what a start begins. Raises Refused."""
    amount = amount_in(asked.amount)
    if amount not in _LIMITS_GROSZE:
        raise declined("amount_out_of_range")
    if not now < asked.expires_at <= now + _LONGEST_VALIDITY:
        raise declined("expires_at_out_of_range")
    mandate = asked.pay.mandate
    if mandate and (asked.pay.method != "card" or (mandate.use == "register") != (mandate.until is not None)):
        raise declined("mandate_impossible")
    return Transaction(
        transaction_id=new_id("TR"),
        order_id=asked.order_id,
        asked=digest(asked),
        amount=amount,
        method=asked.pay.method,
        email=asked.payer.email,
        lang=asked.lang,
        description=asked.description,
        success_url=asked.callbacks.payer_urls.success,
        error_url=asked.callbacks.payer_urls.error,
        notify_url=asked.callbacks.notification.url,
        started_at=stamp(now),
        expires_at=stamp(asked.expires_at),
        changed_at=stamp(now),
        mandate=mandate.alias if mandate else "",
        use=mandate.use if mandate else "",
        mandate_until=stamp(mandate.until) if mandate and mandate.until else "",
    )


def amount_in(text: str) -> int:
    """Return an amount of the wire in grosze. Raises Refused."""
    read = _AMOUNT.fullmatch(text)
    if not read:
        raise invalid("amount has the form 148.50")
    return int(read[1]) * 100 + int(read[2])
