"""A stay from its start to its settled money: what is taken, booked and told on the way, and how long it is kept."""

from datetime import datetime

import pytest

from chalicelib.parking import kept_stays
from chalicelib.parking.kept_stays import KeptStay
from chalicelib.warsaw import WARSAW


def test_an_hour_of_an_open_stay_in_b_is_taken_and_the_rest_of_the_day_released(city):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    after = city.settle(stay)
    [payment] = [hold.payment for hold in after.holds]
    assert (payment.amount_grosze, payment.captured_grosze, payment.released_grosze) == (10700, 800, 9900)
    assert after.due_at is None


def test_the_ledger_books_each_fact_once_and_every_entry_sums_to_zero(city):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    city.settle(stay)
    booked = city.ledger(stay.order_ids[0])
    assert list(booked) == ["held", "capture_requested", "captured"]
    assert all(sum(lines.values()) == 0 for lines in booked.values())
    assert sum(lines.get("city:holds", 0) for lines in booked.values()) == 0
    assert booked["captured"]["city:parking"] == -800


@pytest.mark.parametrize(("settled", "until"), [("2026-12-31T23:59:59", 2032), ("2027-01-01T00:00:00", 2033)])
def test_a_stay_is_kept_for_the_five_years_after_the_one_in_which_it_was_settled(city, settled, until):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    city.call_gateway(stay.stay_id)
    city.now = datetime.fromisoformat(settled).replace(tzinfo=WARSAW)
    city.report(city.report_of(stay.order_ids[0]))
    [item] = KeptStay.query(stay.stay_id)
    assert item.expires_at == datetime(until, 1, 1, tzinfo=WARSAW).timestamp()
    assert kept_stays.KEPT.after(city.stay(stay.stay_id).settled_at).timestamp() == item.expires_at


def test_an_open_stay_reminds_every_two_hours_and_before_the_end(city):
    stay = city.running()
    reminders = []
    for _ in range(14 * 4):
        before = city.stay(stay.stay_id)
        city.tick()
        after = city.stay(stay.stay_id)
        city.follow(before, after)
        if after.reminders > before.reminders:
            reminders.append(f"{city.now:%H:%M}")
        city.later(minutes=15)
    assert reminders == ["11:00", "13:00", "15:00", "17:00", "19:00", "21:00", "21:45"]
    assert [message.template for message in city.sent if message.channel == "push"] == [
        *["messages.stay_still_running"] * 6,
        "messages.stay_reminder",
        "messages.stay_stopped",
    ]
