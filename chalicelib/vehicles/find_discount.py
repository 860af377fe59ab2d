"""Use case: find the card of a phone that would give its price to a vehicle now."""

from datetime import datetime

from chalicelib.activation.rely_on_card import valid_kk_cards
from chalicelib.vehicles import registered_vehicles, taken_discounts
from chalicelib.warsaw import warsaw_day


def find_resident_card(plate: str, device_id: str, now: datetime) -> str | None:
    """Return the first of the phone's own cards that can give its price to the vehicle; nothing is claimed.

    Only the phone's own cards are looked at, so nobody learns whose card a stranger's vehicle is on.
    """
    day = warsaw_day(now)
    own = [card.card_id for card in valid_kk_cards(device_id, now)]
    registered = registered_vehicles.among(plate, own, day)
    return next(iter(taken_discounts.free_among(registered, day, plate)), None)
