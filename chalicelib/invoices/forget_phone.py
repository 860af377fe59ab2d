"""Use case: a phone leaves its invoices behind, with the buyer whom the act on VAT wants on them."""

from collections.abc import Iterator

from chalicelib import ids
from chalicelib.invoices import kept_invoices


def forget_phone(device_id: str) -> Iterator[None]:
    """Take the phone off its invoices, one at each step of the iterator. Safe to stop and to repeat."""
    for invoice in kept_invoices.all_of_device(device_id):
        kept_invoices.forget_device(invoice, ids.random_id("gone"))
        yield
