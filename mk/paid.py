"""Everything that is paid, kind by kind: whose money it is, how it is shown, and who decides about it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from chalicelib.additional_fares import decide_payment as fares
from chalicelib.additional_fares import list_payments as fare_payments
from chalicelib.additional_fares.demand import PREFIX as DEMAND
from chalicelib.additional_fares.demand import Demand
from chalicelib.parking import decide_payment as parking
from chalicelib.parking import list_calls as parking_calls
from chalicelib.parking import list_payments as parking_payments
from chalicelib.parking import redrive_calls as parking_redrive
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
from chalicelib.tickets.ticket import Ticket
from chalicelib.tickets.ticket_facts import PREFIX as TICKET
from mk.fare_lines import demand_facts, demand_line
from mk.stay_lines import stay_facts, stay_line
from mk.ticket_lines import ticket_facts, ticket_line

Thing = TypeVar("Thing", Stay, Ticket, Demand)


@dataclass(frozen=True)
class Outbox:
    """Where one kind's gateway calls wait; `redrive` queues them again on `queue`."""

    queue: str
    list_calls: Callable[[datetime], list[WaitingCall]]
    redrive: Callable[..., list[WaitingCall]]


@dataclass(frozen=True)
class Kind(Generic[Thing]):
    """`name` names it for programs, `id_name` its id; `prefix` begins its orders' ids.

    `payer` names those who pay for it, None where nobody knows them. `list_open` gives things whose money is not
    settled, the most urgent first. Without an `outbox` the minute that finds its calls makes them.
    """

    name: str
    id_name: str
    prefix: str
    owner: Owner
    payer: str | None
    desk: PaymentDesk[Thing]
    find_payment: Callable[[str], tuple[Thing, Payment, list[Entry]]]
    list_open: Callable[[datetime, int], Iterable[Thing]]
    list_in_review: Callable[[int], Iterable[Thing]]
    line: Callable[[Thing, str], str]
    facts: Callable[[Thing], dict[str, Any]]
    named_by: tuple[str, ...]
    """Those of its facts that say which one it is."""
    outbox: Outbox | None = None

    def names(self, thing: Thing) -> dict[str, Any]:
        """Return for a program which one it is."""
        return {name: getattr(thing, name) for name in (self.id_name, *self.named_by)}


STAYS: Kind[Stay] = Kind(
    name="stay",
    id_name="stay_id",
    prefix="stay_",
    owner="city",
    payer="driver",
    desk=parking.DESK,
    find_payment=parking_payments.find_payment,
    list_open=lambda _, limit: parking_payments.list_open(limit),
    list_in_review=parking_payments.list_in_review,
    line=stay_line,
    facts=stay_facts,
    named_by=("plate",),
    outbox=Outbox("gateway-calls", parking_calls.list_calls, parking_redrive.redrive_calls),
)
TICKETS: Kind[Ticket] = Kind(
    name="ticket",
    id_name="ticket_id",
    prefix=f"{TICKET}_",
    owner="mpk",
    payer="buyer",
    desk=tickets.DESK,
    find_payment=ticket_payments.find_payment,
    list_open=ticket_payments.list_open,
    list_in_review=ticket_payments.list_in_review,
    line=ticket_line,
    facts=ticket_facts,
    named_by=("product",),
    outbox=Outbox("ticket-calls", ticket_calls.list_calls, ticket_redrive.redrive_calls),
)
DEMANDS: Kind[Demand] = Kind(
    name="demand",
    id_name="number",
    prefix=f"{DEMAND}_",
    owner="mpk",
    payer=None,
    desk=fares.DESK,
    find_payment=fare_payments.find_payment,
    list_open=fare_payments.list_open,
    list_in_review=fare_payments.list_in_review,
    line=demand_line,
    facts=demand_facts,
    named_by=("offence", "line"),
)
KINDS: tuple[Kind[Any], ...] = (STAYS, TICKETS, DEMANDS)


def kind_of(given_id: str) -> Kind[Any]:
    """Return what an id or an order id is of; one that is of nothing is a stay's, which will not be found."""
    return next((kind for kind in KINDS if given_id.startswith(kind.prefix)), STAYS)
