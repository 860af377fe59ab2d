"""The vehicles of the Karta Krakowska over HTTP. The only file that knows the card system's words for our port."""

from collections.abc import Iterator
from datetime import date
from typing import Literal
from urllib.parse import urlencode

import msgspec

from chalicelib.activation.json_service import Answer, JsonService, ServiceSettings, segment
from chalicelib.vehicles.garage import Change, Entitlement
from chalicelib.vehicles.port import ChangeRefused

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
    items: list[_Entitlement]
    next_cursor: str | None


class KrakowVehicleRegister:
    """A VehicleRegister."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._service = JsonService(settings)

    def entitlement(self, entitlement_id: str) -> Entitlement | None:
        return _found(self._service.call("GET", _path(entitlement_id), expected=(200, _UNKNOWN)))

    def tell(self, entitlement_id: str, change: Change) -> Entitlement | None:
        method = "PUT" if change.kind == "put" else "DELETE"
        path = f"{_path(entitlement_id)}/vehicles/{segment(change.plate)}"
        answer = self._service.call(method, path, expected=(200, _UNKNOWN, *_REFUSED))
        if answer.status in _REFUSED:
            raise ChangeRefused()
        return _found(answer)

    def connected(self) -> Iterator[list[Entitlement]]:
        cursor: str | None = ""
        while cursor is not None:
            asked = {"limit": str(_PAGE)} | ({"cursor": cursor} if cursor else {})
            page = self._service.call("GET", f"/api/v1/entitlements?{urlencode(asked)}").read(_Page)
            yield [_entitlement(item) for item in page.items]
            cursor = page.next_cursor


def _path(entitlement_id: str) -> str:
    return f"/api/v1/entitlements/{segment(entitlement_id)}"


def _found(answer: Answer) -> Entitlement | None:
    return None if answer.status == _UNKNOWN else _entitlement(answer.read(_Entitlement))


def _entitlement(told: _Entitlement) -> Entitlement:
    active = told.status == "ACTIVE"
    return Entitlement(told.entitlement_id, active, told.valid_until, told.version, tuple(told.vehicles))
