"""Use case of an operator: note the number that KSeF gave to an invoice of which we hold the data."""

from dataclasses import replace
from datetime import datetime

from chalicelib.audit.audited import audited
from chalicelib.audit.entry import AuditEntry
from chalicelib.invoices import kept_invoices
from chalicelib.invoices.errors import NotForKsef
from chalicelib.invoices.find_invoice import document_of
from chalicelib.invoices.invoice import Invoice
from chalicelib.storage import commit, decide

AREA = "invoices"


def note_ksef_number(invoice_id: str, ksef_number: str, why: str, operator: str, now: datetime) -> Invoice:
    """Return the document with its number, which is noted once; one transaction with the audit.

    Raises InvoiceUnknown, NotForKsef.
    """

    def attempt() -> Invoice:
        before = document_of(invoice_id)
        if before.ksef_number == ksef_number:
            return before
        if before.ksef_number or not before.for_ksef:
            raise NotForKsef()
        after = replace(before, ksef_number=ksef_number)
        entry = AuditEntry(AREA, now, operator, "note_ksef_number", invoice_id, why, {}, {"ksef_number": ksef_number})
        commit(kept_invoices.numbering(before, ksef_number), audited(entry))
        return after

    return decide(attempt)
