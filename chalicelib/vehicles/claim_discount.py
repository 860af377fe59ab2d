"""Use case: the resident's price as part of somebody else's decision. Hands out writes and commits nothing."""

from datetime import datetime

from chalicelib import config
from chalicelib.activation.rely_on_card import still_valid_on
from chalicelib.storage import Write
from chalicelib.vehicles import registered_vehicles, taken_discounts
from chalicelib.vehicles.discount import Discount, free_at_the_end
from chalicelib.vehicles.errors import ResidentPriceNotAvailable
from chalicelib.warsaw import warsaw_day


def discount_claim(card_id: str, device_id: str, plate: str, holder: str, now: datetime) -> list[Write]:
    """Return the writes with which a stay gets the price of a card that is on its driver's phone.

    Each is refused as ResidentPriceNotAvailable: the card is on another phone or not valid, the vehicle is not on it,
    or another vehicle has its price.
    """
    discount = _discount(card_id, plate, holder, now)
    return [
        still_valid_on(device_id, card_id, now, lambda _: ResidentPriceNotAvailable(reason="card_not_active")),
        registered_vehicles.still_registered(plate, card_id, discount.day),
        taken_discounts.taking(discount),
    ]


def discount_retaken(card_id: str, plate: str, holder: str, asked_at: datetime) -> list[Write]:
    """Return the writes for a stay that let the price of `asked_at` go and comes to run after all.

    The price was agreed, whatever has become of the card; refused only when another vehicle has it by now.
    """
    return [taken_discounts.taking(_discount(card_id, plate, holder, asked_at))]


def discount_release(card_id: str, plate: str, holder: str, asked_at: datetime) -> list[Write]:
    """Return the writes that free the price that was claimed at `asked_at` for another vehicle; never refused."""
    return [taken_discounts.letting_go(_discount(card_id, plate, holder, asked_at))]


def discount_at_the_end(card_id: str, plate: str, holder: str, asked_at: datetime) -> list[Write]:
    """Return what a stay's end means for the price that was claimed at `asked_at`, by this stage's policy."""
    ends = free_at_the_end(config.RESIDENT_PRICE_POLICY)
    return discount_release(card_id, plate, holder, asked_at) if ends else []


def _discount(card_id: str, plate: str, holder: str, moment: datetime) -> Discount:
    return Discount(card_id, warsaw_day(moment), plate, holder)
