"""A ticket from its quote to an inspector's look, counted command by command. No clock."""

from bench import town
from bench.journey import Step, Walk, largest_item_bytes
from chalicelib.credentials.inspect_ticket import inspect_ticket
from chalicelib.credentials.issue_credential import Issued, issue_credential
from chalicelib.credentials.list_revocations import list_revocations
from chalicelib.credentials.ticket_verdict import Look
from chalicelib.tariff.order import TicketQuote
from chalicelib.tariff.quote import quote
from chalicelib.tickets.call_charge_gateway import call_charge_gateway
from chalicelib.tickets.change_lines import change_lines
from chalicelib.tickets.confirm import confirm
from chalicelib.tickets.find_ticket import list_tickets
from chalicelib.tickets.kept_tickets import KeptTicket
from chalicelib.tickets.move_ticket import move_ticket, offer_transfer
from chalicelib.tickets.order import TicketsPage
from chalicelib.tickets.own_ticket import own_ticket
from chalicelib.tickets.return_ticket import quote_return
from chalicelib.tickets.revoked_since import revoked_since
from chalicelib.tickets.ticket import Ticket
from simulation.memory_dynamodb import MemoryDynamoDB
from tests.credentials.shown import phone, ring
from tests.tickets.counter import METROPOLITAN, NETWORK, ONE_LINE, Counter

_OURS, _OTHER = phone("ours"), phone("other")


def whole_ticket() -> tuple[list[Step], int]:
    """Buy a named ticket at the resident's price and show it; return the commands and how large the item grew."""
    counter = _counter()
    counter.resident(_OURS.device_id)
    walk, wish = Walk(counter.gateway.calls), TicketQuote(product="named-network-z1", rate="resident")
    walk.take("ticket: quote", 0, lambda: quote(wish, counter.now, "pl"))
    ticket = walk.take("ticket: purchase", 2, lambda: counter.buy(_OURS.device_id, email=town.EMAIL, **NETWORK))
    told = counter.gateway.approve(ticket.payment.order_id)
    walk.take("ticket: notification", 2, lambda: confirm(told, counter.now))
    size = largest_item_bytes(KeptTicket)
    walk.take("ticket: credential", 1, lambda: _issued(counter, ticket))
    return walk.steps, size


def single_commands() -> list[Step]:
    """Count what belongs to some tickets only."""
    counter = _counter()
    counter.later(days=1)
    walk = Walk(counter.gateway.calls)
    buy = lambda: counter.buy(_OURS.device_id, "key-bearer", **METROPOLITAN)  # noqa: E731
    ticket = counter.pay(walk.take("purchase at the full price", 2, buy))
    walk.take("a purchase repeated", 2, buy)
    shown = _OURS.show(_issued(counter, ticket).message, counter.now)
    look = Look(counter.now, documents_seen=True)
    walk.take("an inspector's look", 2, lambda: inspect_ticket(shown, look, town.device_of(3), own_ticket, ring()))
    walk.take("the tickets of a phone", 2, lambda: list_tickets(_OURS.device_id, TicketsPage()))
    code, _ = walk.take(
        "a ticket offered to another phone", 2, lambda: offer_transfer(ticket.ticket_id, _OURS.device_id, counter.now)
    )
    walk.take(
        "a ticket taken over", 2, lambda: move_ticket(ticket.ticket_id, _OTHER.device_id, "pl", code, counter.now)
    )
    counter.resident(_OURS.device_id)
    line = counter.bought(_OURS.device_id, "key-one-line", **ONE_LINE)
    walk.take("another line", 2, lambda: change_lines(line.ticket_id, _OURS.device_id, ["8"], counter.now))
    back = quote_return(line.ticket_id, _OURS.device_id, counter.now).grosze
    walk.take("a return", 2, lambda: counter.give_back(line, back, _OURS.device_id))
    call = lambda: call_charge_gateway(line.ticket_id, counter.now, counter.gateway)  # noqa: E731
    walk.take("a refund by the worker", 1, call, api_requests=0)
    walk.take("the list of revoked tickets", 1, lambda: list_revocations(counter.now, revoked_since, ring()))
    walk.take("a tick with nothing due", 1, counter.tick, api_requests=0)
    return walk.steps


def _counter() -> Counter:
    """Return where tickets are sold; the storage is the engine's, so the counter's own stays empty."""
    return Counter(MemoryDynamoDB.for_models())


def _issued(counter: Counter, ticket: Ticket) -> Issued:
    return issue_credential(ticket.ticket_id, _OURS.device_id, _OURS.key, counter.now, own_ticket, ring())
