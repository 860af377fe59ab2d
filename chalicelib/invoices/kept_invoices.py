"""Invoices and corrections in DynamoDB: one item a document, under the sale that it is of.

Only the phone that leaves and the number that KSeF gives ever change one.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from pynamodb.attributes import ListAttribute, MapAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib import config
from chalicelib.invoices.invoice import Buyer, Invoice, Line, Sale, Seller, tax_due_at
from chalicelib.retention import FIVE_YEARS
from chalicelib.storage import MomentAttribute, Put, Stale, Table, Update, change, epoch_seconds

KEPT = FIVE_YEARS
"""After the year in which the tax is due."""
_WAITS = "WAITS"
_PAGE = 100

Position = dict[str, Any]


class ByDevice(GlobalSecondaryIndex["KeptInvoice"]):
    class Meta:
        index_name = "by-device"
        projection = KeysOnlyProjection()

    device_id = UnicodeAttribute(hash_key=True)
    issued_at = MomentAttribute(range_key=True)


class Ksef(GlobalSecondaryIndex["KeptInvoice"]):
    """Only what KSeF has not numbered yet is in it."""

    class Meta:
        index_name = "ksef"
        projection = KeysOnlyProjection()

    ksef = UnicodeAttribute(hash_key=True)
    issued_at = MomentAttribute(range_key=True)


class KeptSeller(MapAttribute[str, Any]):
    name = UnicodeAttribute()
    address = ListAttribute(of=UnicodeAttribute)
    nip = UnicodeAttribute()


class KeptBuyer(MapAttribute[str, Any]):
    name = UnicodeAttribute()
    address = ListAttribute(of=UnicodeAttribute)
    nip = UnicodeAttribute(null=True)
    email = UnicodeAttribute(null=True)


class KeptLine(MapAttribute[str, Any]):
    name = UnicodeAttribute()
    quantity = NumberAttribute()
    gross_grosze = NumberAttribute()
    vat_percent = NumberAttribute()


class KeptInvoice(Table):
    class Meta:
        table_name = config.table_name("invoices")
        region = config.REGION

    by_device = ByDevice()
    waiting = Ksef()

    reference = UnicodeAttribute(hash_key=True)
    place = NumberAttribute(range_key=True)
    number = UnicodeAttribute()
    issued_at = MomentAttribute()
    seller = KeptSeller()
    buyer = KeptBuyer()
    sold_on = UnicodeAttribute()
    paid_on = UnicodeAttribute(null=True)
    lines = ListAttribute(of=KeptLine)
    device_id = UnicodeAttribute(null=True)
    corrects = UnicodeAttribute(null=True)
    corrects_issued_on = UnicodeAttribute(null=True)
    lines_before = ListAttribute(of=KeptLine)
    reason = UnicodeAttribute(null=True)
    ksef = UnicodeAttribute(null=True)
    ksef_number = UnicodeAttribute(null=True)
    expires_at = NumberAttribute()


def keep_new(invoice: Invoice) -> Put:
    """Return the write of a new document; refused as Stale when its place is taken."""
    return Put(_item(invoice), KeptInvoice.place.does_not_exist(), Stale)


def numbering(invoice: Invoice, ksef_number: str) -> Update:
    """Return the write of KSeF's number; refused as Stale when the document has one."""
    actions = [KeptInvoice.ksef_number.set(ksef_number), KeptInvoice.ksef.remove()]
    return Update(_named(invoice), KeptInvoice.ksef.exists(), Stale, actions)


def get(reference: str, place: int) -> Invoice | None:
    """Return one document (strong read)."""
    try:
        return _invoice(KeptInvoice.get(reference, place, consistent_read=True))
    except KeptInvoice.DoesNotExist:
        return None


def of_reference(reference: str) -> list[Invoice]:
    """Return the invoice of a sale and its corrections in order (strong read)."""
    return [_invoice(item) for item in KeptInvoice.query(reference, consistent_read=True)]


