"""A ticket that a phone ordered: what it is good for, whose it is, and its money. Rules only.

    pending ─► future ─► active ─► expired
       │          └─────────┴─► returned
       └─► unpaid

Its state is read off the facts and the moment; none is stored. One order is one charge; what a customer paid a second
time is a charge of its own, which goes back. All moments are UTC, days are Kraków's, money is grosze. How a ticket
moves on is in `course.py`.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from chalicelib.payments.charge_port import ChargeMethod
from chalicelib.payments.charged_item import ChargedItem
from chalicelib.payments.payment import Payment
from chalicelib.tariff.product import Rate
from chalicelib.tariff.validity import Validity
from chalicelib.tickets.month import Month
from chalicelib.warsaw import warsaw_day

State = Literal["pending", "unpaid", "future", "active", "expired", "returned"]
UnpaidBecause = Literal["paid_too_late", "amount_mismatch", "subscription_ended"]

_WAITS_FOR_ITS_PAYMENT = timedelta(days=1)
A_CHANGE_TAKES = timedelta(seconds=20)
"""No request lives longer, so whatever vouches for a ticket later than this after a change knows of the change."""


@dataclass(frozen=True)
class Ticket(ChargedItem):
    """`valid_until` is the moment after its last second.

    `issued_at`: since when it is a ticket; nothing before is one. `changed_at`: when somebody asked for its last
    change. `minutes`: of a ticket that is good from its payment on. `returned_grosze`: what its return promised back.
    `card_id`: the Kraków Card at whose price it was bought; the price stands whatever becomes of the card.
    `line_changes` and `moves` are the moments of each. `month`: of a ticket that is bought month by month.
    """

    ticket_id: str
    device_id: str
    language: str
    email: str
    method: ChargeMethod
    terms_version: str
    fingerprint: str
    holder: str
    product: str
    rate: Rate
    months: int
    lines: tuple[str, ...]
    concession: str
    card_id: str
    minutes: int
    ordered_at: datetime
    valid_from: datetime
    valid_until: datetime
    issued_at: datetime | None = None
    returned_at: datetime | None = None
    returned_grosze: int = 0
    changed_at: datetime | None = None
    unpaid_because: str = ""
    line_changes: tuple[datetime, ...] = ()
    moves: tuple[datetime, ...] = ()
    transfer_hash: str = ""
    transfer_until: datetime | None = None
    remind_at: datetime | None = None
    reminders: int = 0
    month: Month | None = None

    @property
    def payment(self) -> Payment:
        """The one that was asked for."""
        return self.payments[0]

    @property
    def bought_on(self) -> date:
        """The day whose tariff and rules it has."""
        return warsaw_day(self.month.begun_at if self.month else self.ordered_at)

    @property
    def settled_at(self) -> datetime:
        """When money last moved for it: the books keep it for the years after that one."""
        return max([self.ordered_at, *(payment.moved_at for payment in self.payments)])

    @property
    def may_be_paid(self) -> bool:
        """Its customer may still pay it; a later month of a subscription by hand, after the bank declined its charge.

        Nobody pays for a month of a subscription that has ended: what comes goes back.
        """
        if self.month is None:
            return self.payment.awaiting
        return not self.month.ended and (self.payment.awaiting or (self.payment.unclear and not self.month.is_first))

    @property
    def calls_besides(self) -> bool:
        return self.month is not None and bool(self.month.calls)

    @property
    def validity(self) -> Validity:
        return Validity(self.valid_from, self.valid_until)

    @property
    def unchanged_from(self) -> datetime | None:
        """What vouches for the ticket and is dated earlier is worthless; None when it is as it was issued."""
        return self.changed_at + A_CHANGE_TAKES if self.changed_at else None

    @property
    def due_at(self) -> datetime | None:
        """The nearest moment at which something has to be done; None when all is done."""
        step_at = self.month.step_at if self.month else None
        return min((moment for moment in (self.calls_next_at, self.remind_at, step_at) if moment), default=None)


def ticket_id_of(order_id: str) -> str:
    """Return the ticket that an order pays for, empty when it is no ticket's: an id and a number."""
    return order_id.rpartition("_")[0]


def order_id_of(ticket_id: str) -> str:
    """Return the one order of a ticket."""
    return f"{ticket_id}_1"


def state_at(ticket: Ticket, now: datetime) -> State:
    """Return what the ticket is at a moment; a returned one is good to the end of its last day all the same."""
    if ticket.returned_at:
        return "returned"
    if ticket.issued_at is None:
        return "pending" if ticket.may_be_paid else "unpaid"
    if now < ticket.valid_from:
        return "future"
    return "active" if now < ticket.valid_until else "expired"


def is_good_for_something(ticket: Ticket) -> bool:
    """Tell whether it was paid and is good at any moment, past or future; not when it was returned before its start."""
    return ticket.issued_at is not None and ticket.valid_from < ticket.valid_until


def may_be_changed(ticket: Ticket, now: datetime) -> bool:
    """Tell whether it is paid, not over and not given back."""
    return state_at(ticket, now) in ("future", "active")


def validity_if_paid(ticket: Ticket, paid_at: datetime, now: datetime) -> Validity | None:
    """Return when the ticket is good if its payment of `paid_at` is confirmed now; None when that is too late.

    Too late is money that came after the first day began to be lost: paid on a later day than the ticket's first, or
    heard of more than a day after its start. A ticket by the minute starts with its confirmation, so that must come
    while it may still be paid.
    """
    if ticket.minutes:
        in_time = now < ticket.payment.valid_until
        return Validity(now, now + timedelta(minutes=ticket.minutes)) if in_time else None
    paid_on = warsaw_day(paid_at)
    if paid_on > ticket.validity.first_day or now >= ticket.valid_from + _WAITS_FOR_ITS_PAYMENT:
        return None
    return Validity(max(ticket.valid_from, paid_at), ticket.valid_until)
