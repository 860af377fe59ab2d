"""Area `review`: payments that no rule settles, until a person decides."""

import argparse
from typing import Any, get_args

from chalicelib.clock import utc_now
from chalicelib.parking.decide_payment import decide_review
from chalicelib.parking.list_payments import list_in_review
from chalicelib.parking.stay import Stay
from chalicelib.payments.payment import Payment
from chalicelib.payments.ruling import Ruling, possible_rulings
from chalicelib.texts import text
from mk.answer import Answer, listed
from mk.command import Subparsers, add_area, add_command, add_limit, add_why
from mk.operator import operator
from mk.stay_lines import payment_answer, payment_facts, payment_line, stay_line

_RULINGS = """\
ask_again  the gateway is asked first, and told again only what it has not done; a refund that failed is tried anew
take       what the gateway took unasked is the city's
give_back  what it took unasked goes back to the driver; a hold that still stands is let go
write_off  the hold is gone and nothing more is owed by anybody; a refund that failed was sent in another way
"""


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
        (stay, hold.payment)
        for stay in list_in_review(chosen.limit)
        for hold in stay.holds
        if possible_rulings(hold.payment)
    ]
    return listed(waiting, _line, _facts, none="desk.nothing")


def _decide(chosen: argparse.Namespace) -> Answer:
    stay = decide_review(chosen.order_id, chosen.ruling, operator(), chosen.why, utc_now())
    return payment_answer(stay, chosen.order_id)


def _line(waiting: tuple[Stay, Payment], language: str) -> str:
    stay, payment = waiting
    possible = text("desk.possible", language, rulings=", ".join(possible_rulings(payment)))
    return f"{payment_line(payment, language)}\n  {stay_line(stay, language)}\n  {possible}"


def _facts(waiting: tuple[Stay, Payment]) -> dict[str, Any]:
    stay, payment = waiting
    known = {"stay_id": stay.stay_id, "plate": stay.plate, "possible": possible_rulings(payment)}
    return payment_facts(payment) | known
