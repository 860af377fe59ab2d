"""An order under a contract: tickets in bulk, an event's groups, tourist cards. Rules only. No phone asks for one.

    drafted ─► confirmed ─► paid ─► handed_over
       └──────────┴─► cancelled  └─► refund_owed ─► refunded

Who may order what is from the city's page of the kinds of tickets (2018–2019): a company signs a contract and then
orders named special tickets "in the way and by the days that the contract sets" (II a); a travel agency and an
organiser of an event buy after signing one (IV, V). So the contract is in every order, and the last day to pay is the
contract's own. Organisers are handed holograms, the others the tickets on their carriers: that is the handing over.

The price is the tariff's of the day on which the order is confirmed, and stands from then on. Money comes by one
transfer of exactly the total. What was handed over is not taken back. All moments are UTC, days are Kraków's, money is
grosze.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from chalicelib.audit.entry import operator_named
from chalicelib.email_address import is_email
from chalicelib.invoices.errors import NipInvalid
from chalicelib.invoices.invoice import Buyer, is_nip
from chalicelib.money import decimal_text
from chalicelib.orders.errors import (
    OrderDetailInvalid,
    OrderPriceChanged,
    OrderStepImpossible,
    PaymentDayInvalid,
    TransferDiffers,
    TransferTooLate,
)
from chalicelib.tariff.product import Rate
from chalicelib.warsaw import warsaw_day

Kind = Literal["bulk_named", "bulk_bearer", "event_group", "tourist_cards"]
Status = Literal["drafted", "confirmed", "paid", "handed_over", "cancelled", "refund_owed", "refunded"]
Waiting = Literal["drafted", "confirmed", "paid", "refund_owed"]
"""The states in which somebody has something to do."""
OVER: frozenset[Status] = frozenset({"handed_over", "cancelled", "refunded"})


@dataclass(frozen=True)
class Contract:
    """As it was signed on paper."""

    number: str
    signed_on: date


@dataclass(frozen=True)
class Wanted:
    """What is ordered. `count`: people at an event, else tickets or cards.

    `first_day` is None for tourist cards, which begin when their holders first use them. `agreed_grosze`: the price
    that the contract names where the list has none, of one ticket for a month, one card, or the whole event; 0: the
    list's.
    """

    product: str
    rate: Rate
    count: int
    first_day: date | None = None
    months: int = 1
    lines: tuple[str, ...] = ()
    further_days: int = 0
    agreed_grosze: int = 0


@dataclass(frozen=True)
class Price:
    """`units` at `unit_grosze` each by the rules of an edition; an event is one unit."""

    unit_grosze: int
    units: int
    edition: str
    last_day: date | None

    @property
    def total_grosze(self) -> int:
        return self.unit_grosze * self.units


@dataclass(frozen=True)
class Transfer:
    """The bank's own name for it, and the day on which the money came."""

    bank_reference: str
    received_on: date


@dataclass(frozen=True)
class Step:
    """One line of the history. `by`: operator:<name>."""

    status: Status
    by: str
    at: datetime


@dataclass(frozen=True)
class Draft:
    """What an operator writes down from the customer's order form. `reference` names the form for ever."""

    reference: str
    contract: Contract
    customer: Buyer = field(repr=False)
    wanted: Wanted
    pay_by: date


@dataclass(frozen=True)
class BulkOrder:
    """`fingerprint` tells whether a repeat of the draft has the same contents, people included."""

    order_id: str
    draft: Draft
    kind: Kind
    fingerprint: str
    price: Price
    history: tuple[Step, ...]
    transfer: Transfer | None = None
    version: int = 0

    @property
    def status(self) -> Status:
        return self.history[-1].status

    @property
    def drafted_at(self) -> datetime:
        return self.history[0].at

    @property
    def has_people(self) -> bool:
        """Whether a list of names belongs to it; one that was never paid for keeps none."""
        return self.kind == "bulk_named" and self.status != "cancelled"


def drafted(
    order_id: str, draft: Draft, kind: Kind, fingerprint: str, price: Price, operator: str, now: datetime
) -> BulkOrder:
    """Return a new order. Raises OrderDetailInvalid, NipInvalid or PaymentDayInvalid."""
    _expect_complete(draft, now)
    _expect_payable(draft, now)
    return BulkOrder(order_id, draft, kind, fingerprint, price, (_step("drafted", operator, now),))


