"""Area `payments`: drivers' and passengers' money at its gateways."""

import argparse
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from chalicelib.clock import utc_now
from chalicelib.money import zloty_text
from chalicelib.payments.decide_payment import PaymentDesk
from chalicelib.payments.entry import Entry
from chalicelib.payments.list_moved import list_moved
from chalicelib.payments.movement import in_books_of
from chalicelib.payments.owner import OWNERS
from chalicelib.texts import text
from mk.answer import Answer, exact_moment, listed
from mk.command import Subparsers, add_area, add_command, add_limit, add_why, amount
from mk.ledger_lines import entry_facts, entry_line, kind_text
from mk.operator import operator
from mk.paid import KINDS, Kind, kind_of
from mk.payment_lines import payment_answer, payment_facts, payment_line

_NEVER = datetime.max.replace(tzinfo=UTC)


def add_to(areas: Subparsers) -> None:
    commands = add_area(areas, "payments", "drivers' and passengers' money at its gateways")
    listing = add_command(commands, "list", _list, "what is paid for and not settled, the urgent first")
    listing.add_argument("--owner", choices=OWNERS, help="only the city's or only the transport operator's")
    listing.add_argument(
        "--day", type=date.fromisoformat, metavar="YYYY-MM-DD", help="instead, what moved money on that day"
    )
    add_limit(listing)
    showing = add_command(commands, "show", _show, "one payment: what we asked and what the gateway answered")
    settling = add_command(commands, "settle", _settle, "have the gateway asked at once about one that takes long")
    releasing = add_command(commands, "release", _release, "waive what one was to pay and let its hold go")
    refunding = add_command(commands, "refund", _refund, "send captured money back to who paid")
    for command in (showing, settling, releasing, refunding):
        command.add_argument("order_id")
    refunding.add_argument("--amount", type=amount, required=True, metavar="0.00", help="złote that go back")
    for command in (settling, releasing, refunding):
        add_why(command)


def _list(chosen: argparse.Namespace) -> Answer:
    if chosen.day:
        moved = list(list_moved(chosen.day, chosen.day))
        own = in_books_of(chosen.owner, moved) if chosen.owner else moved
        return listed(own, entry_line, entry_facts, none="desk.nothing_moved")
    now = utc_now()
    kinds = [kind for kind in KINDS if chosen.owner in (None, kind.owner)]
    unsettled = [(kind, thing) for kind in kinds for thing in kind.list_open(now, chosen.limit)]
    unsettled.sort(key=lambda one: one[1].due_at or _NEVER)
    return listed(unsettled[: chosen.limit], _thing_and_payments, _thing_facts, none="desk.nothing")


def _show(chosen: argparse.Namespace) -> Answer:
    kind = kind_of(chosen.order_id)
    thing, payment, entries = kind.find_payment(chosen.order_id)
    facts = {
        "owner": kind.owner,
        "payment": payment_facts(payment),
        kind.name: kind.facts(thing),
        **({kind.payer: {"email": thing.email, "language": thing.language}} if kind.payer else {}),
        "ledger": [entry_facts(entry) for entry in entries],
    }
    return Answer(
        facts,
        lambda language: [
            payment_line(payment, language),
            f"  {text(f'desk.owner.{kind.owner}', language)}: {kind.line(thing, language)}",
            *([f"  {text(f'desk.{kind.payer}', language, email=thing.email)}"] if kind.payer else []),
            *_history(entries, language),
        ],
    )


def _settle(chosen: argparse.Namespace) -> Answer:
    return _decided(chosen, lambda desk: desk.settle_payment(chosen.order_id, operator(), chosen.why, utc_now()))


def _release(chosen: argparse.Namespace) -> Answer:
    return _decided(chosen, lambda desk: desk.release_payment(chosen.order_id, operator(), chosen.why, utc_now()))


def _refund(chosen: argparse.Namespace) -> Answer:
    decision = (chosen.order_id, chosen.amount, operator(), chosen.why, utc_now())
    return _decided(chosen, lambda desk: desk.refund_payment(*decision))


def _decided(chosen: argparse.Namespace, decision: Callable[[PaymentDesk[Any]], Any]) -> Answer:
    desk = kind_of(chosen.order_id).desk
    return payment_answer(desk.payment(decision(desk), chosen.order_id))


def _thing_and_payments(unsettled: tuple[Kind[Any], Any], language: str) -> str:
    kind, thing = unsettled
    payments = (payment_line(payment, language) for payment in kind.desk.payments(thing))
    return "\n  ".join([kind.line(thing, language), *payments])


def _thing_facts(unsettled: tuple[Kind[Any], Any]) -> dict[str, Any]:
    kind, thing = unsettled
    facts: dict[str, Any] = {"owner": kind.owner} | kind.facts(thing)
    return facts


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
