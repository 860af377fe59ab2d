"""The records of the books, and of who decided what."""

from chalicelib.me.field import FIVE_YEARS, FOR_EVER, Record, Retention, fields

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
    "differences": Record(
        "explaining each difference between our books and the gateway's",
        "legal_duty",
        Retention(FIVE_YEARS, "it was found"),
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
