"""What Autopay says of transactions, in a notification or in an answer about an order, as our reports."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain

from chalicelib.money import grosze_of
from chalicelib.payments.autopay_hash import MORE_OF_TRANSACTION, TRANSACTION, Hasher, is_safe
from chalicelib.payments.autopay_xml import Document, Leaf, Unreadable
from chalicelib.payments.port import Outcome, Report
from chalicelib.warsaw import WARSAW

_OUTCOMES: dict[str, Outcome] = {
    "PENDING": "pending",
    "ON_HOLD": "held",
    "SUCCESS": "paid",
    "CONFIRMED": "paid",
    "FAILURE": "failed",
}
_OPTIONAL = {"gatewayID", "paymentStatusDetails"}
_NUMBERS = {name: number for number, name in enumerate([*TRANSACTION, *MORE_OF_TRANSACTION])}


def read_reports(document: Document, service_id: str, hasher: Hasher) -> list[Report]:
    """Return one report a transaction; raises Unreadable when a part is forged, foreign or out of shape.

    Both official plugins of Autopay hash in document order and the documentation numbers the fields: either
    order proves the message. The fields that we believe enter in their numbered order in both, otherwise a true
    hash would still fit a document whose elements were renamed. `details`, the last of them and optional, has no
    certain end in the hash: it informs, it decides nothing.
    """
    if document.leaves != (("serviceID", service_id), *chain(*document.transactions)):
        raise Unreadable("not a list of our service's transactions")
    as_documented = [sorted(leaves, key=_number) for leaves in document.transactions]
    as_sent = [sorted(leaves, key=_number_of_believed) for leaves in document.transactions]
    if not any(hasher.proves(document.hash, _values(service_id, order)) for order in (as_sent, as_documented)):
        raise Unreadable("wrong hash")
    return [_report(leaves) for leaves in as_documented]


def moment_of(payment_date: str) -> datetime:
    """Return `YYYYMMDDhhmmss` on Kraków's wall clock as a moment in UTC; raises ValueError.

    In the hour that comes twice each autumn the text does not say which one it means; it is taken as the first,
    so that a report never comes from the future.
    """
    return datetime.fromisoformat(f"{payment_date[:8]}T{payment_date[8:]}").replace(tzinfo=WARSAW).astimezone(UTC)


def _number(leaf: Leaf) -> int:
    return _NUMBERS.get(leaf[0], len(_NUMBERS))


def _number_of_believed(leaf: Leaf) -> int:
    return min(_number(leaf), len(TRANSACTION))


def _values(service_id: str, transactions: Sequence[Sequence[Leaf]]) -> list[str]:
    return [service_id, *(text for leaves in transactions for _, text in leaves)]


def _report(leaves: Sequence[Leaf]) -> Report:
    believed = [leaf for leaf in leaves if leaf[0] in TRANSACTION]
    fields = dict(believed)
    missing = set(TRANSACTION) - _OPTIONAL - fields.keys()
    if missing or len(fields) != len(believed) or not all(is_safe(name, text) for name, text in believed):
        raise Unreadable("a field is missing, repeated or out of shape")
    try:
        return Report(
            order_id=fields["orderID"],
            remote_id=fields["remoteID"],
            outcome=_OUTCOMES[fields["paymentStatus"]],
            amount_grosze=grosze_of(fields["amount"]),
            currency=fields["currency"],
            happened_at=moment_of(fields["paymentDate"]),
            details=fields.get("paymentStatusDetails", ""),
        )
    except (KeyError, ValueError, OverflowError) as error:
        raise Unreadable("a status or a date that does not exist") from error
