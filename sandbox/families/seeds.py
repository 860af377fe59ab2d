"""The synthetic families: `families.json`, with last days and birthdays counted from a day.

Their PESELs have a right checksum and birth dates of the 1800s, so they belong to nobody alive; `born_on` is made up.
"""

from datetime import date, timedelta
from pathlib import Path

import msgspec

from sandbox.city.right import Status
from sandbox.families.family import Family, Member, Role

_FILE = Path(__file__).with_name("families.json")


class _SeedOfMember(msgspec.Struct, forbid_unknown_fields=True):
    """Who is `age` years old and has the next birthday in so many days."""

    member_id: str
    first_name: str
    pesel: str
    role: Role
    age: int
    birthday_in_days: int
    phone: str = ""
    in_education: bool = False
    disabled: bool = False


class _Seed(msgspec.Struct, forbid_unknown_fields=True):
    family_id: str
    name: str
    purpose: str
    status: Status
    days_left: int
    members: list[_SeedOfMember]
    mobile_version: bool = True


def seeded(day: date) -> list[Family]:
    """Return the families as they are on that day."""
    seeds = msgspec.json.decode(_FILE.read_bytes(), type=list[_Seed])
    return [
        Family(
            family_id=seed.family_id,
            name=seed.name,
            purpose=seed.purpose,
            status=seed.status,
            valid_until=day + timedelta(days=seed.days_left),
            mobile_version=seed.mobile_version,
            members=tuple(_member(member, day) for member in seed.members),
        )
        for seed in seeds
    ]


def _member(seed: _SeedOfMember, day: date) -> Member:
    known = msgspec.structs.asdict(seed)
    age, birthday = known.pop("age"), day + timedelta(days=known.pop("birthday_in_days"))
    born_on = birthday.replace(year=birthday.year - age - 1, day=min(birthday.day, 28))
    return Member(**known, born_on=born_on)
