"""The register of the Krakowska Karta Rodzinna 3+ over HTTP. The only file that knows its words for our port."""

from datetime import date
from http import HTTPStatus
from typing import Literal

import msgspec

from chalicelib.activation.activation import Holder
from chalicelib.activation.card import Card, Standing
from chalicelib.activation.family import Member
from chalicelib.errors import RegisterUnavailable
from chalicelib.json_service import JsonService, ServiceSettings, segment

_UNKNOWN = HTTPStatus.NOT_FOUND


class _Authorisation(msgspec.Struct):
    authorised: bool
    family_id: str = ""
    member_id: str = ""


class _Match(msgspec.Struct):
    matches: bool


class _Member(msgspec.Struct):
    member_id: str
    first_name: str
    born_on: date
    role: Literal["parent", "child"]
    in_education: bool
    disabled: bool


class _Family(msgspec.Struct):
    family_id: str
    status: Literal["ACTIVE", "EXPIRED", "REVOKED"]
    valid_until: date
    version: int
    members: list[_Member]


class KrakowFamilyRegister:
    """A FamilyRegister. A holder's `person_id` is the member, `entitlement_id` the family."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._service = JsonService(settings)

    def authorise(self, pesel: str, phone: str) -> Holder | None:
        answer = self._service.call("POST", "/api/v1/authorisations", json={"pesel": pesel, "phone": phone})
        found = answer.read(_Authorisation)
        if not found.authorised:
            return None
        if not (found.family_id and found.member_id):
            raise RegisterUnavailable()
        return Holder(found.member_id, found.family_id)

    def recognises(self, holder: Holder, pesel: str, phone: str) -> bool:
        asked = {"pesel": pesel, "phone": phone, "member_id": holder.person_id}
        path = f"/api/v1/families/{segment(holder.entitlement_id)}/identity"
        answer = self._service.call("POST", path, json=asked, expected=(200, _UNKNOWN))
        return answer.status != _UNKNOWN and answer.read(_Match).matches

    def standing(self, entitlement_id: str) -> Standing | None:
        path = f"/api/v1/families/{segment(entitlement_id)}"
        answer = self._service.call("GET", path, expected=(200, _UNKNOWN))
        return None if answer.status == _UNKNOWN else _standing(answer.read(_Family))

    def tell_connection(self, card: Card) -> None:
        path = f"/api/v1/families/{segment(card.entitlement_id)}/connection"
        told = {"connected": card.link is not None, "member_id": card.member_id}
        self._service.call("POST", path, json=told, expected=(204, _UNKNOWN))

    def answers(self) -> bool:
        return self._service.answers("/api/v1/families/nobody")


def _standing(family: _Family) -> Standing:
    state: dict[str, Literal["active", "expired", "revoked"]] = {
        "ACTIVE": "active",
        "EXPIRED": "expired",
        "REVOKED": "revoked",
    }
    members = tuple(Member(**msgspec.structs.asdict(member)) for member in family.members)
    return Standing(state[family.status], family.valid_until, family.version, members)
