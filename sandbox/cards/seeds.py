"""The synthetic residents: `residents.json`, with the last days of their cards counted from a day.

Their PESELs have a right checksum and birth dates of the 1800s, so they belong to nobody alive.
"""

from datetime import date, timedelta
from pathlib import Path

import msgspec

from sandbox.cards.resident import Card, Resident
from sandbox.city.right import Status

_FILE = Path(__file__).with_name("residents.json")


class _SeedOfCard(msgspec.Struct, forbid_unknown_fields=True):
    entitlement_id: str
    status: Status
    days_left: int
    vehicles: tuple[str, ...] = ()


class _Seed(msgspec.Struct, forbid_unknown_fields=True):
    account_id: str
    name: str
    purpose: str
    email: str
    password: str
    pesel: str
    phone: str
    mobile_version: bool = True
    old_app_active: bool = False
    card: _SeedOfCard | None = None


def seeded(day: date) -> list[Resident]:
    """Return the residents as they are on that day."""
    seeds = msgspec.json.decode(_FILE.read_bytes(), type=list[_Seed])
    return [Resident(**msgspec.structs.asdict(seed) | {"card": _card(seed.card, day)}) for seed in seeds]


def _card(seed: _SeedOfCard | None, day: date) -> Card | None:
    if seed is None:
        return None
    return Card(
        entitlement_id=seed.entitlement_id,
        status=seed.status,
        valid_until=day + timedelta(days=seed.days_left),
        vehicles=seed.vehicles,
    )
