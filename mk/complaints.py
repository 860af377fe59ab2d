"""Area `complaints`: drivers' complaints, read and decided."""

import argparse
from typing import Any

import msgspec

from chalicelib import aws
from chalicelib.clock import utc_now
from chalicelib.complaints.complaint import Complaint, Decision, Step
from chalicelib.complaints.decide_complaint import decide_complaint, review_complaint
from chalicelib.complaints.list_complaints import list_complaints
from chalicelib.complaints.s3_files import S3Files
from chalicelib.complaints.show_complaint import Case, show_complaint
from chalicelib.money import zloty_text
from chalicelib.parking.decide_payment import money_back
from chalicelib.texts import text
from mk.answer import Answer, listed, moment
from mk.command import Subparsers, add_area, add_command, add_page, add_why, amount
from mk.operator import bucket, operator


def add_to(areas: Subparsers) -> None:
    commands = add_area(areas, "complaints", "drivers' complaints")
    listing = add_command(commands, "list", _list, "what waits, oldest first")
    listing.add_argument("--status", choices=("open", "in_review"), default="open", help="default: %(default)s")
    add_page(listing)
    showing = add_command(commands, "show", _show, "one case with its evidence")
    reviewing = add_command(commands, "review", _review, "take a case up; its driver is told")
    deciding = add_command(commands, "decide", _decide, "decide a case; its driver is told")
    for command in (showing, reviewing, deciding):
        command.add_argument("complaint_id")
    deciding.add_argument("outcome", choices=("accepted", "rejected", "money_back"))
    deciding.add_argument(
        "--amount", type=amount, default=0, metavar="0.00", help="złote that go back, only with money_back"
    )
    add_why(deciding, "the reasons, which the driver reads")


def _list(chosen: argparse.Namespace) -> Answer:
    complaints, next_cursor = list_complaints(chosen.status, chosen.limit, chosen.cursor)
    return listed(complaints, _line, _facts, none="desk.nothing", next_cursor=next_cursor)


def _show(chosen: argparse.Namespace) -> Answer:
    """The links to the evidence live a quarter of an hour."""
    case = show_complaint(chosen.complaint_id, S3Files(aws.client("s3"), bucket("attachments")))
    return Answer(_facts(case.complaint) | {"links": case.links}, lambda language: _whole(case, language))


def _review(chosen: argparse.Namespace) -> Answer:
    return _answer(review_complaint(chosen.complaint_id, operator(), utc_now()))


def _decide(chosen: argparse.Namespace) -> Answer:
    decision = Decision(chosen.outcome, chosen.amount, chosen.why)
    return _answer(decide_complaint(chosen.complaint_id, decision, operator(), utc_now(), money_back))


def _answer(complaint: Complaint) -> Answer:
    return Answer(_facts(complaint), lambda language: [_line(complaint, language)])


def _line(complaint: Complaint, language: str) -> str:
    subject, reason = complaint.subject, text(f"desk.reason.{complaint.reason}", language)
    held = zloty_text(subject.held_grosze, language)
    return f"{complaint.complaint_id}  {moment(complaint.opened_at)}  {subject.plate}  {held}  {reason}: " + _status(
        complaint, language
    )


def _whole(case: Case, language: str) -> list[str]:
    complaint, subject = case.complaint, case.complaint.subject
    money = {
        name: zloty_text(grosze, language)
        for name, grosze in (
            ("held", subject.held_grosze),
            ("captured", subject.captured_grosze),
            ("released", subject.released_grosze),
        )
    }
    stay = {
        "from": moment(subject.started_at),
        "until": moment(subject.stopped_at),
        "subzone": subject.subzone,
        "stay_id": subject.stay_id,
    }
    status = _status(complaint, language)
    named = [
        ("plate", subject.plate),
        ("stay", text("desk.stay_line", language, **stay)),
        ("payment", text("desk.payment_line", language, method=subject.method, **money)),
        ("orders", ", ".join(subject.order_ids)),
        ("reason", text(f"desk.reason.{complaint.reason}", language)),
        ("description", complaint.description),
        ("phone", complaint.phone),
        ("decision", complaint.decision.why if complaint.decision else ""),
    ]
    return [
        text("desk.complaint", language, number=complaint.complaint_id, status=status),
        *(f"  {text(f'desk.{name}', language)}: {value}" for name, value in named if value),
        *_section("history", [_step(step, language) for step in complaint.history], language),
        *_section("files", _files(case, language), language),
    ]


def _section(name: str, lines: list[str], language: str) -> list[str]:
    return [f"  {text(f'desk.{name}', language)}:", *(f"    {line}" for line in lines)] if lines else []


def _step(step: Step, language: str) -> str:
    who, _, name = step.by.partition(":")
    by = text(f"desk.by.{who}", language, name=name)
    return f"{moment(step.at)}  {text(f'desk.status.{step.status}', language)}  {by}"


def _files(case: Case, language: str) -> list[str]:
    missing = text("desk.file_missing", language)
    return [
        f"{attachment.file_name} ({attachment.content_type}): {case.links.get(attachment.attachment_id, missing)}"
        for attachment in case.complaint.attachments
    ]


def _status(complaint: Complaint, language: str) -> str:
    if complaint.decision is None:
        return text(f"desk.status.{complaint.status}", language)
    back = zloty_text(complaint.decision.amount_grosze, language)
    return text(f"desk.outcome.{complaint.decision.outcome}", language, amount=back)


def _facts(complaint: Complaint) -> dict[str, Any]:
    facts: dict[str, Any] = msgspec.to_builtins(complaint)
    del facts["fingerprint"], facts["version"]
    return facts | {"status": complaint.status, "opened_at": complaint.opened_at.isoformat()}
