"""What a card and a family have in common: a right with a status, a last day and a version."""

from datetime import date
from typing import Literal, TypeVar

import msgspec

Status = Literal["ACTIVE", "EXPIRED", "REVOKED"]


class Right(msgspec.Struct, frozen=True, kw_only=True):
    """`valid_until` is the last good day in Warsaw; `version` grows with every change that others see."""

    status: Status
    valid_until: date
    version: int = 1

    def seen(self) -> object:
        """Return all that others see, but the version."""
        raise NotImplementedError


AnyRight = TypeVar("AnyRight", bound=Right)


def lapsed(right: AnyRight, day: date) -> AnyRight:
    """Return the right as it is on that day in Warsaw."""
    over = right.status == "ACTIVE" and day > right.valid_until
    return msgspec.structs.replace(right, status="EXPIRED") if over else right


def versioned(before: AnyRight, after: AnyRight) -> AnyRight:
    """Return `after` with the version of `before`, or the next one when others see a difference."""
    differs = before.seen() != after.seen()
    return msgspec.structs.replace(after, version=before.version + differs)


def is_phone(text: str) -> bool:
    return len(text) == 9 and text.isascii() and text.isdigit()


def is_pesel(text: str) -> bool:
    """Tell whether it looks like one: the city's systems check no more of what they are asked about."""
    return len(text) == 11 and text.isascii() and text.isdigit()
