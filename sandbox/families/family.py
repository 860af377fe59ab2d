"""A family of the register and its members."""

from datetime import date
from typing import Any, Literal

import msgspec

from sandbox.city.right import Right

Role = Literal["parent", "child"]

THE_FAMILY = ""
"""Who is connected when the backend names no member."""


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """Who has no phone has an empty one, and cannot be authorised."""

    member_id: str
    first_name: str
    pesel: str
    phone: str
    born_on: date
    role: Role
    in_education: bool = False
    disabled: bool = False

    def answer(self) -> dict[str, Any]:
        """Return what the backend is told: neither PESEL nor phone."""
        return {
            "member_id": self.member_id,
            "first_name": self.first_name,
            "born_on": self.born_on.isoformat(),
            "role": self.role,
            "in_education": self.in_education,
            "disabled": self.disabled,
        }


class Family(Right, frozen=True, kw_only=True):
    """`connections` are the moments since when a phone is connected, by the member whose it is."""

    family_id: str
    name: str
    purpose: str
    mobile_version: bool
    members: tuple[Member, ...]
    connections: dict[str, str] = msgspec.field(default_factory=dict)

    def seen(self) -> object:
        return self.status, self.valid_until, [member.answer() for member in self.members]

    def answer(self) -> dict[str, Any]:
        return {
            "family_id": self.family_id,
            "status": self.status,
            "valid_until": self.valid_until.isoformat(),
            "version": self.version,
            "members": [member.answer() for member in self.members],
        }

    @property
    def phones(self) -> list[str]:
        return [member.phone for member in self.members if member.phone]

    def member(self, member_id: str) -> Member | None:
        return next((one for one in self.members if one.member_id == member_id), None)


def with_member(family: Family, member: Member) -> Family:
    """Return the family with the member in the place of the one of that id, or at the end."""
    if family.member(member.member_id) is None:
        return msgspec.structs.replace(family, members=(*family.members, member))
    members = tuple(member if one.member_id == member.member_id else one for one in family.members)
    return msgspec.structs.replace(family, members=members)


def without_member(family: Family, member_id: str) -> Family:
    members = tuple(one for one in family.members if one.member_id != member_id)
    connections = {name: since for name, since in family.connections.items() if name != member_id}
    return msgspec.structs.replace(family, members=members, connections=connections)


def connected(family: Family, member_id: str, now: str) -> Family:
    """Return the family with the member's phone connected; a repeat keeps the first moment."""
    return msgspec.structs.replace(family, connections={member_id: now} | family.connections)


def disconnected(family: Family, member_id: str) -> Family:
    """Return the family without the member's phone; without any when no member is named."""
    rest = {name: since for name, since in family.connections.items() if member_id not in {THE_FAMILY, name}}
    return msgspec.structs.replace(family, connections=rest)
