"""Editions of the paid-parking rules: what a place costs, when, and where, between two dates.

An edition is one file of `editions/`, complete in itself; nothing is inherited from the one before it. Every
field is required, so that a misspelt one is missed; `notes` in a file are for its readers and are not loaded.
Days are Warsaw days, hours Warsaw wall clock, prices grosze.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Literal, get_args

import msgspec

from chalicelib.parking.errors import DateBeforeFirstEdition, UnknownSubzone
from chalicelib.parking.feast import Feast

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
_SUNDAY = 6
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Subzone:
    """One podstrefa of an edition: its paid hours, its prices and its sectors by their city-wide numbers."""

    name: str
    weekdays: frozenset[Weekday]
    opens: time
    closes: time
    free_on_trading_sundays: bool
    resident_free_on_sundays: bool
    standard_hourly_grosze: tuple[int, ...]
    """The price of the k-th paid hour of a day; the last one repeats."""
    resident_hourly_grosze: tuple[int, ...] | None
    """As above for a plate with the resident discount; null in an edition that has none."""
    sectors: tuple[int, ...]

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError(f"subzone {self.name} closes before it opens")
        for prices in (self.standard_hourly_grosze, self.hourly_grosze(resident=True)):
            if not prices or min(prices) < 0:
                raise ValueError(f"subzone {self.name} needs a price for every hour")

    def hourly_grosze(self, *, resident: bool) -> tuple[int, ...]:
        """Return the prices of the first, second… paid hour; a resident without a discount pays as everybody."""
        if resident and self.resident_hourly_grosze is not None:
            return self.resident_hourly_grosze
        return self.standard_hourly_grosze


@dataclass(frozen=True)
class Edition:
    """The rules in force from `valid_from` to `valid_to`, both included; null: until a successor begins."""

    id: str
    valid_from: date
    valid_to: date | None
    calendar_until: date
    """The last day for which the free days listed here are complete."""
    source: str
    """The act or page that says so, as it is cited to drivers."""
    minimum_charge_grosze: int
    """The least that any paid time costs."""
    grace_minutes: int
    """How long after parking an inspector waits for a payment; a tolerance, never free time."""
    free_days: frozenset[Feast]
    trading_sundays: frozenset[date]
    subzones: tuple[Subzone, ...]

    def __post_init__(self) -> None:
        if not self.valid_from <= self.calendar_until:
            raise ValueError(f"{self.id} has no calendar")
        if self.valid_to is not None and not self.valid_from <= self.valid_to <= self.calendar_until:
            raise ValueError(f"{self.id} ends before it begins or after its calendar")
        if self.minimum_charge_grosze < 0 or self.grace_minutes < 0:
            raise ValueError(f"{self.id} has a negative minimum charge or grace")
        last = self.valid_to or self.calendar_until
        if any(day.weekday() != _SUNDAY or not self.valid_from <= day <= last for day in self.trading_sundays):
            raise ValueError(f"{self.id} lists a trading Sunday outside its time or not a Sunday")
        for what, values in (
            ("subzone", [subzone.name for subzone in self.subzones]),
            ("sector", [number for subzone in self.subzones for number in subzone.sectors]),
        ):
            if not values or len(values) != len(set(values)):
                raise ValueError(f"{self.id} lists a {what} twice, or none")

    def subzone(self, name: str) -> Subzone:
        """Return a subzone by its letter; raises UnknownSubzone."""
        for subzone in self.subzones:
            if subzone.name == name:
                return subzone
        raise UnknownSubzone(subzone=name)

    def letters(self) -> dict[int, str]:
        """Return the subzone of every sector in force, by the sector's number."""
        return {number: subzone.name for subzone in self.subzones for number in subzone.sectors}


@dataclass(frozen=True)
class Editions:
    """All editions, oldest first, one for every day since the first."""

    in_order: tuple[Edition, ...]

    @classmethod
    def of(cls, editions: Iterable[Edition]) -> "Editions":
        """Put editions in order and end each where its successor begins.

        Raises ValueError for a gap, an overlap, an id used twice, or a last edition that ends by itself: the
        day after it would have no rules.
        """
        ordered = sorted(editions, key=lambda edition: edition.valid_from)
        if not ordered or ordered[-1].valid_to is not None:
            raise ValueError("the last edition stays in force until a successor begins")
        if len({edition.id for edition in ordered}) != len(ordered):
            raise ValueError("two editions have the same id")
        ended = [_ended(edition, successor) for edition, successor in pairwise(ordered)]
        return cls((*ended, ordered[-1]))

    @property
    def first_day(self) -> date:
        return self.in_order[0].valid_from

    @property
    def newest(self) -> Edition:
        return self.in_order[-1]

    def on(self, day: date) -> Edition:
        """Return the edition in force on a Warsaw day; raises DateBeforeFirstEdition."""
        for edition in reversed(self.in_order):
            if edition.valid_from <= day:
                return edition
        raise DateBeforeFirstEdition(first_day=self.first_day.isoformat())


def parsed(document: bytes) -> Edition:
    """Return the edition that a file holds; raises msgspec.ValidationError (a ValueError) naming what is wrong."""
    return msgspec.json.decode(document, type=Edition)


def _ended(edition: Edition, successor: Edition) -> Edition:
    last_day = successor.valid_from - _DAY
    if edition.valid_to not in (None, last_day):
        raise ValueError(
            f"{edition.id} ends on {edition.valid_to}, but {successor.id} begins on {successor.valid_from}"
        )
    return replace(edition, valid_to=last_day, trading_sundays=_until(last_day, edition.trading_sundays))


def _until(last_day: date, days: frozenset[date]) -> frozenset[date]:
    return frozenset(day for day in days if day <= last_day)
