"""Use case: correct the invoice of a sale of which something changed."""

from dataclasses import replace
from datetime import datetime

from chalicelib.invoices import counted_numbers, kept_invoices
from chalicelib.invoices.errors import InvoiceUnknown
from chalicelib.invoices.invoice import Invoice, Line, numbered, series
from chalicelib.storage import commit, decide
from chalicelib.warsaw import warsaw_day


def correct_invoice(reference: str, lines_after: tuple[Line, ...], reason: str, now: datetime) -> Invoice:
    """Issue a correction that leaves `lines_after`, empty when all goes back; return it.

    When that is what the latest document says already, nothing is issued and that document is returned, so a repeat is
    harmless. `reason` is printed. Three round trips, one for a repeat. Raises InvoiceUnknown, Busy.
    """

    def attempt() -> Invoice:
        documents = kept_invoices.of_reference(reference)
        if not documents:
            raise InvoiceUnknown()
        invoice, latest = documents[0], documents[-1]
        if latest.sale.lines == lines_after:
            return latest
        name = series(warsaw_day(now), correction=True, for_ksef=invoice.for_ksef)
        last = counted_numbers.last(name)
        correction = replace(
            latest,
            number=numbered(name, last + 1),
            issued_at=now,
            sale=replace(latest.sale, lines=lines_after),
            place=latest.place + 1,
            corrects=invoice.number,
            corrects_issued_on=invoice.issued_on,
            lines_before=latest.sale.lines,
            reason=reason,
            ksef_number="",
        )
        commit(kept_invoices.keep_new(correction), counted_numbers.counting(name, last))
        return correction

    return decide(attempt)
