from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.parking.edition import Editions
from chalicelib.parking.errors import LimitInThePast, LimitNotWanted, LimitOnAnotherDay, LimitWanted, ParkingIsFree
from chalicelib.parking.offer import offer
from chalicelib.parking.published_editions import editions
from chalicelib.warsaw import WARSAW

HOUR = timedelta(hours=1)
MONDAY_9 = datetime(2026, 11, 23, 9, 0, tzinfo=WARSAW)
"""A Monday's first paid minute."""
MONDAY_22 = MONDAY_9 + 13 * HOUR
SUNDAY_IN_MAY = datetime(2026, 5, 10, 12, 0, tzinfo=WARSAW)
"""Paid in A, but free for residents."""


def offered(now=MONDAY_9, until=None, *, subzone="B", kind=None, resident=False):
    return offer(editions(), subzone, kind or ("limited" if until else "open"), until, now, resident=resident)


def test_a_limit_counts_to_its_whole_second():
    until = MONDAY_9 + HOUR
    limited = offered(until=until + timedelta(microseconds=999_999))
    assert (limited.ends_at, limited.hold_grosze) == (until, 800)


def test_a_limit_within_the_second_that_runs_is_past():
    now = MONDAY_9 + timedelta(milliseconds=300)
    with pytest.raises(LimitInThePast):
        offered(now, until=now + timedelta(milliseconds=300))


def test_a_limit_that_is_now_is_past():
    with pytest.raises(LimitInThePast):
        offered(until=MONDAY_9)


def test_an_open_stay_is_offered_until_the_paid_hours_end():
    whole_day = offered()
    assert (whole_day.charged_from, whole_day.ends_at, whole_day.paid_hours_end) == (MONDAY_9, MONDAY_22, MONDAY_22)
    assert whole_day.hold_grosze == whole_day.fee.total_grosze == 10700


def test_a_limit_after_the_paid_hours_ends_with_them():
    assert offered(until=MONDAY_22 + HOUR) == offered(until=MONDAY_22) == offered()


def test_an_early_start_is_charged_from_the_opening():
    early = offered(MONDAY_9 - HOUR, until=MONDAY_9 + HOUR)
    assert (early.charged_from, early.fee.total_grosze) == (MONDAY_9, 800)
    assert offered(MONDAY_9 + HOUR).charged_from == MONDAY_9 + HOUR


def test_the_smallest_hold_can_be_split_in_two():
    assert offered(until=MONDAY_9 + timedelta(minutes=1)).fee.total_grosze == 13
    assert offered(until=MONDAY_9 + timedelta(minutes=1)).hold_grosze == 20


def test_a_resident_is_offered_the_price_of_residents():
    assert offered(subzone="A", resident=True).hold_grosze == 8100


@pytest.mark.parametrize(
    ("subzone", "now", "until", "resident", "next_paid_at"),
    [
        pytest.param("B", MONDAY_22, None, False, "2026-11-24T09:00:00+01:00", id="when they close"),
        pytest.param("B", MONDAY_9 - HOUR, MONDAY_9, False, "2026-11-23T09:00:00+01:00", id="until they open"),
        pytest.param("A", SUNDAY_IN_MAY, None, True, "2026-05-11T09:00:00+02:00", id="a resident's free Sunday"),
        pytest.param(
            "A", SUNDAY_IN_MAY - 13 * HOUR, None, True, "2026-05-11T09:00:00+02:00", id="a resident's Saturday night"
        ),
        pytest.param("B", MONDAY_9 - 24 * HOUR, None, False, "2026-11-23T09:00:00+01:00", id="a free day"),
    ],
)
def test_nothing_is_offered_while_parking_is_free_but_when_it_will_be_paid(subzone, now, until, resident, next_paid_at):
    with pytest.raises(ParkingIsFree) as refusal:
        offered(now, until, subzone=subzone, resident=resident)
    assert refusal.value.details == {"next_paid_at": next_paid_at}


def test_a_place_that_stays_free_has_no_next_paid_moment():
    closed = tuple(replace(subzone, weekdays=frozenset()) for subzone in editions().newest.subzones)
    always_free = Editions.of([replace(editions().newest, subzones=closed)])
    with pytest.raises(ParkingIsFree) as refusal:
        offer(always_free, "B", "open", None, MONDAY_9, resident=False)
    assert refusal.value.details == {"next_paid_at": ""}


@pytest.mark.parametrize(
    ("kind", "until", "refusal"),
    [
        pytest.param("limited", None, LimitWanted, id="limited without one"),
        pytest.param("open", MONDAY_9 + HOUR, LimitNotWanted, id="open with one"),
        pytest.param("limited", MONDAY_9 + 15 * HOUR, LimitOnAnotherDay, id="at midnight"),
        pytest.param("limited", datetime.max.replace(tzinfo=UTC), LimitOnAnotherDay, id="at the end of the calendar"),
        pytest.param("limited", datetime.min.replace(tzinfo=UTC), LimitInThePast, id="at its beginning"),
    ],
)
def test_a_limit_that_cannot_be_is_refused(kind, until, refusal):
    with pytest.raises(refusal):
        offered(until=until, kind=kind)
