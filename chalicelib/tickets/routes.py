"""Tickets over HTTP: orders, and what a phone holds."""

from chalicelib.clock import utc_now
from chalicelib.devices.audience import DEVICE
from chalicelib.http import Api
from chalicelib.legal.errors import TermsNotCurrent
from chalicelib.payments.errors import GatewayRefused, GatewayUnknown, NotRefundable
from chalicelib.payments.live import charge_gateway
from chalicelib.tariff import errors as of_tariff
from chalicelib.tickets import errors
from chalicelib.tickets.buy import buy
from chalicelib.tickets.change_lines import change_lines
from chalicelib.tickets.find_ticket import find_ticket, list_movable, list_tickets
from chalicelib.tickets.move_ticket import move_ticket, offer_transfer
from chalicelib.tickets.order import LinesOrder, MoveOrder, ReturnOrder, TicketOrder, TicketsPage
from chalicelib.tickets.renew import renewal
from chalicelib.tickets.return_ticket import quote_return, return_ticket
from chalicelib.tickets.ticket import Ticket
from chalicelib.tickets.ticket_answer import (
    MovableTickets,
    RenewalAnswer,
    ReturnAnswer,
    TicketAnswer,
    TicketPage,
    TransferAnswer,
    return_answer,
    ticket_answer,
)
from chalicelib.warsaw import in_warsaw

tickets_api = Api(__name__, tag="Tickets")

_OF_RETURN = (
    errors.TicketUnknown,
    errors.TicketNotInUse,
    of_tariff.NotReturnable,
    of_tariff.ReturnRuleUnknown,
    of_tariff.ReturnTooLate,
    NotRefundable,
)


@tickets_api.operation(
    "POST",
    "/tickets/orders",
    "Order a ticket; it is paid at `payment.redirect_url` and becomes a ticket with its payment",
    audience=DEVICE,
    takes=TicketOrder,
    answers=TicketAnswer,
    status=201,
    idempotent=True,
    refuses=[
        *of_tariff.OF_AN_OFFER,
        errors.NotSoldInApp,
        errors.ResidentCardWanted,
        errors.CardPaymentWanted,
        errors.TicketPriceChanged,
        errors.TicketUnknown,
        TermsNotCurrent,
        GatewayRefused,
        GatewayUnknown,
    ],
)
def order_ticket() -> TicketAnswer:
    order, caller = tickets_api.body(TicketOrder), tickets_api.caller
    return _answer(buy(order, caller, utc_now(), charge_gateway()))


@tickets_api.operation(
    "GET",
    "/tickets",
    "This phone's orders and tickets, newest first",
    audience=DEVICE,
    query=TicketsPage,
    answers=TicketPage,
)
def list_own_tickets() -> TicketPage:
    tickets, cursor = list_tickets(tickets_api.device_id, tickets_api.query(TicketsPage))
    return TicketPage([_answer(ticket) for ticket in tickets], cursor)


@tickets_api.operation(
    "GET",
    "/tickets/movable",
    "Tickets on other phones that this one may take over: bought with a Kraków Card that is on it now",
    audience=DEVICE,
    answers=MovableTickets,
)
def list_movable_tickets() -> MovableTickets:
    return MovableTickets([_answer(ticket) for ticket in list_movable(tickets_api.device_id, utc_now())])


@tickets_api.operation(
    "GET",
    "/tickets/{ticket_id}",
    "One ticket of this phone, with its money",
    audience=DEVICE,
    answers=TicketAnswer,
    refuses=[errors.TicketUnknown],
)
def show_ticket(ticket_id: str) -> TicketAnswer:
    return _answer(find_ticket(ticket_id, tickets_api.device_id))


@tickets_api.operation(
    "GET",
    "/tickets/{ticket_id}/return",
    "What a return now would give back",
    audience=DEVICE,
    answers=ReturnAnswer,
    refuses=_OF_RETURN,
)
def quote_ticket_return(ticket_id: str) -> ReturnAnswer:
    return return_answer(quote_return(ticket_id, tickets_api.device_id, utc_now()))


@tickets_api.operation(
    "POST",
    "/tickets/{ticket_id}/return",
    "Give a ticket back for the sum that was shown; it is good to the end of the day",
    audience=DEVICE,
    takes=ReturnOrder,
    answers=TicketAnswer,
    refuses=[*_OF_RETURN, errors.ReturnSumChanged],
)
def return_a_ticket(ticket_id: str) -> TicketAnswer:
    """A ticket is returned once: the same request again gets the same ticket. The money goes back the way it came."""
    confirmed = tickets_api.body(ReturnOrder).refund
    return _answer(return_ticket(ticket_id, tickets_api.device_id, confirmed, utc_now()))


@tickets_api.operation(
    "POST",
    "/tickets/{ticket_id}/lines",
    "Change the lines of a ticket for one line or two",
    audience=DEVICE,
    takes=LinesOrder,
    answers=TicketAnswer,
    refuses=[
        errors.TicketUnknown,
        errors.TicketNotInUse,
        of_tariff.LinesWanted,
        of_tariff.LineNotSold,
        of_tariff.LineChangesUsedUp,
    ],
)
def change_ticket_lines(ticket_id: str) -> TicketAnswer:
    """The body names all lines as they are to be, so the same request again changes nothing."""
    return _answer(change_lines(ticket_id, tickets_api.device_id, tickets_api.body(LinesOrder).lines, utc_now()))


@tickets_api.operation(
    "POST",
    "/tickets/{ticket_id}/transfer",
    "Get a code with which another phone may take this phone's ticket over",
    audience=DEVICE,
    answers=TransferAnswer,
    status=201,
    refuses=[errors.TicketUnknown, errors.TicketNotInUse, errors.TicketMovesUsedUp],
)
def transfer_ticket(ticket_id: str) -> TransferAnswer:
    code, until = offer_transfer(ticket_id, tickets_api.device_id, utc_now())
    return TransferAnswer(code, in_warsaw(until))


@tickets_api.operation(
    "POST",
    "/tickets/{ticket_id}/move",
    "Take a ticket over from another phone, by its code or with its Kraków Card on this phone",
    audience=DEVICE,
    takes=MoveOrder,
    answers=TicketAnswer,
    refuses=[errors.TicketMoveNotProven, errors.TicketNotInUse, errors.TicketMovesUsedUp],
)
def move_a_ticket(ticket_id: str) -> TicketAnswer:
    """It is on this phone alone from then on; the same request again gets the same ticket."""
    code, phone = tickets_api.body(MoveOrder).code, tickets_api.device_id
    return _answer(move_ticket(ticket_id, phone, tickets_api.language, code, utc_now()))


@tickets_api.operation(
    "GET",
    "/tickets/{ticket_id}/renewal",
    "The order of the ticket after this one, filled in",
    audience=DEVICE,
    answers=RenewalAnswer,
    refuses=[errors.TicketUnknown, errors.TicketNotInUse, *of_tariff.OF_AN_OFFER],
)
def prepare_renewal(ticket_id: str) -> RenewalAnswer:
    return renewal(ticket_id, tickets_api.device_id, utc_now())


def _answer(ticket: Ticket) -> TicketAnswer:
    return ticket_answer(ticket, utc_now(), tickets_api.language)
