"""Deliberately broken products that know residents."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from unittest import mock

from chalicelib.parking import record
from chalicelib.vehicles import taken_discounts
from chalicelib.vehicles.taken_discounts import TakenDiscount
from simulation.replaced import patched
from simulation.world import World

_right_taking = taken_discounts.taking


def price_not_released(_: World) -> Any:
    """A hold that never comes leaves the card's price with the car."""
    return patched(mock.patch.object(record, "discount_release", lambda *_: []))


def price_read_then_written(_: World) -> Any:
    """Who has the price is looked up first, and then written without a condition."""

    def taking(discount: Any) -> Any:
        right, day = _right_taking(discount), discount.day.isoformat()
        (found,) = list(TakenDiscount.batch_get([(discount.card_id, day)], consistent_read=True)) or (None,)
        taken = found is not None and found.holders and found.plate != discount.plate
        return right if taken else replace(right, condition=None)

    return patched(mock.patch.object(taken_discounts, "taking", taking))


def price_taken_back_blindly(_: World) -> Any:
    """A late hold gets the price that was agreed, whoever has it by now, and takes it from nobody."""
    return patched(mock.patch.object(record, "discount_retaken", lambda *_: []))


PRICE_VARIANTS: tuple[Callable[[World], Any], ...] = (
    price_not_released,
    price_read_then_written,
    price_taken_back_blindly,
)
