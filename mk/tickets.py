"""Area `tickets`: tickets of the city's transport."""

import argparse
from collections.abc import Iterable

from chalicelib.clock import utc_now
from chalicelib.payments.booked_entries import of_order
from chalicelib.texts import text
from chalicelib.tickets.list_payments import find_any, list_of_card
from chalicelib.tickets.ticket import Ticket
from chalicelib.tickets.transfer_at_desk import transfer_at_desk
from mk.answer import Answer, listed, moment
from mk.command import Subparsers, add_area, add_command, add_limit, add_why
from mk.ledger_lines import entry_facts, entry_line
from mk.operator import operator
from mk.payment_lines import payment_line
from mk.ticket_lines import ticket_facts, ticket_line


def add_to(areas: Subparsers) -> None:
    commands = add_area(areas, "tickets", "tickets of the city's transport")
    finding = add_command(commands, "find", _find, "a ticket, or the latest at a card's price, with their payments")
    which = finding.add_mutually_exclusive_group(required=True)
    which.add_argument("id", nargs="?", help="a ticket's id or an order's")
    which.add_argument("--card", metavar="CARD_ID", help="the Kraków Card at whose price they were bought")
    add_limit(finding)
    showing = add_command(commands, "show", _show, "all that happened to a ticket, and its books")
    showing.add_argument("id", help="a ticket's id or an order's")
    moving = add_command(commands, "transfer", _transfer, "make a code for a holder whose phone is lost")
    moving.description = (
        "Make a code with which the new phone of somebody who stands at the desk takes their ticket over, and show it "
        "once. Whom the document names must be the ticket's holder."
    )
    moving.add_argument("id", help="a ticket's id or an order's")
    moving.add_argument(
        "--document", required=True, metavar="INITIALS", help="initials and year of birth in the document: 'J.P. 1990'"
    )
    add_why(moving)


def _find(chosen: argparse.Namespace) -> Answer:
    found = list_of_card(chosen.card, chosen.limit) if chosen.card else [find_any(chosen.id)]
    return listed(found, _with_payments, ticket_facts, none="desk.nothing_found")


def _show(chosen: argparse.Namespace) -> Answer:
    ticket = find_any(chosen.id)
    entries = [entry for payment in ticket.payments for entry in of_order(payment.order_id)]
    return Answer(
        ticket_facts(ticket) | {"ledger": [entry_facts(entry) for entry in entries]},
        lambda language: [
            _with_payments(ticket, language),
            *(f"  {line}" for line in _history(ticket, language)),
            *(f"  {entry_line(entry, language)}" for entry in entries),
        ],
    )


def _transfer(chosen: argparse.Namespace) -> Answer:
    ticket_id = find_any(chosen.id).ticket_id
    code, until = transfer_at_desk(ticket_id, chosen.document, operator(), chosen.why, utc_now())
    return Answer(
        {"ticket_id": ticket_id, "code": code, "live_until": until},
        lambda language: [text("desk.code", language, code=code, until=moment(until))],
    )


def _with_payments(ticket: Ticket, language: str) -> str:
    return "\n  ".join([ticket_line(ticket, language), *(payment_line(one, language) for one in ticket.payments)])


def _history(ticket: Ticket, language: str) -> Iterable[str]:
    moments = [
        ("ordered", ticket.ordered_at),
        ("issued", ticket.issued_at),
        *(("moved", at) for at in ticket.moves),
        *(("lines_changed", at) for at in ticket.line_changes),
        ("returned", ticket.returned_at),
    ]
    for what, at in sorted((one for one in moments if one[1]), key=lambda one: (one[1], one[0])):
        yield f"{moment(at)}  {text(f'desk.ticket_step.{what}', language)}"
