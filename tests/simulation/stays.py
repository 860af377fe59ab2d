"""Stays as use cases make them, for tests of storage alone."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.parking.stay import Hold, Stay
from chalicelib.payments.payment import Payment
from chalicelib.payments.port import Report
from chalicelib.warsaw import WARSAW

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=WARSAW)


def payment(order_id: str, **changes: object) -> Payment:
    return replace(Payment(order_id, 800, "created", NINE, NINE + timedelta(minutes=15)), **changes)


def stay(name: str = "one", **changes: object) -> Stay:
    """A limited stay of an hour that waits for its hold."""
    waiting = Stay(
        stay_id=f"stay_{name}",
        device_id="dev_a",
        plate="KR1AB23",
        subzone="B",
        kind="limited",
        resident=False,
        email="driver@example.com",
        language="pl",
        method="card",
        terms_version="2026-11-21",
        requested_at=NINE,
        paid_hours_end=NINE.replace(hour=22),
        ends_at=NINE + timedelta(hours=1),
        holds=(Hold(payment(f"stay_{name}_1"), NINE + timedelta(hours=1), "key", "body"),),
    )
    return replace(waiting, **changes)


def paid(before: Stay, **changes: object) -> Stay:
    """The same stay with its first payment changed."""
    first, *others = before.holds
    return replace(before, holds=(replace(first, payment=replace(first.payment, **changes)), *others))


def stopped(name: str = "one") -> Stay:
    """A stay that waits for its only capture, of 600 grosze."""
    done = stay(name, state="stopped", started_at=NINE, stopped_at=NINE, calls_due_at=NINE, fee_grosze=600)
    return paid(done, state="capture_requested", remote_id="R1", held_at=NINE, due_grosze=600)


def captured(order_id: str = "stay_one_1", **changes: object) -> Report:
    return replace(Report(order_id, "R1", "paid", 600, "PLN", NINE, ""), **changes)
