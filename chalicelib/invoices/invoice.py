"""An invoice for what was sold, and the corrections after it. Rules only.

Prices are gross, so the tax is a part of them: VAT = gross × rate / (100 + rate) for the sum of each rate, rounded to
the grosz with a half going up (act on VAT, art. 106e sec. 7, 8 and 11). A correction says what was, what is and the
difference (art. 106j). Whoever gives a NIP gets no invoice from us: only KSeF makes one, so ours are the data for it.
"""

import calendar
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Literal

from chalicelib.invoices.errors import InvoiceAskedTooLate, InvoiceUnknown, NipInvalid, NothingToInvoice
from chalicelib.money import round_half_up
from chalicelib.warsaw import in_warsaw, warsaw_day

Kind = Literal["invoice", "correction", "ksef_data"]

TRANSPORT_VAT_PERCENT = 8
"""Of carrying passengers, since 1 January 2011 (7 before that, when nothing here was sold)."""
_MONTHS_TO_ASK = 3
_NIP_WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7)


@dataclass(frozen=True)
class Seller:
    """Whose sale it is, as the register of taxpayers knows it."""

    name: str
    address: tuple[str, ...]
    nip: str


@dataclass(frozen=True)
class Buyer:
    """Whom it is for. `nip`: ten digits, empty for a consumer. `email` is not printed."""

    name: str
    address: tuple[str, ...]
    nip: str = ""
    email: str = ""


@dataclass(frozen=True)
class Line:
    """`quantity` pieces that cost `gross_grosze` together; a difference has both below zero."""

    name: str
    quantity: int
    gross_grosze: int
    vat_percent: int


@dataclass(frozen=True)
class Sale:
    """What was sold; `reference` is the ticket or the order, and has one invoice for ever.

    `device_id`: the phone that may see the invoice; empty when no phone may. Days are Kraków's.
    """

    reference: str
    sold_on: date
    paid_on: date | None
    buyer: Buyer
    lines: tuple[Line, ...]
    device_id: str = ""

    @property
    def gross_grosze(self) -> int:
        return sum(line.gross_grosze for line in self.lines)


@dataclass(frozen=True)
class Total:
    """All lines of one rate; `net_grosze + vat_grosze == gross_grosze`."""

    vat_percent: int
    net_grosze: int
    vat_grosze: int
    gross_grosze: int


@dataclass(frozen=True)
class Invoice:
    """One document. `sale.lines` are what is after it, `lines_before` what a correction found.

    `place`: 0 for the invoice, then its corrections in order. `corrects`: the invoice's number, empty on itself.
    `ksef_number`: by which KSeF knows it, once somebody has told us.
    """

    number: str
    issued_at: datetime
    seller: Seller
    sale: Sale
    place: int = 0
    corrects: str = ""
    corrects_issued_on: date | None = None
    lines_before: tuple[Line, ...] = ()
    reason: str = ""
    ksef_number: str = ""

    @property
    def invoice_id(self) -> str:
        """Its name in an address, where the number would tell how many there are."""
        return f"{self.sale.reference}_{self.place}"

    @property
    def issued_on(self) -> date:
        return warsaw_day(self.issued_at)

    @property
    def for_ksef(self) -> bool:
        """It is no invoice but the data of one: the buyer gave a NIP."""
        return bool(self.sale.buyer.nip)

    @property
    def kind(self) -> Kind:
        if self.for_ksef:
            return "ksef_data"
        return "correction" if self.is_correction else "invoice"

    @property
    def is_correction(self) -> bool:
        return self.place > 0

    @cached_property
    def totals(self) -> tuple[Total, ...]:
        return totals_of(self.sale.lines)

    @cached_property
    def totals_before(self) -> tuple[Total, ...]:
        return totals_of(self.lines_before)

    @cached_property
    def difference(self) -> tuple[Total, ...]:
        """What a correction changes, by rate; of an invoice, all of it."""
        return difference(self.totals_before, self.totals)


