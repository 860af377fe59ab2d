"""A complaint: one case about one stay, from a phone to a decision. Rules only.

    open ─► in_review ─► decided: accepted, rejected, money_back
      └────────────────────┘

Every step is appended to the history and told to the driver. All moments are UTC. Money is grosze.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from chalicelib.audit.entry import operator_named
from chalicelib.complaints.errors import ComplaintClosed, InvalidMoneyBack, TooManyFiles
from chalicelib.complaints.subject import Subject
from chalicelib.errors import IdempotencyKeyReused
from chalicelib.money import decimal_text

Reason = Literal["hold_not_released", "charged_too_much", "wrong_plate", "wrong_subzone", "stopped_too_late", "other"]
Status = Literal["open", "in_review", "decided"]
Outcome = Literal["accepted", "rejected", "money_back"]
ContentType = Literal["image/jpeg", "image/png", "application/pdf"]

MOST_FILES = 5
LARGEST_FILE_BYTES = 5 * 1024 * 1024
FORM_LIFE = timedelta(minutes=10)
"""How long an upload may begin after it was announced."""
_UPLOAD_LASTS = timedelta(minutes=10)
"""An upload that began in the form's last second may still be on its way for so long."""

DRIVER = "driver"
SYSTEM = "system"


@dataclass(frozen=True)
class Step:
    """One line of the history. `by`: driver, system, or operator:<name>."""

    status: Status
    by: str
    at: datetime


@dataclass(frozen=True)
class Decision:
    """How it ended; `amount_grosze` is what goes back to the driver, 0 unless the outcome is money_back."""

    outcome: Outcome
    amount_grosze: int
    why: str


@dataclass(frozen=True)
class Attachment:
    """A file that was announced; whether it came is known by the storage of files alone."""

    attachment_id: str
    file_name: str = field(repr=False)
    content_type: ContentType
    size: int
    announced_at: datetime


@dataclass(frozen=True)
class Complaint:
    """`fingerprint` tells whether a repeat of the phone's request has the same body; empty for the system's own."""

    complaint_id: str
    subject: Subject
    reason: Reason
    description: str = field(repr=False)
    phone: str = field(repr=False)
    fingerprint: str
    history: tuple[Step, ...]
    decision: Decision | None = None
    attachments: tuple[Attachment, ...] = ()
    version: int = 0

    @property
    def device_id(self) -> str:
        return self.subject.device_id

    @property
    def status(self) -> Status:
        return self.history[-1].status

    @property
    def opened_at(self) -> datetime:
        return self.history[0].at


def opened(
    complaint_id: str,
    subject: Subject,
    reason: Reason,
    by: str,
    now: datetime,
    *,
    description: str = "",
    phone: str = "",
    fingerprint: str = "",
) -> Complaint:
    """Return a new complaint, prefilled with what is known of the stay."""
    return Complaint(complaint_id, subject, reason, description, phone, fingerprint, (Step("open", by, now),))


def taken_up(complaint: Complaint, operator: str, now: datetime) -> Complaint:
    """An operator looks into it; itself when one already does. Raises ComplaintClosed."""
    _expect_undecided(complaint)
    if complaint.status == "in_review":
        return complaint
    return _with_step(complaint, "in_review", operator_named(operator), now)


def decided(complaint: Complaint, decision: Decision, operator: str, now: datetime) -> Complaint:
    """End the case. Raises ComplaintClosed, or InvalidMoneyBack when amount and outcome do not fit.

    No more can go back than was ever held for the stay.
    """
    _expect_undecided(complaint)
    most = complaint.subject.held_grosze
    fits = 0 < decision.amount_grosze <= most if decision.outcome == "money_back" else not decision.amount_grosze
    if not fits:
        raise InvalidMoneyBack(most=decimal_text(most))
    return replace(_with_step(complaint, "decided", operator_named(operator), now), decision=decision)


def with_attachment(complaint: Complaint, new: Attachment, uploaded: Collection[str]) -> Complaint:
    """Announce a file, or the same one again. Raises ComplaintClosed, TooManyFiles or IdempotencyKeyReused.

    A file that was announced and can no longer come makes room. An id that comes back with another file is a
    repeated key.
    """
    _expect_undecided(complaint)
    for known in complaint.attachments:
        if known.attachment_id == new.attachment_id and replace(known, announced_at=new.announced_at) != new:
            raise IdempotencyKeyReused()
    others = [known for known in complaint.attachments if known.attachment_id != new.attachment_id]
    kept = [known for known in others if known.attachment_id in uploaded or _may_come(known, new.announced_at)]
    if len(kept) >= MOST_FILES:
        raise TooManyFiles()
    return replace(complaint, attachments=(*kept, new))


def _may_come(attachment: Attachment, now: datetime) -> bool:
    return now < attachment.announced_at + FORM_LIFE + _UPLOAD_LASTS


def _with_step(complaint: Complaint, status: Status, by: str, now: datetime) -> Complaint:
    return replace(complaint, history=(*complaint.history, Step(status, by, now)))


def _expect_undecided(complaint: Complaint) -> None:
    if complaint.status == "decided":
        raise ComplaintClosed()
