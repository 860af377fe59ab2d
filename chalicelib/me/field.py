"""What a stored attribute is to a person, and what becomes of it. Rules only.

`records/` say it of every attribute of every table; a test fails for one that is missing there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from chalicelib.retention import FromYearsEnd

Kind = Literal["none", "identifier", "contact", "location", "money", "content", "secret_hash"]
"""What it tells about a person. `identifier`: of a person, a phone, a card, a vehicle or what leads to one.
`secret_hash`: a hash that only means something to whoever has the secret, or the sealed secret itself."""

Erasure = Literal["deleted", "removed", "replaced", "kept", "kept by law", "expires"]
"""What an erasure does: the item goes; the value goes and the item stays; the value gives way to a random name that
leads nowhere; nothing, because of the record's basis; nothing although it is a contact or words, because an act
names it (`purpose` says which); nothing, because it goes by itself within days."""

Basis = Literal["public_task", "legal_duty", "consent", "security"]
"""GDPR art. 6(1)(e) with the act on public roads; art. 6(1)(c) with art. 74 of the accounting act or art. 40d of the
act on public roads; art. 6(1)(a); art. 32."""


@dataclass(frozen=True)
class Retention:
    """How long a record stays: `time` after `since`, or whole years after its year; None: until what `since` names."""

    time: timedelta | FromYearsEnd | None
    since: str


UNTIL_ERASED = Retention(None, "the phone is erased")
FOR_EVER = Retention(None, "never: nothing in it leads to a person once the stay is gone")


@dataclass(frozen=True)
class Fields:
    """Attributes of one table that are alike; `purpose` where it is not the record's."""

    kind: Kind
    erasure: Erasure
    names: tuple[str, ...]
    purpose: str = ""


@dataclass(frozen=True)
class Record:
    """One table: what its items are kept for, on what basis, how long, and its attributes.

    A nested attribute is named by its path, e.g. `holds.order_id`.
    """

    purpose: str
    basis: Basis
    kept: Retention
    fields: tuple[Fields, ...]

    @property
    def names(self) -> Iterator[str]:
        for alike in self.fields:
            yield from alike.names


def fields(kind: Kind, erasure: Erasure, names: str, purpose: str = "") -> Fields:
    """Return attributes by their names, parted by spaces."""
    return Fields(kind, erasure, tuple(names.split()), purpose)
