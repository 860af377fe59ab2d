"""A demand for payment of an additional fare, raised by an inspector. Rules only.

    demanded ─┬─► paid ─► cancelled (the handling fee is kept back)
              ├─► handling fee due ─┬─► cancelled
              └─────────────────────┴─► written off

Its state is read off its facts; none is stored. It names nobody: who has its number and secret may see and pay it.
Each attempt to pay is one charge, which fixed the amount of its day. All moments are UTC, days are Kraków's, money is
grosze. How a demand moves on is in `course.py`, what it costs in `price.py`.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from chalicelib.payments.charged_item import ChargedItem
from chalicelib.payments.payment import Payment
from chalicelib.tariff.additional_fare import DAYS_TO_SHOW, Offence
from chalicelib.tariff.product import Zone
from chalicelib.warsaw import warsaw_day, warsaw_moment

State = Literal["demanded", "paid", "handling_fee_due", "cancelled", "written_off"]
Waited = Literal["payer", "operator"]

OPEN: frozenset[State] = frozenset({"demanded", "handling_fee_due"})
"""Something is still to be paid."""

PREFIX = "fare"
"""Begins every order of a demand."""


@dataclass(frozen=True, kw_only=True)
class Demand(ChargedItem):
    """`asked_by` tells the inspector's request apart from any other. `key_id` is the key that made its secret.

    `holder` is a keyed hash of the initials and the year of birth that an inspector read in a document, while it may
    still tell whose ticket cancels the demand. `paid_with` is the order that paid it, empty for an inspector's hand.
    `shown` is what cancelled it.
    """

    number: str
    key_id: str
    asked_by: str
    inspector_id: str
    inspected_at: datetime
    offence: Offence
    line: str = ""
    zone: Zone | None = None
    vehicle: str = ""
    ticket_id: str = ""
    holder: str = ""
    to_inspector_grosze: int = 0
    paid_at: datetime | None = None
    paid_with: str = ""
    cancelled_at: datetime | None = None
    shown: str = ""
    handling_grosze: int = 0
    handling_paid_at: datetime | None = None
    written_off_at: datetime | None = None
    payments: tuple[Payment, ...] = ()

    @property
    def inspected_on(self) -> date:
        """The day whose price list it has; its day 0."""
        return warsaw_day(self.inspected_at)

    @property
    def state(self) -> State:
        if self.written_off_at:
            return "written_off"
        if self.cancelled_at:
            return "cancelled" if self.handling_paid_at else "handling_fee_due"
        return "paid" if self.paid_at else "demanded"

    @property
    def waits_for(self) -> Waited | None:
        """Who has to do something: an operator about a payment, before anybody pays."""
        if self.reviewed:
            return "operator"
        return "payer" if self.state in OPEN else None

    @property
    def due_at(self) -> datetime | None:
        """The nearest moment at which something has to be done; None when all is done."""
        forgotten_at = self.holder_until if self.holder else None
        return min((moment for moment in (self.calls_next_at, forgotten_at) if moment), default=None)

    @property
    def holder_until(self) -> datetime:
        """From then on no ticket can cancel it any more, so whose it would have to be is forgotten."""
        return warsaw_moment(self.inspected_on + timedelta(days=DAYS_TO_SHOW + 1))

    @property
    def settled_at(self) -> datetime:
        """When anything last happened to its money: the books keep it for the years after that one."""
        facts = (self.inspected_at, self.paid_at, self.cancelled_at, self.handling_paid_at, self.written_off_at)
        return max([*filter(None, facts), *(payment.moved_at for payment in self.payments)])

    def payment_of(self, order_id: str) -> Payment | None:
        return next((payment for payment in self.payments if payment.order_id == order_id), None)


def order_id_of(number: str, attempt: str) -> str:
    """Return the order of one attempt to pay, e.g. `fare_123456789092_mzxw6ytboi4dkm`."""
    return f"{PREFIX}_{number}_{attempt}"


def number_of(order_id: str) -> str:
    """Return the demand that an order pays; empty when it is none's."""
    prefix, _, rest = order_id.partition("_")
    return rest.partition("_")[0] if prefix == PREFIX else ""
