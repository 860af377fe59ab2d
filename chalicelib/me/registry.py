"""Every attribute that any table keeps: what it is to a person, why it is kept, how long, what erasing does to it.

The one place that says so: `docs/privacy.md` is written from it (`python -m chalicelib.me.describe`). A test holds it
against the tables, so a new attribute is not finished until it stands here, and against each table's time-to-live.
"""

from datetime import timedelta

from chalicelib.me.field import Record, Retention, fields

_FIVE_YEARS = timedelta(days=5 * 365 + 2)
_UNTIL_ERASED = Retention(None, "the phone is erased")
_FOR_EVER = Retention(None, "never: nothing in it leads to a person once the stay is gone")

REGISTRY: dict[str, Record] = {
    "devices": Record(
        "telling phones apart, so that nobody acts in the name of another",
        "public_task",
        _UNTIL_ERASED,
        (
            fields("identifier", "deleted", "device_id public_key"),
            fields("content", "deleted", "name"),
            fields("none", "deleted", "platform language registered_at push_registered role"),
        ),
    ),
    "endpoints": Record(
        "reminders and news by push, as long as the phone wants them",
        "consent",
        _UNTIL_ERASED,
        (
            fields("identifier", "deleted", "device_id"),
            fields("contact", "deleted", "endpoint_arn push_token"),
            fields("none", "deleted", "platform enabled updated_at"),
        ),
    ),
    "assertions": Record(
        "refusing a sign-in that was seen before",
        "security",
        Retention(timedelta(seconds=75), "the phone signed it"),
        (fields("secret_hash", "expires", "jti_hash"), fields("none", "expires", "expires_at")),
    ),
    "stays": Record(
        "taking the parking fee and proving that it was paid",
        "legal_duty",
        Retention(_FIVE_YEARS, "the start"),
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
                " holds.unasked_grosze holds.state holds.reason holds.held_at holds.settled_at holds.refunded_at"
                " holds.refund_number holds.reopened holds.created_at holds.valid_until holds.pays_until",
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
    "tickets": Record(
        "selling a ticket, and proving that it was paid",
        "legal_duty",
        Retention(_FIVE_YEARS, "the order"),
        (
            fields("identifier", "replaced", "device_id"),
            fields("contact", "removed", "email", "confirmation and money back by e-mail, as the gateway requires"),
            fields("content", "removed", "holder", "naming whose ticket it is, as an inspector compares it"),
            fields("content", "removed", "concession", "the right to a reduced price"),
            fields("identifier", "removed", "card_id", "the resident's price"),
            fields("secret_hash", "removed", "fingerprint transfer_hash", "doing nothing twice, and nothing unproven"),
            fields("contact", "removed", "payments.redirect_url", "leading the buyer to the gateway's page"),
            fields("identifier", "kept", "ticket_id payments.order_id payments.remote_id"),
            fields("location", "kept", "lines"),
            fields(
                "money",
                "kept",
                "method product rate months payments.amount_grosze payments.state payments.created_at"
                " payments.valid_until payments.due_grosze payments.settled_at payments.reason payments.refund_grosze"
                " payments.refunded_grosze payments.refunded_at payments.refund_number payments.reopened",
            ),
            fields(
                "none",
                "kept",
                "language terms_version minutes ordered_at valid_from valid_until payments issued_at returned_at"
                " changed changed_at unpaid_because line_changes moves transfer_until remind_at reminders calls_due_at"
                " attempts version leased_until job due_at expires_at",
            ),
        ),
    ),
    "ticket-inspections": Record(
        "holding inspectors to account for what they looked at",
        "legal_duty",
        Retention(timedelta(days=365), "the look"),
        (
            fields("identifier", "kept", "inspector_id ticket_id"),
            fields("location", "kept", "zone line"),
            fields("none", "kept", "looked_at documents_seen verdict reason expires_at"),
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
    "ledger": Record(
        "the books",
        "legal_duty",
        _FOR_EVER,
        (
            fields("identifier", "kept", "order_id call report"),
            fields("money", "kept", "kind lines lines.account lines.grosze"),
            fields("none", "kept", "booked_at day"),
        ),
    ),
    "differences": Record(
        "explaining each difference between our books and the gateway's",
        "legal_duty",
        Retention(_FIVE_YEARS, "it was found"),
        (
            fields("identifier", "kept", "order_id remote_id"),
            fields("money", "kept", "kind ours_grosze theirs_grosze"),
            fields("identifier", "kept", "decided_by", "holding operators to account"),
            fields(
                "none",
                "kept",
                "day difference_id undecided list_name found_at vanished_at outcome why decided_at expires_at",
            ),
        ),
    ),
    "reconciliations": Record(
        "knowing which days of the books were compared",
        "legal_duty",
        _FOR_EVER,
        (
            fields("identifier", "kept", "position unanswered"),
            fields(
                "none",
                "kept",
                "day source started_at reached_end orders equal only_ours only_theirs different version",
            ),
        ),
    ),
    "complaints": Record(
        "deciding a complaint, and defending the decision",
        "legal_duty",
        Retention(_FIVE_YEARS, "its last step"),
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
    "audit": Record(
        "holding operators to account for what they decided",
        "legal_duty",
        Retention(_FIVE_YEARS, "the decision"),
        (
            fields("identifier", "kept", "who subject_id at_id"),
            fields("none", "kept", "area at what why before after expires_at"),
        ),
    ),
    "activations": Record(
        "leading a card onto its holder's phone, and nobody else's",
        "public_task",
        Retention(timedelta(days=1), "its last step"),
        (
            fields("identifier", "expires", "activation_id device_id card_id holder.person_id holder.entitlement_id"),
            fields(
                "secret_hash",
                "expires",
                "contact.phone_hash contact.pesel_hash requests.key_hash requests.body_hash resend.key_hash"
                " resend.body_hash sign_in.state sign_in.verifier",
            ),
            fields(
                "none",
                "expires",
                "source next_step moved_at requests sign_in holder holder.old_app_active contact contact.terms_version"
                " contact.privacy_version contact.accepted_at proven resend version expires_at",
            ),
        ),
    ),
    "codes": Record(
        "proving that a person holds a number",
        "security",
        Retention(timedelta(days=1), "the code was asked for"),
        (
            fields("identifier", "expires", "challenge_id device_id"),
            fields("secret_hash", "expires", "sealed code_hash"),
            fields("none", "expires", "asked_at live_until tries used_at expires_at"),
        ),
    ),
    "sends": Record(
        "stopping whoever has codes sent to others, or guesses them",
        "security",
        Retention(timedelta(days=33), "the code was asked for"),
        (fields("secret_hash", "expires", "counter_id"), fields("none", "expires", "sent asked_at expires_at")),
    ),
    "cards": Record(
        "showing a city card on its holder's phone and giving its rights",
        "consent",
        Retention(None, "the card leaves the phone and its register knows that"),
        (
            fields(
                "identifier",
                "deleted",
                "card_id entitlement_id member_id activation_id device_id members.member_id",
            ),
            fields("content", "deleted", "members.first_name members.born_on members.disabled members.in_education"),
            fields(
                "none",
                "deleted",
                "source language linked_at state valid_until register_version members members.role told"
                " old_app_active connected due_at version",
            ),
        ),
    ),
    "garages": Record(
        "the resident's price for the vehicles of a card, as its register lists them",
        "public_task",
        Retention(timedelta(days=62), "the card's last day"),
        (
            fields("identifier", "replaced", "changes.device_id"),
            fields("identifier", "kept", "card_id entitlement_id plates changes.plate"),
            fields(
                "none",
                "kept",
                "active valid_until register_version changes changes.kind changes.language changes.asked_at attempts"
                " version job due_at expires_at",
            ),
        ),
    ),
    "registrations": Record(
        "finding the cards that give their price to a vehicle",
        "public_task",
        Retention(timedelta(days=62), "the card's last day"),
        (fields("identifier", "kept", "plate card_id"), fields("none", "kept", "until expires_at")),
    ),
    "discounts": Record(
        "giving the resident's price to one vehicle of a card",
        "public_task",
        Retention(timedelta(days=62), "its day"),
        (fields("identifier", "kept", "card_id plate holders"), fields("none", "kept", "day expires_at")),
    ),
    "claims": Record(
        "giving the resident's price at a partner's meter or in its app",
        "public_task",
        Retention(timedelta(days=62), "its day"),
        (
            fields("identifier", "kept", "claim_id card_id plate"),
            fields("none", "kept", "partner day released_at expires_at"),
        ),
    ),
}
"""By the table's name without the stage."""
