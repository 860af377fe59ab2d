"""What a driver is told when a complaint moves on. Rules only: two states of the complaint in, messages out."""

from chalicelib.complaints.complaint import SYSTEM, Complaint, Step
from chalicelib.money import zloty_text
from chalicelib.notifications.message import Channel, Message
from chalicelib.warsaw import in_warsaw


def announcements(before: Complaint | None, after: Complaint) -> list[Message]:
    """Return the messages of one change: each new step as a push, and as an e-mail where an address is known.

    The same change gives the same messages.
    """
    told = len(before.history) if before else 0
    channels: tuple[Channel, ...] = ("push", "email") if after.subject.email else ("push",)
    return [_message(after, _name(after, step), channel) for step in after.history[told:] for channel in channels]


def _name(complaint: Complaint, step: Step) -> str:
    if step.status == "decided" and complaint.decision:
        return f"complaint_{complaint.decision.outcome}"
    if step.status == "open" and step.by == SYSTEM:
        return "complaint_opened_by_system"
    return {"open": "complaint_opened", "in_review": "complaint_in_review"}[step.status]


def _message(complaint: Complaint, name: str, channel: Channel) -> Message:
    return Message(
        identifier=f"{complaint.complaint_id}:{name}:{channel}",
        channel=channel,
        template=f"messages.{name}",
        language=complaint.subject.language,
        values=_values(complaint),
        device_id=complaint.device_id if channel == "push" else "",
        email=complaint.subject.email if channel == "email" else "",
        link=f"complaints/{complaint.complaint_id}",
    )


def _values(complaint: Complaint) -> dict[str, str]:
    subject, decision = complaint.subject, complaint.decision
    still_held = subject.held_grosze - subject.captured_grosze - subject.released_grosze
    return {
        "number": complaint.complaint_id,
        "plate": subject.plate,
        "day": f"{in_warsaw(subject.started_at):%d.%m.%Y}",
        "hour": f"{in_warsaw(subject.started_at):%H:%M}",
        "held": zloty_text(still_held, subject.language),
        "amount": zloty_text(decision.amount_grosze if decision else 0, subject.language),
        "why": decision.why if decision else "",
    }
