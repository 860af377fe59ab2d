"""Deliberately broken products that charge month by month. A day is too short for them: a life catches them."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from unittest import mock

from chalicelib.tickets import call_for_month, stop_subscription, subscription
from chalicelib.tickets.charge_order import charge_order as _right_order
from simulation.replaced import patched
from simulation.world import World

_right_ended, _right_month_after = subscription.ended, subscription.month_after
_unique = itertools.count()


def month_under_a_new_order(_: World) -> Any:
    """Every run of a month's charge is another order to the gateway."""

    def fresh(ticket: Any) -> Any:
        right = _right_order(ticket)
        return replace(right, order_id=f"{right.order_id}{next(_unique)}")

    return patched(mock.patch.object(call_for_month, "charge_order", fresh))


def mandate_forgotten(_: World) -> Any:
    """A stop is noted, and the gateway keeps the card."""

    def ended(*arguments: Any) -> Any:
        right: Any = _right_ended(*arguments)
        return replace(right, month=replace(right.month, mandate_withdrawn=True), calls_due_at=None)

    return patched(mock.patch.object(stop_subscription, "ended", ended))


def gap_unnoticed(_: World) -> Any:
    """A month that nobody paid changes nothing."""
    return patched(mock.patch.object(subscription, "given_up", lambda ticket, _: ticket))


def stop_comes_too_late(_: World) -> Any:
    """A charge that was out when its holder stopped makes a month all the same."""

    def ended(ticket: Any, why: Any, now: Any) -> Any:
        return _right_ended(ticket, why, now) if ticket.issued_at else ticket

    return patched(mock.patch.object(stop_subscription, "ended", ended))


def sixth_month_at_the_full_price(_: World) -> Any:
    """The sixth month costs what the five before it did."""

    def dear(ticket: Any, _: int, now: Any) -> Any:
        return _right_month_after(ticket, ticket.payment.amount_grosze, now)

    return patched(mock.patch.object(subscription, "month_after", dear))


MONTH_VARIANTS: tuple[Callable[[World], Any], ...] = (
    month_under_a_new_order,
    mandate_forgotten,
    gap_unnoticed,
    stop_comes_too_late,
    sixth_month_at_the_full_price,
)