def confirmed(order: BulkOrder, price: Price, agreed_total_grosze: int, operator: str, now: datetime) -> BulkOrder:
    """Confirm at the price of today, which must be what the customer agreed to; itself when that was done.

    Raises OrderPriceChanged, PaymentDayInvalid or OrderStepImpossible.
    """
    if order.status == "confirmed" and agreed_total_grosze == order.price.total_grosze:
        return order
    _expect(order, "drafted")
    if agreed_total_grosze != price.total_grosze:
        raise OrderPriceChanged(total=decimal_text(price.total_grosze))
    _expect_payable(order.draft, now)
    return replace(_moved(order, "confirmed", operator, now), price=price)


def paid(order: BulkOrder, transfer: Transfer, grosze: int, operator: str, now: datetime) -> BulkOrder:
    """Note the one transfer that pays the order; itself when it is noted. What is refused goes back at the bank.

    Raises TransferDiffers, TransferTooLate, OrderStepImpossible, or OrderDetailInvalid for a day that has not come, one
    before the contract's, or a transfer without a name.
    """
    if order.transfer == transfer and grosze == order.price.total_grosze:
        return order
    _expect(order, "confirmed")
    if grosze != order.price.total_grosze:
        raise TransferDiffers(total=decimal_text(order.price.total_grosze))
    if transfer.received_on > order.draft.pay_by:
        raise TransferTooLate(day=order.draft.pay_by.isoformat())
    if not order.draft.contract.signed_on <= transfer.received_on <= warsaw_day(now):
        raise OrderDetailInvalid(detail="received_on")
    if not transfer.bank_reference.strip():
        raise OrderDetailInvalid(detail="bank_reference")
    return replace(_moved(order, "paid", operator, now), transfer=transfer)


def handed_over(order: BulkOrder, operator: str, now: datetime) -> BulkOrder:
    """The customer has the tickets, cards or holograms; itself when that was noted. Raises OrderStepImpossible."""
    if order.status == "handed_over":
        return order
    _expect(order, "paid")
    return _moved(order, "handed_over", operator, now)


def cancelled(order: BulkOrder, operator: str, now: datetime) -> BulkOrder:
    """Cancel: free before the payment; after it all of the money is owed back, and a person sends it.

    Itself when that was done. Raises OrderStepImpossible once it was handed over.
    """
    if order.status in ("cancelled", "refund_owed", "refunded"):
        return order
    if order.status == "paid":
        return _moved(order, "refund_owed", operator, now)
    _expect(order, "drafted", "confirmed")
    return _moved(order, "cancelled", operator, now)


def refunded(order: BulkOrder, operator: str, now: datetime) -> BulkOrder:
    """The bank has sent back what was owed; itself when that was noted. Raises OrderStepImpossible."""
    if order.status == "refunded":
        return order
    _expect(order, "refund_owed")
    return _moved(order, "refunded", operator, now)


def _expect(order: BulkOrder, *statuses: Status) -> None:
    if order.status not in statuses:
        raise OrderStepImpossible(status=order.status)


def _expect_complete(draft: Draft, now: datetime) -> None:
    customer = draft.customer
    for name, is_right in (
        ("reference", draft.reference.strip()),
        ("contract", draft.contract.number.strip()),
        ("contract_date", draft.contract.signed_on <= warsaw_day(now)),
        ("customer", customer.name.strip()),
        ("address", any(line.strip() for line in customer.address)),
        ("email", is_email(customer.email)),
    ):
        if not is_right:
            raise OrderDetailInvalid(detail=name)
    if customer.nip and not is_nip(customer.nip):
        raise NipInvalid()


def _expect_payable(draft: Draft, now: datetime) -> None:
    """A ticket is paid for by its first day at the latest, as any other is."""
    today, last = warsaw_day(now), draft.wanted.first_day
    if not today <= draft.pay_by <= (last or draft.pay_by):
        raise PaymentDayInvalid(first_day=today.isoformat(), last_day=last.isoformat() if last else "…")


def _moved(order: BulkOrder, status: Status, operator: str, now: datetime) -> BulkOrder:
    return replace(order, history=(*order.history, _step(status, operator, now)))


def _step(status: Status, operator: str, now: datetime) -> Step:
    return Step(status, operator_named(operator), now)
