"""The vehicles of the Karta Krakowska over HTTP. The only file that knows the card system's words for our port."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from typing import Literal
from urllib.parse import urlencode

import msgspec

from chalicelib.activation.card import card_id_of
from chalicelib.json_service import Answer, JsonService, ServiceSettings, segment
from chalicelib.log import logger
from chalicelib.plate import InvalidPlate, normalised
from chalicelib.vehicles.garage import Change, Entitlement
from chalicelib.vehicles.port import ChangeRefused, Page

_REFUSED = {400, 409}
_UNKNOWN = 404
_PAGE = 100


class _Entitlement(msgspec.Struct):
    entitlement_id: str
    status: Literal["ACTIVE", "EXPIRED", "REVOKED"]
    valid_until: date
    version: int
    vehicles: list[str]


class _Page(msgspec.Struct):
    """Each card is read by itself, so that one bad record does not hide the others."""

    items: list[msgspec.Raw]
    next_cursor: str | None


class KrakowVehicleRegister:
    """A VehicleRegister."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._service = JsonService(settings)

    def entitlement(self, entitlement_id: str) -> Entitlement | None:
        return _found(self._service.call("GET", _path(entitlement_id), expected=(200, _UNKNOWN)))

    def tell(self, entitlement_id: str, change: Change) -> Entitlement | None:
        if change.kind == "put":
            return _found(self._told("PUT", entitlement_id, change.plate))
        answer = self._told("DELETE", entitlement_id, change.plate)
        for written in _written_otherwise(answer, change.plate):
            answer = self._told("DELETE", entitlement_id, written)
        return _found(answer)

    def entitlements(self, cursor: str) -> Page:
        asked = {"limit": str(_PAGE)} | ({"cursor": cursor} if cursor else {})
        page = self._service.call("GET", f"/api/v1/entitlements?{urlencode(asked)}").read(_Page)
        return Page(tuple(_readable(page.items)), page.next_cursor)

    def _told(self, method: str, entitlement_id: str, plate: str) -> Answer:
        path = f"{_path(entitlement_id)}/vehicles/{segment(plate)}"
        answer = self._service.call(method, path, expected=(200, _UNKNOWN, *_REFUSED))
        if answer.status in _REFUSED:
            raise ChangeRefused()
        return answer


def _path(entitlement_id: str) -> str:
    return f"/api/v1/entitlements/{segment(entitlement_id)}"


def _found(answer: Answer) -> Entitlement | None:
    return None if answer.status == _UNKNOWN else _entitlement(answer.read(_Entitlement))


def _written_otherwise(answer: Answer, plate: str) -> list[str]:
    """Return what the card still has of that plate in the card system's own writing."""
    told = [] if answer.status == _UNKNOWN else answer.read(_Entitlement).vehicles
    return [written for written in told if _plates([written]) == (plate,)]


def _readable(items: Iterable[msgspec.Raw]) -> Iterator[Entitlement]:
    for item in items:
        try:
            yield _entitlement(msgspec.json.decode(item, type=_Entitlement))
        except (msgspec.DecodeError, UnicodeDecodeError):
            logger.error("an entitlement in the card system's list cannot be read")


def _entitlement(told: _Entitlement) -> Entitlement:
    active, plates = told.status == "ACTIVE", _plates(told.vehicles)
    if len(plates) < len(told.vehicles):
        card_id = card_id_of("kk", told.entitlement_id, "")
        logger.warning("vehicles of a card are no plates, or one of them twice", card_id=card_id)
    return Entitlement(told.entitlement_id, active, told.valid_until, told.version, plates)


def _plates(written: Iterable[str]) -> tuple[str, ...]:
    """Return each plate once, as it is written here; what is no plate can have no price and is left out."""
    plates: dict[str, None] = {}
    for one in written:
        with suppress(InvalidPlate):
            plates[normalised(one)] = None
    return tuple(plates)
