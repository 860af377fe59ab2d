"""Deliberately broken products that collect additional fares, or compare the day at night. A life catches them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from unittest import mock

from chalicelib.additional_fares import course, pay_demand, price
from chalicelib.additional_fares.course import charge_started as _right_started
from chalicelib.payments import reconcile
from chalicelib.payments.movement import in_books_of as _right_books
from chalicelib.payments.movement import movements as _right_movements
from chalicelib.tariff.additional_fare import to_pay as _right_to_pay
from simulation.replaced import patched
from simulation.world import World


def fare_before_money(_: World) -> Any:
    """Whoever was sent to the gateway's page has paid."""

    def started(demand: Any, order_id: str, told: Any) -> Any:
        after: Any = _right_started(demand, order_id, told)
        return replace(after, paid_at=after.payment_of(order_id).created_at, paid_with=order_id)

    return patched(mock.patch.object(pay_demand, "charge_started", started))


def second_fare_unnoticed(_: World) -> Any:
    """A demand that is paid is paid: whatever comes after that is a repeat."""
    return patched(mock.patch.object(course, "paid_again", lambda demand, *_: demand))


def money_for_what_is_settled_kept(_: World) -> Any:
    """Money that settles nothing is noted, and nobody sends it back."""
    return patched(mock.patch.object(course, "all_back", lambda demand, _: demand))


def cancelled_keeps_the_whole(_: World) -> Any:
    """Of what is cancelled, what was paid is not sent back."""
    return patched(mock.patch.object(course, "_less_handling", lambda paid, _: paid))


def reduced_for_ever(_: World) -> Any:
    """The reduced amount has no last day."""

    def reduced(fare: Any, issued_on: Any, _: Any, **options: Any) -> Any:
        return _right_to_pay(fare, issued_on, issued_on, **options)

    return patched(mock.patch.object(price, "to_pay", reduced))


def operator_not_compared(_: World) -> Any:
    """The nightly comparison knows the city's books alone."""

    def of_city(owner: Any, entries: Any) -> Any:
        return _right_books(owner, entries) if owner == "city" else []

    return patched(mock.patch.object(reconcile, "in_books_of", of_city))


def refunds_not_compared(_: World) -> Any:
    """The nightly comparison looks at what was taken, and not at what went back."""

    def captures(entries: Any) -> Any:
        return tuple(one for one in _right_movements(entries) if one.kind == "capture")

    return patched(mock.patch.object(reconcile, "movements", captures))


def untold_not_followed(_: World) -> Any:
    """What the gateway did and never told is listed for a person, and the customer waits for the money."""
    return patched(mock.patch.object(reconcile._Day, "follow", lambda *_: None))


DEMAND_VARIANTS: tuple[Callable[[World], Any], ...] = (
    fare_before_money,
    second_fare_unnoticed,
    money_for_what_is_settled_kept,
    cancelled_keeps_the_whole,
    reduced_for_ever,
    operator_not_compared,
    refunds_not_compared,
    untold_not_followed,
)
