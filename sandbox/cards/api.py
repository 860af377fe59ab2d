"""The card system's routes for the backend: HTTP Basic, JSON."""

from collections.abc import Callable
from http import HTTPStatus

import msgspec
from flask import Response, jsonify, request

from sandbox.cards.parts import parts
from sandbox.cards.resident import Card, Consents, Resident, TooManyVehicles, is_plate, with_vehicle, without_vehicle
from sandbox.city.calls import Refused, about, blueprint_of_calls, body_as, page_of, require_client, spoiled
from sandbox.city.right import is_pesel, is_phone

api = blueprint_of_calls("api")


class _Contact(msgspec.Struct, forbid_unknown_fields=True):
    phone: str
    terms_version: str
    privacy_version: str
    accepted_at: str


class _Identity(msgspec.Struct, forbid_unknown_fields=True):
    pesel: str
    phone: str


class _Connection(msgspec.Struct, forbid_unknown_fields=True):
    connected: bool


@api.before_request
def only_the_backend() -> None:
    require_client(parts().settings)


@api.after_request
def on_a_bad_day(response: Response) -> Response:
    return spoiled(response, parts().settings)


@api.put("/api/v1/accounts/<account_id>/contact")
def accept(account_id: str) -> Response:
    """Keep the number and the consents of steps 4 and 5."""
    contact = body_as(_Contact)
    if not is_phone(contact.phone):
        raise Refused(HTTPStatus.BAD_REQUEST, "invalid_request")
    about(contact.phone)
    consents = Consents(contact.terms_version, contact.privacy_version, contact.accepted_at)
    parts().cards.accept(account_id, contact.phone, consents)
    return Response(status=HTTPStatus.NO_CONTENT)


@api.post("/api/v1/accounts/<account_id>/identity")
def identify(account_id: str) -> Response:
    """Tell whether both are the account's; a wrong one of the two is not told apart."""
    identity = body_as(_Identity)
    if not (is_pesel(identity.pesel) and is_phone(identity.phone)):
        raise Refused(HTTPStatus.BAD_REQUEST, "invalid_request")
    wish = about(identity.phone)
    matches = parts().cards.resident(account_id).is_named_by(identity.pesel, identity.phone)
    if matches and wish == "revoked-early":
        parts().cards.revoke(account_id)
    return jsonify(matches=matches)


@api.get("/api/v1/entitlements/<entitlement_id>")
def read(entitlement_id: str) -> Response:
    return _entitlement(_holder(entitlement_id).card)


@api.get("/api/v1/entitlements")
def read_all() -> Response:
    """Answer all that there are, by their ids: on a phone or not, active or not, with vehicles or without."""
    cards = [resident.card for resident in parts().cards.residents() if resident.card]
    return page_of({card.entitlement_id: card.answer_with_vehicles() for card in cards})


@api.put("/api/v1/entitlements/<entitlement_id>/vehicles/<plate>")
def add_vehicle(entitlement_id: str, plate: str) -> Response:
    """Put the vehicle on the card; what is there already stays as it is, whatever If-Match says."""
    if not is_plate(plate):
        raise Refused(HTTPStatus.BAD_REQUEST, "invalid_plate")
    return _changed(entitlement_id, lambda card: with_vehicle(card if plate in card.vehicles else _met(card), plate))


@api.delete("/api/v1/entitlements/<entitlement_id>/vehicles/<plate>")
def remove_vehicle(entitlement_id: str, plate: str) -> Response:
    """Take the vehicle off the card; what is not there stays so, whatever If-Match says."""
    return _changed(entitlement_id, lambda card: without_vehicle(_met(card) if plate in card.vehicles else card, plate))


@api.post("/api/v1/entitlements/<entitlement_id>/connection")
def connect(entitlement_id: str) -> Response:
    """Remember whether a phone is connected."""
    connected, resident = body_as(_Connection).connected, _holder(entitlement_id)
    parts().cards.connect(resident.account_id, connected)
    if connected and about(resident.phone) == "revoked-late":
        parts().cards.revoke(resident.account_id)
    return Response(status=HTTPStatus.NO_CONTENT)


def _holder(entitlement_id: str) -> Resident:
    resident = parts().cards.holder(entitlement_id)
    about(resident.phone)
    return resident


def _changed(entitlement_id: str, change: Callable[[Card], Card]) -> Response:
    resident = _holder(entitlement_id)
    try:
        return _entitlement(parts().cards.change_card(resident.account_id, change).card)
    except TooManyVehicles as error:
        raise Refused(HTTPStatus.CONFLICT, "limit_reached") from error


def _met(card: Card) -> Card:
    """Return the card if it is the one that If-Match names, or if none is named. Raises Refused."""
    if request.headers.get("If-Match", "*").strip() not in {"*", f'"{card.version}"'}:
        raise Refused(HTTPStatus.PRECONDITION_FAILED, "version_conflict")
    return card


def _entitlement(card: Card | None) -> Response:
    if card is None:
        raise Refused(HTTPStatus.NOT_FOUND, "unknown_entitlement")
    return jsonify(card.answer_with_vehicles())
