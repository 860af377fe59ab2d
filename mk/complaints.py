"""Commands: read complaints and decide them, as text in the operator's language or as JSON."""

import json
import unicodedata
from datetime import datetime
from typing import Any, Literal

import msgspec

from chalicelib import aws, config
from chalicelib.clock import in_warsaw, utc_now
from chalicelib.complaints import decide_complaint as deciding
from chalicelib.complaints.complaint import Complaint, Decision, Outcome, Step
from chalicelib.complaints.list_complaints import Undecided, list_complaints
from chalicelib.complaints.s3_files import S3Files
from chalicelib.complaints.show_complaint import Case, show_complaint
from chalicelib.money import grosze_of, zloty_text
from chalicelib.texts import text
from mk.operator import account, operator

Speech = Literal["pl", "en", "json"]
"""How a command answers."""


def listed(status: Undecided, limit: int, cursor: str | None, speech: Speech) -> str:
    """Return what waits with that status, oldest first, a case a line; raises InvalidCursor."""
    complaints, next_cursor = list_complaints(status, limit, cursor)
    if speech == "json":
        return _json({"items": [_facts(complaint) for complaint in complaints], "next_cursor": next_cursor})
    lines = [_line(complaint, speech) for complaint in complaints] or [text("desk.nothing", speech)]
    return "\n".join([*lines, *([text("desk.next_page", speech, cursor=next_cursor)] if next_cursor else [])])


def shown(complaint_id: str, speech: Speech) -> str:
    """Return the whole case, with links to its evidence that live a quarter of an hour; raises ComplaintUnknown."""
    files = S3Files(aws.client("s3"), config.ATTACHMENTS_BUCKET or f"mkrakow-{config.STAGE}-attachments-{account()}")
    case = show_complaint(complaint_id, files)
    if speech == "json":
        return _json(_facts(case.complaint) | {"links": case.links})
    return "\n".join(_printable(line) for line in _whole(case, speech))


def reviewed(complaint_id: str, speech: Speech) -> str:
    """Take the case up and return it as a line. Raises ComplaintUnknown or ComplaintClosed."""
    return _answer(deciding.review_complaint(complaint_id, operator(), utc_now()), speech)


def decided(complaint_id: str, outcome: Outcome, amount: str | None, why: str, speech: Speech) -> str:
    """Decide the case and return it as a line; `amount` is in złote, e.g. `14.00`.

    Raises ValueError for an amount of another form, ComplaintUnknown, ComplaintClosed or InvalidMoneyBack.
    """
    decision = Decision(outcome, grosze_of(amount) if amount else 0, why)
    return _answer(deciding.decide_complaint(complaint_id, decision, operator(), utc_now()), speech)


def _answer(complaint: Complaint, speech: Speech) -> str:
    return _json(_facts(complaint)) if speech == "json" else _line(complaint, speech)


def _line(complaint: Complaint, language: str) -> str:
    subject, reason = complaint.subject, text(f"desk.reason.{complaint.reason}", language)
    held = zloty_text(subject.held_grosze, language)
    return f"{complaint.complaint_id}  {_moment(complaint.opened_at)}  {subject.plate}  {held}  {reason}: " + _status(
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
        "from": _moment(subject.started_at),
        "until": _moment(subject.stopped_at) if subject.stopped_at else "…",
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
    return f"{_moment(step.at)}  {text(f'desk.status.{step.status}', language)}  {by}"


def _files(case: Case, language: str) -> list[str]:
    missing = text("desk.file_missing", language)
    return [
        f"{attachment.file_name} ({attachment.content_type}): {case.links.get(attachment.attachment_id, missing)}"
        for attachment in case.complaint.attachments
    ]


def _status(complaint: Complaint, language: str) -> str:
    if complaint.decision is None:
        return text(f"desk.status.{complaint.status}", language)
    amount = zloty_text(complaint.decision.amount_grosze, language)
    return text(f"desk.outcome.{complaint.decision.outcome}", language, amount=amount)


def _printable(line: str) -> str:
    """A driver's words must not steer the operator's terminal."""
    return "".join("�" if unicodedata.category(sign).startswith("C") and sign != "\n" else sign for sign in line)


def _moment(moment: datetime) -> str:
    return f"{in_warsaw(moment):%d.%m.%Y %H:%M}"


def _facts(complaint: Complaint) -> dict[str, Any]:
    facts: dict[str, Any] = msgspec.to_builtins(complaint)
    del facts["fingerprint"], facts["version"]
    return facts | {"status": complaint.status, "opened_at": complaint.opened_at.isoformat()}


def _json(facts: dict[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, indent=2)
