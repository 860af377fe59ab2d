"""The records of the tickets of the city's transport."""

from datetime import timedelta

from chalicelib.me.field import FIVE_YEARS, Record, Retention, fields

TICKETS: dict[str, Record] = {
    "tickets": Record(
        "selling a ticket, and proving that it was paid",
        "legal_duty",
        Retention(FIVE_YEARS, "the order"),
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
}
