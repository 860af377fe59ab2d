"""Area `payments`: drivers' money at the gateway."""

import argparse
from datetime import date, datetime

from chalicelib.clock import utc_now
from chalicelib.money import zloty_text
from chalicelib.parking.decide_payment import refund_payment, release_payment, settle_payment
from chalicelib.parking.list_payments import find_payment, list_open
from chalicelib.parking.stay import Stay
from chalicelib.payments.entry import Entry
from chalicelib.payments.list_moved import list_moved
from chalicelib.texts import text
from mk.answer import Answer, exact_moment, listed
from mk.command import Subparsers, add_area, add_command, add_limit, add_why, amount
from mk.ledger_lines import entry_facts, entry_line, kind_text
from mk.operator import operator
from mk.stay_lines import payment_answer, payment_facts, payment_line, stay_facts, stay_line


def add_to(areas: Subparsers) -> None:
    commands = add_area(areas, "payments", "drivers' money at the gateway")
    listing = add_command(commands, "list", _list, "stays whose money is not settled, the most urgent first")
    listing.add_argument(
        "--day", type=date.fromisoformat, metavar="YYYY-MM-DD", help="instead, what moved money on that day"
    )
    add_limit(listing)
    showing = add_command(commands, "show", _show, "one payment: what we asked and what the gateway answered")
    settling = add_command(commands, "settle", _settle, "have the gateway asked at once about one that takes long")
    releasing = add_command(commands, "release", _release, "waive what one was to pay and let its hold go")
    refunding = add_command(commands, "refund", _refund, "send captured money back to the driver")
    for command in (showing, settling, releasing, refunding):
        command.add_argument("order_id")
    refunding.add_argument("--amount", type=amount, required=True, metavar="0.00", help="złote that go back")
    for command in (settling, releasing, refunding):
        add_why(command)


def _list(chosen: argparse.Namespace) -> Answer:
    if chosen.day:
        moved = list(list_moved(chosen.day, chosen.day))
        return listed(moved, entry_line, entry_facts, none="desk.nothing_moved")
    return listed(list_open(chosen.limit), _stay_and_payments, stay_facts, none="desk.nothing")


def _show(chosen: argparse.Namespace) -> Answer:
    stay, payment, entries = find_payment(chosen.order_id)
    facts = {
        "payment": payment_facts(payment),
        "stay": stay_facts(stay),
        "driver": {"email": stay.email, "language": stay.language},
        "ledger": [entry_facts(entry) for entry in entries],
    }
    return Answer(
        facts,
        lambda language: [
            payment_line(payment, language),
            f"  {stay_line(stay, language)}",
            f"  {text('desk.driver', language, email=stay.email)}",
            *_history(entries, language),
        ],
    )


def _settle(chosen: argparse.Namespace) -> Answer:
    return payment_answer(settle_payment(chosen.order_id, operator(), chosen.why, utc_now()), chosen.order_id)


def _release(chosen: argparse.Namespace) -> Answer:
    return payment_answer(release_payment(chosen.order_id, operator(), chosen.why, utc_now()), chosen.order_id)


def _refund(chosen: argparse.Namespace) -> Answer:
    stay = refund_payment(chosen.order_id, chosen.amount, operator(), chosen.why, utc_now())
    return payment_answer(stay, chosen.order_id)


def _stay_and_payments(stay: Stay, language: str) -> str:
    payments = (payment_line(hold.payment, language) for hold in stay.holds)
    return "\n  ".join([stay_line(stay, language), *payments])


def _history(entries: list[Entry], language: str) -> list[str]:
    """What we asked and what was answered, side by side in time order."""
    rows = [("", "", text("desk.we_asked", language), text("desk.gateway_answered", language))] if entries else []
    for entry in entries:
        when, kind = exact_moment(entry.booked_at), kind_text(entry.kind, language)
        rows.append((when, kind, _asked(entry, language), _answered(entry, language)))
    widths = [max(len(row[column]) for row in rows) for column in range(3)] if rows else []
    return [
        "  " + "  ".join([*(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)), row[3]]).rstrip()
        for row in rows
    ]


def _asked(entry: Entry, language: str) -> str:
    if not entry.call:
        return ""
    verb, grosze, reference = entry.call.split()
    return f"{text(f'desk.call.{verb}', language)} {zloty_text(int(grosze), language)} {reference}"


def _answered(entry: Entry, language: str) -> str:
    if not entry.report:
        return ""
    remote_id, outcome, grosze, happened_at, *details = entry.report.split(" ")
    said = text(f"desk.report.{outcome}", language, amount=zloty_text(int(grosze), language))
    return "  ".join([said, exact_moment(datetime.fromisoformat(happened_at)), remote_id, " ".join(details)]).rstrip()
