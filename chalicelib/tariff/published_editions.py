"""The published tariffs: the files of `editions/`, named by their first day. A new one is a new file.

A name is enough to know which file a day needs, so a cold start reads one edition and no other.
"""

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import msgspec

from chalicelib.tariff.edition import Edition, parsed
from chalicelib.tariff.errors import TariffUnknown

_FOLDER = Path(__file__).parent / "editions"
_PREFIX = "kmk-"
_FORESEEN = timedelta(days=366)


@cache
def first_days() -> tuple[date, ...]:
    """Return the first day of each edition, the oldest first; opens no file."""
    return tuple(sorted(date.fromisoformat(file.stem.removeprefix(_PREFIX)) for file in _FOLDER.glob("*.json")))


def edition_on(day: date) -> Edition:
    """Return the edition in force on a Warsaw day.

    Raises TariffUnknown before the first one and in a time whose list was not found.
    """
    begun = [first_day for first_day in first_days() if first_day <= day]
    edition = _edition(begun[-1]) if begun else None
    if edition is None or (edition.valid_to is not None and edition.valid_to < day):
        raise TariffUnknown(day=day.isoformat())
    return edition


def edition_foreseen(day: date, today: date) -> Edition:
    """Return the edition of a Warsaw day that somebody names.

    Raises TariffUnknown as above, and for a day more than a year ahead: a list without an end says nothing of it.
    """
    edition = edition_on(day)
    if edition.valid_to is None and day > max(today, edition.valid_from) + _FORESEEN:
        raise TariffUnknown(day=day.isoformat())
    return edition


def all_editions() -> tuple[Edition, ...]:
    """Return every edition, the oldest first."""
    return tuple(_edition(first_day) for first_day in first_days())


@cache
def _edition(first_day: date) -> Edition:
    """Return the edition that begins on a day, ended where its successor begins.

    Raises ValueError when the file does not say of itself what its name says, or reaches into its successor.
    """
    name = f"{_PREFIX}{first_day.isoformat()}"
    edition = parsed((_FOLDER / f"{name}.json").read_bytes())
    if (edition.id, edition.valid_from) != (name, first_day):
        raise ValueError(f"{name}.json says that it is {edition.id} from {edition.valid_from}")
    later = [day for day in first_days() if day > first_day]
    if not later:
        return edition
    last_day = later[0] - timedelta(days=1)
    if edition.valid_to is not None and edition.valid_to > last_day:
        raise ValueError(f"{name} reaches into its successor")
    return msgspec.structs.replace(edition, valid_to=edition.valid_to or last_day)
