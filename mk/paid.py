"""Everything that is paid, kind by kind: whose money it is, how it is shown, and who decides about it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from chalicelib.parking import decide_payment as parking
from chalicelib.parking import list_calls as parking_calls
from chalicelib.parking import list_payments as parking_payments
from chalicelib.parking import redrive_calls as parking_redrive
from chalicelib.parking.hand_out import hand_out as hand_out_stays
from chalicelib.parking.stay import Stay
from chalicelib.payments.decide_payment import PaymentDesk
from chalicelib.payments.entry import Entry
from chalicelib.payments.owner import Owner
from chalicelib.payments.payment import Payment
from chalicelib.payments.waiting_call import WaitingCall
from chalicelib.tickets import decide_payment as tickets
from chalicelib.tickets import list_calls as ticket_calls
from chalicelib.tickets import list_payments as ticket_payments
from chalicelib.tickets import redrive_calls as ticket_redrive
from chalicelib.tickets.hand_out import hand_out as hand_out_tickets
from chalicelib.tickets.ticket import Ticket
from mk.stay_lines import stay_facts, stay_line
from mk.ticket_lines import ticket_facts, ticket_line

Thing = TypeVar("Thing", Stay, Ticket)


@dataclass(frozen=True)
class Kind(Generic[Thing]):
    """`name` names it for programs, `payer` those who pay for it; `prefix` begins its ids and so its orders' ids.

    `list_open` gives things whose money is not settled, the most urgent first; `redrive` queues one on `queue`.
    """

    name: str
    payer: str
    prefix: str
    owner: Owner
    queue: str
    desk: PaymentDesk[Thing]
    find_payment: Callable[[str], tuple[Thing, Payment, list[Entry]]]
    list_open: Callable[[datetime, int], Iterable[Thing]]
    list_in_review: Callable[[int], Iterable[Thing]]
    list_calls: Callable[[datetime], list[WaitingCall]]
    redrive: Callable[..., list[WaitingCall]]
    hand_out: Callable[..., None]
    line: Callable[[Thing, str], str]
    facts: Callable[[Thing], dict[str, Any]]
    named_by: tuple[str, ...]
    """Those of its facts that say which one it is."""

    @property
    def id_name(self) -> str:
        return f"{self.name}_id"

    def names(self, thing: Thing) -> dict[str, Any]:
        """Return for a program which one it is."""
        return {name: getattr(thing, name) for name in (self.id_name, *self.named_by)}


STAYS: Kind[Stay] = Kind(
    name="stay",
    payer="driver",
    prefix="stay_",
    owner="city",
    queue="gateway-calls",
    desk=parking.DESK,
    find_payment=parking_payments.find_payment,
    list_open=lambda _, limit: parking_payments.list_open(limit),
    list_in_review=parking_payments.list_in_review,
    list_calls=parking_calls.list_calls,
    redrive=parking_redrive.redrive_calls,
    hand_out=hand_out_stays,
    line=stay_line,
    facts=stay_facts,
    named_by=("plate",),
)
TICKETS: Kind[Ticket] = Kind(
    name="ticket",
    payer="buyer",
    prefix="tkt_",
    owner="mpk",
    queue="ticket-calls",
    desk=tickets.DESK,
    find_payment=ticket_payments.find_payment,
    list_open=ticket_payments.list_open,
    list_in_review=ticket_payments.list_in_review,
    list_calls=ticket_calls.list_calls,
    redrive=ticket_redrive.redrive_calls,
    hand_out=hand_out_tickets,
    line=ticket_line,
    facts=ticket_facts,
    named_by=("product",),
)
KINDS: tuple[Kind[Any], ...] = (STAYS, TICKETS)


def kind_of(given_id: str) -> Kind[Any]:
    """Return what an id or an order id is of; one that is of nothing is a stay's, which will not be found."""
    return next((kind for kind in KINDS if given_id.startswith(kind.prefix)), STAYS)
