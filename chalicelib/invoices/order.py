"""What a phone may ask for."""

from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.invoices.invoice import Buyer

_PRINTABLE = "^[ -~\u00a0-\u024f\u0370-\u03ff\u0400-\u04ff\u1e00-\u1eff\u2010-\u201e]*$"
"""What the fonts of the PDF hold: Latin, Greek and Cyrillic letters, digits, signs."""

_Name = Annotated[str, Meta(min_length=2, max_length=200, pattern=_PRINTABLE, examples=["Przykładowa Osoba"])]
_AddressLine = Annotated[str, Meta(min_length=2, max_length=100, pattern=_PRINTABLE, examples=["ul. Przykładowa 1"])]


class InvoiceOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom an invoice is to be for; it cannot be changed here afterwards.

    With a `nip` it becomes the data for an invoice in KSeF, where the seller issues it.
    """

    name: _Name
    address: Annotated[
        list[_AddressLine], Meta(min_length=1, max_length=4, examples=[["ul. Przykładowa 1", "30-000 Kraków"]])
    ]
    nip: Annotated[
        Annotated[str, Meta(pattern="^[0-9]{10}$")] | None, Meta(description="of a business only", examples=[None])
    ] = None

    def __post_init__(self) -> None:
        if not all(words.strip() for words in (self.name, *self.address)):
            raise ValueError("Expected a name and an address")

    @property
    def buyer(self) -> Buyer:
        return Buyer(self.name.strip(), tuple(line.strip() for line in self.address), self.nip or "")
