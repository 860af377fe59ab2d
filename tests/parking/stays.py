"""Stays and holds as they might be on record, made without any of the rules that the tests try."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from chalicelib.parking.stay import Hold, Stay
from chalicelib.payments.payment import Payment
from chalicelib.payments.port import Report

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
OPENING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LIMIT = OPENING + 2 * HOUR
CLOSING = OPENING + 13 * HOUR
HELD_AT = OPENING + 2 * MINUTE


def a_hold(number: int = 1, state: str = "held", amount: int = 1600, pays_until: datetime = LIMIT, **changes) -> Hold:
    """A hold of an order; one that is confirmed was so at HELD_AT, under the remote id R and its number."""
    order_id = f"stay_x_{number}"
    new = Payment(order_id, amount, "created", created_at=OPENING, valid_until=OPENING + 15 * MINUTE)
    known = {} if state == "created" else {"remote_id": f"R{number}", "redirect_url": f"https://gateway.test/R{number}"}
    if state not in ("created", "awaiting_customer", "failed"):
        known["held_at"] = HELD_AT
    return Hold(replace(new, **(known | {"state": state} | changes)), pays_until, f"key {number}", f"body {number}")


def a_stay(*holds: Hold, **changes) -> Stay:
    """A limited stay of two hours; `running`, `stopped` or `unpaid` bring what belongs to that state."""
    state = changes.get("state", "running")
    belongs = {
        "awaiting_payment": {},
        "running": {"started_at": HELD_AT},
        "stopped": {"started_at": HELD_AT, "stopped_at": OPENING + HOUR, "stopped_by": "driver"},
        "unpaid": {"unpaid_because": "do_not_honor"},
    }[state]
    new = Stay(
        stay_id="stay_x",
        device_id="dev_a",
        plate="KR 1AB23",
        subzone="B",
        kind="limited",
        resident=False,
        email="driver@example.com",
        language="pl",
        method="card",
        terms_version="2026-11-21",
        requested_at=OPENING,
        paid_hours_end=CLOSING,
        ends_at=LIMIT,
        holds=holds or (a_hold(),),
    )
    return replace(new, **({"state": state} | belongs | changes))


def told(
    outcome: str, number: int = 1, amount: int = 1600, remote_id: str = "", happened_at: datetime = HELD_AT
) -> Report:
    """What the gateway says of an order; of its first transaction, unless a remote id says of which."""
    return Report(f"stay_x_{number}", remote_id or f"R{number}", outcome, amount, "PLN", happened_at, "DO_NOT_HONOR")


def paid(stay: Stay, number: int = 0, **changes) -> Stay:
    """The stay with one payment changed."""
    holds = list(stay.holds)
    holds[number] = replace(holds[number], payment=replace(holds[number].payment, **changes))
    return replace(stay, holds=tuple(holds))
