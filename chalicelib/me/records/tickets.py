"""The records of the tickets of the city's transport."""

from datetime import timedelta

from chalicelib.me.field import Record, Retention, fields
from chalicelib.retention import FIVE_YEARS

TICKETS: dict[str, Record] = {
    "tickets": Record(
        "selling a ticket, and proving that it was paid",
        "legal_duty",
        Retention(FIVE_YEARS, "its settlement"),
        (
            fields("identifier", "replaced", "device_id"),
            fields("contact", "removed", "email", "confirmation and money back by e-mail, as the gateway requires"),
            fields("content", "removed", "holder", "naming whose ticket it is, as an inspector compares it"),
            fields("content", "removed", "concession", "the right to a reduced price"),
            fields("identifier", "removed", "card_id", "the resident's price"),
            fields("secret_hash", "removed", "fingerprint transfer_hash", "doing nothing twice, and nothing unproven"),
            fields(
                "identifier",
                "removed",
                "month month.subscription_id month.number month.of month.begun_at month.first_day month.step_at"
                " month.charges month.charge_due month.card_missed month.ended month.mandate_withdrawn",
                "charging the next month of a ticket that is bought month by month",
            ),
            fields("contact", "removed", "payments.redirect_url", "leading the buyer to the gateway's page"),
            fields("identifier", "kept", "ticket_id payments.order_id payments.remote_id"),
            fields("location", "kept", "lines"),
            fields(
                "money",
                "kept",
                "method product rate months returned_grosze payments.amount_grosze payments.state payments.created_at"
                " payments.valid_until payments.due_grosze payments.settled_at payments.reason payments.refund_grosze"
                " payments.refunded_grosze payments.written_off_grosze payments.refunded_at payments.refund_number"
                " payments.reopened",
            ),
            fields(
                "none",
                "kept",
                "language terms_version minutes ordered_at valid_from valid_until payments issued_at returned_at"
                " changed changed_at unpaid_because line_changes moves transfer_until remind_at reminders calls_due_at"
                " attempts version leased_until job due_at review expires_at",
            ),
        ),
    ),
    "demands": Record(
        "raising an additional fare and proving that it was paid, without a word about whose it is",
        "legal_duty",
        Retention(FIVE_YEARS, "its settlement"),
        (
            fields("identifier", "kept", "inspector_id", "holding inspectors to account"),
            fields(
                "identifier",
                "kept",
                "holder",
                "telling whose ticket cancels it: a keyed hash of this demand alone, gone after a week",
            ),
            fields(
                "identifier",
                "kept",
                "number key_id asked_by ticket_id paid_with payments.order_id payments.remote_id payments.redirect_url",
            ),
            fields("location", "kept", "line zone vehicle"),
            fields(
                "money",
                "kept",
                "offence to_inspector_grosze handling_grosze payments.amount_grosze payments.state payments.created_at"
                " payments.valid_until payments.due_grosze payments.settled_at payments.reason payments.refund_grosze"
                " payments.refunded_grosze payments.written_off_grosze payments.refunded_at payments.refund_number"
                " payments.reopened",
            ),
            fields(
                "none",
                "kept",
                "inspected_at paid_at cancelled_at shown handling_paid_at written_off_at payments calls_due_at attempts"
                " version open job due_at expires_at",
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
    "orders": Record(
        "an order under a customer's contract, which no phone's erasure reaches, and proving that it was paid",
        "legal_duty",
        Retention(FIVE_YEARS, "its last step"),
        (
            fields("identifier", "kept", "order_id reference contract.number transfer.bank_reference"),
            fields("identifier", "kept", "customer.name customer.address customer.nip", "the customer's invoice"),
            fields("contact", "kept", "customer.email", "the customer's confirmation and invoice"),
            fields("secret_hash", "kept", "fingerprint", "doing nothing twice"),
            fields("location", "kept", "wanted.lines"),
            fields(
                "money",
                "kept",
                "kind wanted.product wanted.rate wanted.count wanted.months wanted.further_days wanted.agreed_grosze"
                " price.unit_grosze price.units price.edition transfer.received_on",
            ),
            fields("identifier", "kept", "history.by", "holding operators to account"),
            fields(
                "none",
                "kept",
                "contract contract.signed_on customer wanted wanted.first_day pay_by price price.last_day transfer"
                " history history.status history.at waiting drafted_at version expires_at",
            ),
        ),
    ),
    "order-people": Record(
        "telling whose the named tickets of a customer's contract are, which no phone's erasure reaches; gone at once"
        " when the order is cancelled before its payment",
        "legal_duty",
        Retention(FIVE_YEARS, "the last day to pay"),
        (
            fields("identifier", "kept", "order_id people.given_name people.surname people.born_in"),
            fields("none", "kept", "chunk people expires_at"),
        ),
    ),
}
