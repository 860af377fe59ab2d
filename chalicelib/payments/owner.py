"""Whose money it is, and so whose gateway has it and in whose books it stands. Rules only.

* `city`  parking, paid at the city's gateway; accounts `city:…`
* `mpk`   tickets, paid at the transport operator's own gateway; accounts `mpk:…`

The two never meet: no entry has accounts of both, and a gateway's record is compared with its owner's books alone.
"""

from datetime import date
from typing import Literal, cast, get_args

Owner = Literal["city", "mpk"]
OWNERS: tuple[Owner, ...] = get_args(Owner)


def account(owner: Owner, name: str) -> str:
    """Return the full name of an owner's account, e.g. `mpk:gateway`."""
    return f"{owner}:{name}"


def split_account(full_name: str) -> tuple[str, str]:
    """Return whose an account is, and its name among theirs."""
    owner, _, name = full_name.partition(":")
    return owner, name


def key_of_day(owner: Owner, day: date) -> str:
    """Return what an owner's day is kept under: `2026-11-20` is the city's, `mpk#2026-11-20` the operator's."""
    return day.isoformat() if owner == "city" else f"{owner}#{day.isoformat()}"


def read_key_of_day(key: str) -> tuple[Owner, date]:
    """Return whose day a key names, and which."""
    owner, _, day = key.rpartition("#")
    return cast(Owner, owner or "city"), date.fromisoformat(day)
