"""Who rides for less or for nothing, and what proves it."""

from datetime import date
from typing import Literal

import msgspec

from chalicelib.tariff.errors import ConcessionOfAnotherRate, ConcessionUnknown
from chalicelib.tariff.product import REDUCED, Confidence, Rate

Basis = Literal["council", "statute", "free"]
"""Reduced by the city council's resolution, reduced by statute, or free."""

_GIVES: dict[Basis, tuple[Rate, ...]] = {
    "council": ("council", "reduced", "resident_reduced"),
    "statute": ("statute", "reduced", "resident_reduced"),
    "free": (),
}


class Concession(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One right of a list; `documents` are alternatives where the right's own text says so."""

    id: str
    basis: Basis
    documents: tuple[str, ...]
    confidence: Confidence
    sources: tuple[str, ...]
    since: date | None = None
    until: date | None = None
    """Both days included; null: as long as its list."""
    not_in_months: tuple[int, ...] = ()
    """January is 1: pupils who ride free do not in the summer holidays."""

    def holds_on(self, day: date) -> bool:
        """Tell whether the right may be used on a Warsaw day."""
        in_its_time = (self.since or day) <= day <= (self.until or day)
        return in_its_time and day.month not in self.not_in_months

    @property
    def rates(self) -> tuple[Rate, ...]:
        """The rates that it gives; those of residents need the Kraków Card as well."""
        return _GIVES[self.basis]


def concession_of(concessions: tuple[Concession, ...], id_: str, rate: Rate) -> Concession:
    """Return a right by its id.

    Raises ConcessionUnknown, or ConcessionOfAnotherRate for a reduced rate that it does not give. Nobody has to use
    a right: any other rate goes with it.
    """
    for concession in concessions:
        if concession.id == id_:
            if rate in REDUCED and rate not in concession.rates:
                raise ConcessionOfAnotherRate()
            return concession
    raise ConcessionUnknown()
