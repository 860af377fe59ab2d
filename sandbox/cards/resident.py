"""A resident's account and card."""

from typing import Any

import msgspec

from sandbox.city.right import Right

MOST_VEHICLES = 4


class TooManyVehicles(Exception):
    """A card has at most four."""


class Card(Right, frozen=True, kw_only=True):
    """The entitlement. `connected_at` is when a phone was connected to it; empty while none is."""

    entitlement_id: str
    vehicles: tuple[str, ...] = ()
    connected_at: str = ""

    def seen(self) -> object:
        return self.status, self.valid_until, self.vehicles

    def answer(self) -> dict[str, Any]:
        """Return what the backend is told of the entitlement itself."""
        return {
            "entitlement_id": self.entitlement_id,
            "status": self.status,
            "valid_until": self.valid_until.isoformat(),
            "version": self.version,
        }

    def answer_with_vehicles(self) -> dict[str, Any]:
        return self.answer() | {"vehicles": list(self.vehicles)}


class Consents(msgspec.Struct, frozen=True):
    terms_version: str
    privacy_version: str
    accepted_at: str


class Resident(msgspec.Struct, frozen=True, kw_only=True):
    """An account; who has no PESEL or no phone has an empty one, who has no card has None."""

    account_id: str
    name: str
    purpose: str
    email: str
    password: str
    pesel: str
    phone: str
    mobile_version: bool = True
    old_app_active: bool = False
    card: Card | None = None
    consents: Consents | None = None

    def is_named_by(self, pesel: str, phone: str) -> bool:
        return bool(self.pesel) and (self.pesel, self.phone) == (pesel, phone)


def is_plate(text: str) -> bool:
    return 2 <= len(text) <= 12 and text.isalnum() and text == text.upper()


def with_vehicle(card: Card, plate: str) -> Card:
    """Return the card with the plate as its last vehicle; as it is when it has it. Raises TooManyVehicles."""
    if plate in card.vehicles:
        return card
    if len(card.vehicles) >= MOST_VEHICLES:
        raise TooManyVehicles
    return msgspec.structs.replace(card, vehicles=(*card.vehicles, plate))


def without_vehicle(card: Card, plate: str) -> Card:
    return msgspec.structs.replace(card, vehicles=tuple(one for one in card.vehicles if one != plate))
