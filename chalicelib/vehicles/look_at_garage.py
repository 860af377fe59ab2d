"""Use cases: bring a card's vehicles into step with the card system."""

from datetime import date, datetime

from chalicelib.activation.card import card_id_of
from chalicelib.storage import commit, decide
from chalicelib.vehicles import kept_garages
from chalicelib.vehicles.change_garage import garage_writes
from chalicelib.vehicles.garage import Entitlement, Garage, expected, expected_again, taken_over
from chalicelib.vehicles.port import VehicleRegister


def look_at_garage(entitlement_id: str, register: VehicleRegister) -> Garage | None:
    """Take over how the card and its vehicles stand at the card system now; None where no active card is known.

    For a notification that says that either changed: one that comes late, twice or out of order does no harm. Raises
    RegisterUnavailable.
    """
    return take_over(entitlement_id, register.entitlement(entitlement_id))


def take_over(entitlement_id: str, found: Entitlement | None) -> Garage | None:
    """Take over what the card system said of a card; None where it never was an active one."""
    card_id = card_id_of("kk", entitlement_id, "")

    def attempt() -> Garage | None:
        before = kept_garages.get(card_id)
        if before is not None:
            after = taken_over(before, found)
        elif found is not None and found.active:
            after = Garage(card_id, found)
        else:
            return None
        if after != before:
            commit(*garage_writes(before, after))
        return after

    return decide(attempt)


def expect_garage(entitlement_id: str, valid_until: date, now: datetime) -> None:
    """Have the vehicles of a card on a phone looked at within a minute or so: it has just come, or stands otherwise."""
    card_id = card_id_of("kk", entitlement_id, "")

    def attempt() -> None:
        before = kept_garages.get(card_id)
        after = expected_again(before, now) if before else expected(card_id, entitlement_id, valid_until, now)
        if after != before:
            commit(*garage_writes(before, after))

    decide(attempt)
