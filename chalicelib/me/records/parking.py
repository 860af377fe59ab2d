"""The records of parking and of complaints about it."""

from datetime import timedelta

from chalicelib.me.field import Record, Retention, fields
from chalicelib.retention import FIVE_YEARS

PARKING: dict[str, Record] = {
    "stays": Record(
        "taking the parking fee and proving that it was paid",
        "legal_duty",
        Retention(FIVE_YEARS, "its settlement"),
        (
            fields("identifier", "replaced", "device_id"),
            fields("contact", "removed", "email", "confirmation of the fee by e-mail, as the gateway requires"),
            fields("identifier", "removed", "resident_card", "the resident's price"),
            fields("secret_hash", "removed", "holds.key_hash holds.fingerprint", "doing nothing twice"),
            fields("contact", "removed", "holds.redirect_url", "leading the driver to the gateway's page"),
            fields("identifier", "kept", "stay_id plate holds.order_id holds.remote_id"),
            fields("location", "kept", "subzone"),
            fields(
                "money",
                "kept",
                "fee_grosze method holds.amount_grosze holds.due_grosze holds.refund_grosze holds.refunded_grosze"
                " holds.written_off_grosze holds.unasked_grosze holds.state holds.reason holds.held_at holds.settled_at"
                " holds.refunded_at holds.refund_number holds.reopened holds.created_at holds.valid_until"
                " holds.pays_until",
            ),
            fields(
                "none",
                "kept",
                "kind resident language terms_version requested_at paid_hours_end ends_at holds state started_at"
                " stopped_at stopped_by unpaid_because remind_at reminders calls_due_at attempts version leased_until"
                " job due_at expires_at",
            ),
        ),
    ),
    "plates": Record(
        "telling an inspector that a vehicle is paid for",
        "public_task",
        Retention(timedelta(days=30), "the end of the stay"),
        (
            fields("identifier", "kept", "plate stay_id"),
            fields("location", "kept", "subzone"),
            fields("none", "kept", "started_at ends_at stopped_at expires_at"),
        ),
    ),
    "inspections": Record(
        "holding inspectors to account for what they looked up",
        "legal_duty",
        Retention(timedelta(days=365), "the look-up"),
        (
            fields("identifier", "kept", "inspector_id plate"),
            fields("location", "kept", "subzone"),
            fields("none", "kept", "looked_up_at verdict reason expires_at"),
        ),
    ),
    "complaints": Record(
        "deciding a complaint, and defending the decision",
        "legal_duty",
        Retention(FIVE_YEARS, "its last step"),
        (
            fields("identifier", "replaced", "device_id"),
            fields("contact", "removed", "phone subject.email", "answering the driver"),
            fields(
                "content",
                "removed",
                "description attachments attachments.attachment_id attachments.file_name attachments.content_type"
                " attachments.size attachments.announced_at",
            ),
            fields("secret_hash", "removed", "fingerprint", "doing nothing twice"),
            fields("identifier", "kept", "complaint_id subject.stay_id subject.plate subject.order_ids"),
            fields("location", "kept", "subject.subzone"),
            fields(
                "money",
                "kept",
                "subject.method subject.held_grosze subject.captured_grosze subject.released_grosze"
                " decision.amount_grosze",
            ),
            fields("identifier", "kept", "history.by", "holding operators to account"),
            fields(
                "none",
                "kept",
                "opened_at undecided subject subject.started_at subject.stopped_at subject.language reason history"
                " history.status history.at decision decision.outcome decision.why version expires_at",
            ),
        ),
    ),
}
