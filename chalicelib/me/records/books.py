"""The records of the books, and of who decided what."""

from chalicelib.me.field import FOR_EVER, Record, Retention, fields
from chalicelib.retention import FIVE_YEARS

BOOKS: dict[str, Record] = {
    "ledger": Record(
        "the books",
        "legal_duty",
        FOR_EVER,
        (
            fields("identifier", "kept", "order_id call report"),
            fields("money", "kept", "kind lines lines.account lines.grosze"),
            fields("none", "kept", "booked_at day"),
        ),
    ),
    "invoices": Record(
        "the invoice that a buyer asked for, and its corrections",
        "legal_duty",
        Retention(FIVE_YEARS, "the tax's due day"),
        (
            fields("identifier", "replaced", "device_id", "showing it to the phone that asked"),
            fields("contact", "removed", "buyer.email"),
            fields("contact", "kept by law", "buyer.name buyer.address", "art. 106e and 112 of the act on VAT"),
            fields("identifier", "kept", "reference number corrects ksef_number buyer.nip seller.nip"),
            fields(
                "money",
                "kept",
                "lines lines.name lines.quantity lines.gross_grosze lines.vat_percent"
                " lines_before lines_before.name lines_before.quantity lines_before.gross_grosze"
                " lines_before.vat_percent",
            ),
            fields(
                "none",
                "kept",
                "place issued_at sold_on paid_on corrects_issued_on reason ksef buyer seller seller.name"
                " seller.address expires_at",
            ),
        ),
    ),
    "invoice-numbers": Record(
        "numbering invoices without a gap",
        "legal_duty",
        FOR_EVER,
        (fields("none", "kept", "series last_number"),),
    ),
    "differences": Record(
        "explaining each difference between our books and the gateway's",
        "legal_duty",
        Retention(FIVE_YEARS, "its decision, or of its finding"),
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
        FOR_EVER,
        (
            fields("identifier", "kept", "position unanswered"),
            fields(
                "none",
                "kept",
                "day source started_at reached_end orders equal only_ours only_theirs different version",
            ),
        ),
    ),
    "audit": Record(
        "holding operators to account for what they decided",
        "legal_duty",
        Retention(FIVE_YEARS, "the decision"),
        (
            fields("identifier", "kept", "who subject_id at_id"),
            fields("none", "kept", "area at what why before after expires_at"),
        ),
    ),
}
