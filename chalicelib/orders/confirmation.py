"""The confirmation of an order, as the customer gets it: a PDF page in Polish or another language."""

from datetime import date

from chalicelib.money import zloty_text
from chalicelib.orders.bulk_order import BulkOrder
from chalicelib.orders.price_order import ordered_product, source_of
from chalicelib.pdf_page import GREY, LINE_MM, new_page, write_line, write_rows
from chalicelib.tariff.wording import name_of
from chalicelib.texts import text
from chalicelib.warsaw import warsaw_day


def what_is_ordered(order: BulkOrder, language: str) -> str:
    """Return the order's ticket in words, with its rate, lines and days."""
    wanted = order.draft.wanted
    product = ordered_product(order.draft, warsaw_day(order.drafted_at))
    zones = text("orders.zones", language, zones="+".join(product.zones))
    rate = text(f"tickets.rate.{wanted.rate}", language)
    lines = text("orders.lines", language, lines=", ".join(wanted.lines)) if wanted.lines else ""
    people = text("orders.people_at_event", language, count=wanted.count) if order.kind == "event_group" else ""
    days = f"{_day(wanted.first_day)} – {_day(order.price.last_day)}" if wanted.first_day else ""
    return ", ".join(filter(None, (name_of(product, language), zones, rate, lines, people, days)))


def facts_of(order: BulkOrder, language: str) -> list[tuple[str, str]]:
    """Return what a person reads of an order, each with its label; what is not there is left out."""
    draft, customer, price = order.draft, order.draft.customer, order.price
    sums: dict[str, str | int] = {
        "units": price.units,
        "unit": zloty_text(price.unit_grosze, language),
        "total": zloty_text(price.total_grosze, language),
    }
    named = [
        ("status", text(f"orders.status.{order.status}", language)),
        ("reference", draft.reference),
        ("contract", text("orders.contract_of", language, number=draft.contract.number, day=_signed_on(order))),
        ("customer", "\n".join((customer.name, *customer.address))),
        ("nip", customer.nip),
        ("email", customer.email),
        ("ordered", what_is_ordered(order, language)),
        ("price", text("orders.sums", language, **sums)),
        ("tariff", _tariff(order, language)),
        ("pay_by", _day(draft.pay_by)),
        ("transfer", _transfer(order, language)),
    ]
    return [(text(f"orders.{name}", language), value) for name, value in named if value]


def pdf(order: BulkOrder, language: str) -> bytes:
    """Return the confirmation as one PDF file; the same order in the same state gives the same bytes."""
    title = text("orders.title", language, number=order.order_id)
    page = new_page(title, language, order.history[-1].at)
    write_line(page, title, 16, "B")
    page.ln(LINE_MM)
    write_rows(page, facts_of(order, language))
    for note in ("transfer_title", "price_stands"):
        write_line(page, text(f"orders.{note}", language, number=order.order_id), 9, colour=GREY)
    return bytes(page.output())


def _tariff(order: BulkOrder, language: str) -> str:
    return text("orders.agreed", language) if order.draft.wanted.agreed_grosze else source_of(order.price)


def _transfer(order: BulkOrder, language: str) -> str:
    transfer = order.transfer
    if transfer is None:
        return ""
    return text("orders.transfer_of", language, name=transfer.bank_reference, day=_day(transfer.received_on))


def _signed_on(order: BulkOrder) -> str:
    return _day(order.draft.contract.signed_on)


def _day(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""
