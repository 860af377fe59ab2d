"""Area `review`: payments that no rule settles, until a person decides."""

import argparse
from typing import Any, get_args

from chalicelib.clock import utc_now
from chalicelib.payments.payment import Payment
from chalicelib.payments.ruling import Ruling, possible_rulings
from chalicelib.texts import text
from mk.answer import Answer, listed
from mk.command import Subparsers, add_area, add_command, add_limit, add_why
from mk.operator import operator
from mk.paid import KINDS, Kind, kind_of
from mk.payment_lines import payment_answer, payment_facts, payment_line

_RULINGS = """\
ask_again  the gateway is asked first, and told again only what it has not done; a refund that failed is tried anew
take       what the gateway took unasked is the city's
give_back  what it took unasked goes back to the driver; a hold that still stands is let go
write_off  the hold is gone and nothing more is owed by anybody; a refund that failed was sent in another way
"""
Waiting = tuple[Kind[Any], Any, Payment]
"""What was paid, of which kind, and the payment that waits."""


def add_to(areas: Subparsers) -> None:
    commands = add_area(areas, "review", "payments that no rule settles")
    add_limit(add_command(commands, "list", _list, "what waits for a person, oldest first"))
    deciding = add_command(commands, "decide", _decide, "decide about a payment")
    deciding.formatter_class, deciding.epilog = argparse.RawDescriptionHelpFormatter, _RULINGS
    deciding.add_argument("order_id")
    deciding.add_argument("ruling", choices=get_args(Ruling), help="see below; `list` says which are possible")
    add_why(deciding)


def _list(chosen: argparse.Namespace) -> Answer:
    waiting = [
        (kind, thing, payment)
        for kind in KINDS
        for thing in kind.list_in_review(chosen.limit)
        for payment in kind.desk.payments(thing)
        if possible_rulings(payment)
    ]
    waiting.sort(key=lambda one: one[2].created_at)
    return listed(waiting[: chosen.limit], _line, _facts, none="desk.nothing")


def _decide(chosen: argparse.Namespace) -> Answer:
    desk = kind_of(chosen.order_id).desk
    thing = desk.decide_review(chosen.order_id, chosen.ruling, operator(), chosen.why, utc_now())
    return payment_answer(desk.payment(thing, chosen.order_id))


def _line(waiting: Waiting, language: str) -> str:
    kind, thing, payment = waiting
    possible = text("desk.possible", language, rulings=", ".join(possible_rulings(payment)))
    whose = text(f"desk.owner.{kind.owner}", language)
    return f"{payment_line(payment, language)}\n  {whose}: {kind.line(thing, language)}\n  {possible}"


def _facts(waiting: Waiting) -> dict[str, Any]:
    kind, thing, payment = waiting
    known = {"owner": kind.owner, **kind.names(thing), "possible": possible_rulings(payment)}
    return payment_facts(payment) | known
