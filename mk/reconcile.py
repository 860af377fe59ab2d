"""Area `reconcile`: a day of the ledger compared with each gateway's record of it, and what differs."""

import argparse
from datetime import date
from pathlib import Path
from typing import get_args

import msgspec

from chalicelib import aws
from chalicelib.clock import utc_now
from chalicelib.money import zloty_text
from chalicelib.payments.decide_difference import decide_difference
from chalicelib.payments.difference import Difference, Outcome
from chalicelib.payments.imported_reports import ImportedReports
from chalicelib.payments.list_differences import list_differences
from chalicelib.payments.order_reconciliation import order_reconciliation
from chalicelib.payments.owner import OWNERS
from chalicelib.payments.reconciliation import Reconciliation
from chalicelib.payments.show_reconciliation import show_reconciliation
from chalicelib.texts import text
from mk.answer import Answer, listed
from mk.command import Subparsers, add_area, add_command, add_page, add_why
from mk.operator import bucket, operator


def add_to(areas: Subparsers) -> None:
    commands = add_area(areas, "reconcile", "the ledger against each gateway's record of a day")
    running = add_command(commands, "run", _run, "have a day compared now; `show` tells how it stands")
    running.add_argument("--afresh", action="store_true", help="from the start, even a day that is complete")
    showing = add_command(commands, "show", _show, "how a day stands and what it found; without a day, what waits")
    importing = add_command(commands, "import", _import, "keep the gateway's settlement report of a day")
    importing.add_argument(
        "report", type=_content, metavar="FILE", help="the report as CSV; it replaces an earlier one of that day"
    )
    deciding = add_command(commands, "decide", _decide, "close a difference")
    for command in (running, importing, deciding):
        _add_day(command, required=True)
    _add_day(showing, required=False)
    for command in (running, importing, deciding, showing):
        command.add_argument(
            "--owner", choices=OWNERS, default="city", help="whose books and whose gateway; default: %(default)s"
        )
    add_page(showing)
    deciding.add_argument("difference_id")
    deciding.add_argument(
        "outcome",
        choices=get_args(Outcome),
        help="explained: nothing is to be booked; booked: as the gateway says",
    )
    add_why(deciding)


def _add_day(command: argparse.ArgumentParser, *, required: bool) -> None:
    command.add_argument(
        "--day", type=date.fromisoformat, required=required, metavar="YYYY-MM-DD", help="of Kraków's calendar"
    )


def _content(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _run(chosen: argparse.Namespace) -> Answer:
    order_reconciliation(chosen.day, chosen.owner, utc_now(), afresh=chosen.afresh)
    known = {"day": chosen.day.isoformat(), "owner": chosen.owner}
    return Answer(
        known | {"ordered": True},
        lambda language: [text("desk.reconciliation_ordered", language, **known)],
    )


def _show(chosen: argparse.Namespace) -> Answer:
    if chosen.day is None:
        differences, next_cursor = list_differences(chosen.limit, chosen.cursor)
        return listed(differences, _line, none="desk.nothing", next_cursor=next_cursor)
    found = show_reconciliation(chosen.day, chosen.owner)
    return Answer(
        {"run": found.run and _facts(found.run), "differences": found.differences},
        lambda language: [
            _standing(chosen.day, found.run, language),
            *(_line(difference, language) for difference in found.differences),
        ],
    )


def _import(chosen: argparse.Namespace) -> Answer:
    lines = ImportedReports(aws.client("s3"), bucket("settlements"), chosen.owner).keep(chosen.day, chosen.report)
    return Answer(
        {"day": chosen.day, "lines": len(lines)},
        lambda language: [text("desk.report_kept", language, day=chosen.day.isoformat(), lines=len(lines))],
    )


def _decide(chosen: argparse.Namespace) -> Answer:
    decision = (chosen.day, chosen.difference_id, chosen.outcome, chosen.why, operator(), utc_now())
    difference = decide_difference(*decision, owner=chosen.owner)
    return Answer(difference, lambda language: [_line(difference, language)])


def _facts(run: Reconciliation) -> dict[str, object]:
    facts: dict[str, object] = msgspec.to_builtins(run)
    del facts["position"], facts["version"]
    return facts | {"complete": run.complete}


def _standing(day: date, run: Reconciliation | None, language: str) -> str:
    if run is None:
        return text("desk.reconciliation_missing", language, day=day.isoformat())
    counts = {name: getattr(run, name) for name in ("orders", "equal", "only_ours", "only_theirs", "different")}
    state = "complete" if run.complete else "incomplete"
    return text(f"desk.reconciliation_{state}", language, day=day.isoformat(), unanswered=len(run.unanswered), **counts)


def _line(difference: Difference, language: str) -> str:
    ours, theirs = (zloty_text(grosze, language) for grosze in (difference.ours_grosze, difference.theirs_grosze))
    ended = difference.decision
    status = ended.outcome if ended else "vanished" if difference.vanished_at else "open"
    return (
        f"{difference.day}  {text(f'desk.owner.{difference.owner}', language)}  "
        f"{difference.difference_id}  {difference.order_id}  "
        f"{text(f'desk.call.{difference.kind}', language)}  "
        f"{text('desk.both_sides', language, ours=ours, theirs=theirs)}  "
        f"{text(f'desk.difference.{status}', language)}  {ended.why if ended else ''}"
    ).rstrip()
