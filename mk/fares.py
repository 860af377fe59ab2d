"""Area `fares`: additional fares, looked up at a service point and decided about."""

import argparse
from typing import Any, get_args

from chalicelib.additional_fares.cancel_demand import cancel_at_desk
from chalicelib.additional_fares.decide_payment import DESK
from chalicelib.additional_fares.demand import Demand
from chalicelib.additional_fares.find_demand import list_open, show_demand
from chalicelib.additional_fares.price import due_on
from chalicelib.additional_fares.slip import shown_number
from chalicelib.additional_fares.write_off_demand import write_off_demand
from chalicelib.clock import in_warsaw, utc_now
from chalicelib.money import zloty_text
from chalicelib.payments.payment import Payment
from chalicelib.payments.ruling import Ruling, possible_rulings
from chalicelib.texts import text
from mk.answer import Answer, listed, moment
from mk.command import Subparsers, add_area, add_command, add_page, add_why, amount
from mk.operator import operator
from mk.payment_lines import payment_facts, payment_line

_FACTS = ("number", "state", "offence", "line", "vehicle", "inspected_at", "paid_at", "cancelled_at", "shown")


def add_to(areas: Subparsers) -> None:
    commands = add_area(areas, "fares", "additional fares")
    add_page(add_command(commands, "list", _list, "what waits for a payer or for a decision, oldest first"))
    showing = add_command(commands, "show", _show, "one demand with its payments")
    cancelling = add_command(commands, "cancel", _cancel, "cancel one for what was shown; the handling fee is due then")
    writing_off = add_command(commands, "write-off", _write_off, "ask for nothing more")
    for command in (showing, cancelling, writing_off):
        command.add_argument("number", help="as on the passenger's slip")
    cancelling.add_argument("shown", choices=("named_ticket", "rail_stamp", "document"))
    cancelling.add_argument(
        "--handling-fee", type=amount, metavar="0.00", help="złote, only where the price list's was not found"
    )
    deciding = add_command(commands, "decide", _decide, "decide about a payment that no rule settles; see `review`")
    deciding.add_argument("order_id")
    deciding.add_argument("ruling", choices=get_args(Ruling))
    for command in (cancelling, writing_off, deciding):
        add_why(command)


def _list(chosen: argparse.Namespace) -> Answer:
    demands, next_cursor = list_open(chosen.limit, chosen.cursor)
    return listed(demands, _line, _facts, none="desk.nothing", next_cursor=next_cursor)


def _show(chosen: argparse.Namespace) -> Answer:
    return _answer(show_demand(chosen.number))


def _cancel(chosen: argparse.Namespace) -> Answer:
    fee, now = chosen.handling_fee, utc_now()
    return _answer(cancel_at_desk(chosen.number, chosen.shown, fee, operator(), chosen.why, now))


def _write_off(chosen: argparse.Namespace) -> Answer:
    return _answer(write_off_demand(chosen.number, operator(), chosen.why, utc_now()))


def _decide(chosen: argparse.Namespace) -> Answer:
    return _answer(DESK.decide_review(chosen.order_id, chosen.ruling, operator(), chosen.why, utc_now()))


def _answer(demand: Demand) -> Answer:
    def lines(language: str) -> list[str]:
        return [
            _line(demand, language),
            *(f"  {payment_line(payment, language)}" for payment in demand.payments if not _waits(payment)),
        ]

    return Answer(_facts(demand), lines)


def _line(demand: Demand, language: str) -> str:
    state = text(f"desk.fare_state.{demand.state}", language)
    offence = text(f"tickets.offence.{demand.offence}", language)
    due = _due(demand)
    owed = text("desk.fare_due_unknown", language) if due is None else zloty_text(due, language) if due else ""
    number, at = shown_number(demand.number), moment(demand.inspected_at)
    line = f"{number}  {at}  {demand.line}  {offence}: {state}  {owed}".rstrip()
    return "\n  ".join([line, *(_possible(payment, language) for payment in demand.payments if _waits(payment))])


def _possible(payment: Payment, language: str) -> str:
    possible = text("desk.possible", language, rulings=", ".join(possible_rulings(payment)))
    return f"{payment_line(payment, language)}\n    {possible}"


def _waits(payment: Payment) -> bool:
    return bool(possible_rulings(payment))


def _facts(demand: Demand) -> dict[str, Any]:
    facts = {name: getattr(demand, name) for name in _FACTS} | {"due_grosze": _due(demand)}
    return facts | {"payments": [payment_facts(payment) for payment in demand.payments]}


def _due(demand: Demand) -> int | None:
    return due_on(demand, in_warsaw(utc_now()).date())
