"""Area `fares`: additional fares, looked up at a service point and decided about."""

import argparse

from chalicelib.additional_fares.cancel_demand import cancel_at_desk
from chalicelib.additional_fares.demand import Demand
from chalicelib.additional_fares.find_demand import list_open, show_demand
from chalicelib.additional_fares.write_off_demand import write_off_demand
from chalicelib.clock import utc_now
from mk.answer import Answer, listed
from mk.command import Subparsers, add_area, add_command, add_page, add_why, amount
from mk.fare_lines import demand_facts, demand_line
from mk.operator import operator
from mk.payment_lines import payment_line


def add_to(areas: Subparsers) -> None:
    commands = add_area(areas, "fares", "additional fares")
    add_page(add_command(commands, "list", _list, "what waits for a payer, oldest first; `review` has the rest"))
    showing = add_command(commands, "show", _show, "one demand with its payments")
    cancelling = add_command(commands, "cancel", _cancel, "cancel one for what was shown; the handling fee is due then")
    writing_off = add_command(commands, "write-off", _write_off, "ask for nothing more")
    for command in (showing, cancelling, writing_off):
        command.add_argument("number", help="as on the passenger's slip")
    cancelling.add_argument("shown", choices=("named_ticket", "rail_stamp", "document"))
    cancelling.add_argument(
        "--handling-fee", type=amount, metavar="0.00", help="złote, only where the price list's was not found"
    )
    for command in (cancelling, writing_off):
        add_why(command)


def _list(chosen: argparse.Namespace) -> Answer:
    demands, next_cursor = list_open(chosen.limit, chosen.cursor)
    return listed(demands, demand_line, demand_facts, none="desk.nothing", next_cursor=next_cursor)


def _show(chosen: argparse.Namespace) -> Answer:
    return _answer(show_demand(chosen.number))


def _cancel(chosen: argparse.Namespace) -> Answer:
    fee, now = chosen.handling_fee, utc_now()
    return _answer(cancel_at_desk(chosen.number, chosen.shown, fee, operator(), chosen.why, now))


def _write_off(chosen: argparse.Namespace) -> Answer:
    return _answer(write_off_demand(chosen.number, operator(), chosen.why, utc_now()))


def _answer(demand: Demand) -> Answer:
    return Answer(
        demand_facts(demand),
        lambda language: [
            demand_line(demand, language),
            *(f"  {payment_line(payment, language)}" for payment in demand.payments),
        ],
    )