def of_device(device_id: str, limit: int, after: Position | None) -> tuple[list[Invoice], Position | None]:
    """Return a page of what a phone may see, newest first, and the position to go on from."""
    page = KeptInvoice.by_device.query(
        device_id, scan_index_forward=False, limit=limit, page_size=limit, last_evaluated_key=after
    )
    return [one for one in _in_order(page) if one.sale.device_id == device_id], page.last_evaluated_key


def all_of_device(device_id: str) -> Iterator[Invoice]:
    """Yield what a phone may see, newest first; one of a moment ago may still be missing."""
    after: Position | None = None
    while True:
        invoices, after = of_device(device_id, _PAGE, after)
        yield from invoices
        if after is None:
            return


def waiting_for_ksef(limit: int, after: Position | None) -> tuple[list[Invoice], Position | None]:
    """Return what KSeF has not numbered, oldest first, and the position to go on from."""
    page = KeptInvoice.waiting.query(_WAITS, limit=limit, page_size=limit, last_evaluated_key=after)
    return _in_order(page), page.last_evaluated_key


def forget_device(invoice: Invoice, name: str) -> None:
    """Put a name that leads nowhere in the phone's place, and take the buyer's e-mail address off."""
    buyer: Any = KeptInvoice.buyer
    actions = [KeptInvoice.device_id.set(name), buyer.email.remove()]
    change(_named(invoice), actions, KeptInvoice.device_id == invoice.sale.device_id)


def _in_order(page: Any) -> list[Invoice]:
    """Return the documents as they are now; the index that named them may have been a moment behind."""
    keys = [(item.reference, item.place) for item in page]
    items = {(item.reference, item.place): item for item in KeptInvoice.batch_get(keys, consistent_read=True)}
    return [_invoice(items[key]) for key in keys if key in items]


def _named(invoice: Invoice) -> KeptInvoice:
    return KeptInvoice(invoice.sale.reference, invoice.place)


def _item(invoice: Invoice) -> KeptInvoice:
    sale, buyer = invoice.sale, invoice.sale.buyer
    return KeptInvoice(
        reference=sale.reference,
        place=invoice.place,
        number=invoice.number,
        issued_at=invoice.issued_at,
        seller=KeptSeller(**vars(invoice.seller) | {"address": list(invoice.seller.address)}),
        buyer=KeptBuyer(name=buyer.name, address=list(buyer.address), nip=buyer.nip or None, email=buyer.email or None),
        sold_on=sale.sold_on.isoformat(),
        paid_on=sale.paid_on.isoformat() if sale.paid_on else None,
        lines=[KeptLine(**vars(line)) for line in sale.lines],
        device_id=sale.device_id or None,
        corrects=invoice.corrects or None,
        corrects_issued_on=invoice.corrects_issued_on.isoformat() if invoice.corrects_issued_on else None,
        lines_before=[KeptLine(**vars(line)) for line in invoice.lines_before],
        reason=invoice.reason or None,
        ksef=_WAITS if invoice.for_ksef else None,
        expires_at=epoch_seconds(KEPT.after(tax_due_at(invoice.issued_at))),
    )


def _invoice(item: KeptInvoice) -> Invoice:
    buyer: Any = item.buyer
    seller: Any = item.seller
    return Invoice(
        number=item.number,
        issued_at=item.issued_at,
        seller=Seller(seller.name, tuple(seller.address), seller.nip),
        sale=Sale(
            reference=item.reference,
            sold_on=date.fromisoformat(item.sold_on),
            paid_on=_day(item.paid_on),
            buyer=Buyer(buyer.name, tuple(buyer.address), buyer.nip or "", buyer.email or ""),
            lines=_lines(item.lines),
            device_id=item.device_id or "",
        ),
        place=int(item.place),
        corrects=item.corrects or "",
        corrects_issued_on=_day(item.corrects_issued_on),
        lines_before=_lines(item.lines_before),
        reason=item.reason or "",
        ksef_number=item.ksef_number or "",
    )


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None


def _lines(kept: Any) -> tuple[Line, ...]:
    return tuple(
        Line(line.name, int(line.quantity), int(line.gross_grosze), int(line.vat_percent)) for line in kept or ()
    )