def totals_of(lines: tuple[Line, ...]) -> tuple[Total, ...]:
    """Return the sums of each rate, the highest first."""
    gross: Counter[int] = Counter()
    for line in lines:
        gross[line.vat_percent] += line.gross_grosze
    return tuple(_total(percent, gross[percent]) for percent in sorted(gross, reverse=True))


def difference(before: tuple[Total, ...], after: tuple[Total, ...]) -> tuple[Total, ...]:
    """Return after less before, by rate; what goes back is negative."""
    was = {total.vat_percent: total for total in before}
    now = {total.vat_percent: total for total in after}
    nothing = Total(0, 0, 0, 0)
    changes = ((percent, was.get(percent, nothing), now.get(percent, nothing)) for percent in was.keys() | now.keys())
    return tuple(
        Total(
            percent,
            new.net_grosze - old.net_grosze,
            new.vat_grosze - old.vat_grosze,
            new.gross_grosze - old.gross_grosze,
        )
        for percent, old, new in sorted(changes, reverse=True, key=lambda change: change[0])
    )


def last_day_to_ask(sold_on: date) -> date:
    """Return until when a buyer may ask: three months after the end of the month of the sale (art. 106b sec. 3)."""
    years, month = divmod(sold_on.month - 1 + _MONTHS_TO_ASK, 12)
    return date(sold_on.year + years, month + 1, calendar.monthrange(sold_on.year + years, month + 1)[1])


def expect_invoiceable(sale: Sale, today: date) -> None:
    """Return when the sale may have an invoice today; raises NothingToInvoice, NipInvalid, InvoiceAskedTooLate.

    A business is owed one without asking (art. 106b sec. 1), so only a consumer can ask too late.
    """
    if sale.gross_grosze <= 0:
        raise NothingToInvoice()
    if sale.buyer.nip and not is_nip(sale.buyer.nip):
        raise NipInvalid()
    if not sale.buyer.nip and today > last_day_to_ask(sale.sold_on):
        raise InvoiceAskedTooLate(last_day=last_day_to_ask(sale.sold_on).isoformat())


def is_nip(given: str) -> bool:
    """Tell whether these are ten digits of which the last one checks the others."""
    if len(given) != 10 or not (given.isascii() and given.isdigit()):
        return False
    check = sum(weight * int(digit) for weight, digit in zip(_NIP_WEIGHTS, given, strict=False)) % 11
    return check == int(given[9])


def series(issued_on: date, *, correction: bool, for_ksef: bool) -> str:
    """Return what documents are numbered in: one kind in one month, e.g. `MKR/2026/11`.

    The data for KSeF have series of their own, so those of the invoices proper have no gaps.
    """
    kind = ("DKK" if correction else "DKF") if for_ksef else ("KOR" if correction else "MKR")
    return f"{kind}/{issued_on:%Y/%m}"


def numbered(series_name: str, count: int) -> str:
    """Return e.g. `MKR/2026/11/000123`."""
    return f"{series_name}/{count:06d}"


def place_of(invoice_id: str) -> tuple[str, int]:
    """Return the reference and the place that an id names; raises InvoiceUnknown."""
    reference, _, place = invoice_id.rpartition("_")
    if not (reference and re.fullmatch("0|[1-9][0-9]{0,2}", place)):
        raise InvoiceUnknown()
    return reference, int(place)


def tax_due_at(issued_at: datetime) -> datetime:
    """Return a moment in the month in which the tax is due, the next one.

    An invoice is kept for five years after the year of that month (act on VAT, art. 112, with art. 70 § 1 of the tax
    ordinance), which is never less than art. 74 of the accounting act wants.
    """
    return in_warsaw(issued_at).replace(day=1) + timedelta(days=31)


def _total(percent: int, gross: int) -> Total:
    vat = round_half_up(gross * percent, 100 + percent)
    return Total(percent, gross - vat, vat, gross)
