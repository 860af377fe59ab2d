"""How far a day's comparison came, what it found, and when it is complete. Rules only."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.payments.difference import Compared, found
from chalicelib.payments.movement import Movement
from chalicelib.payments.reconciliation import (
    MOST_UNANSWERED,
    STATUS_QUERIES,
    Reconciliation,
    begun,
    gone_on,
    left,
    source_of,
)
from tests.payments.books import DAY, NIGHT, line

TOO_EARLY_UNTIL = datetime(2026, 12, 8, tzinfo=UTC)
"""An hour after Kraków's midnight."""
RUN = Reconciliation(DAY, STATUS_QUERIES, NIGHT)
EQUAL = Movement("R1", "capture", 600, DAY, DAY, DAY)


def compared(*amounts: tuple[int, int], equal: int = 0) -> Compared:
    """An order with so many movements on which both sides agree, and a difference for each pair of amounts."""
    differences = [found(DAY, "stay_a_1", "R1", "capture", ours, theirs, NIGHT) for ours, theirs in amounts]
    return Compared((EQUAL,) * equal, tuple(differences))


@pytest.mark.parametrize("owner", ["city", "mpk"])
def test_a_day_is_compared_from_the_start_in_the_place_of_an_earlier_run(owner):
    run = begun(DAY, "report", NIGHT, None, owner)
    assert run == Reconciliation(DAY, "report", NIGHT, owner=owner)
    earlier = replace(run, position="stay_a_1", orders=7, unanswered=("stay_b_1",), version=4)
    assert begun(DAY, "report", NIGHT, earlier, owner) == replace(run, version=4)


def test_without_an_owner_it_is_the_citys_day():
    assert begun(DAY, "report", NIGHT, None).owner == "city"


def test_one_report_is_told_from_another_and_from_none():
    first, second = [line("stay_a_1", "R1", "capture", 600)], [line("stay_a_1", "R1", "capture", 601)]
    assert source_of(None) == STATUS_QUERIES
    assert source_of(first) == source_of(list(first))
    assert len({source_of(report) for report in (None, [], first, second)}) == 4


def test_it_goes_on_with_the_unanswered_and_then_after_its_position():
    run = replace(RUN, position="b", unanswered=("x", "a"))
    assert left(run, ["d", "b", "c", "a"]) == ["x", "a", "c", "d"]


def test_what_was_compared_is_counted():
    after = gone_on(
        RUN,
        {
            "c": compared((600, 0), (0, 500), equal=2),
            "b": compared((0, 300), equal=1),
            "a": compared((600, 601), (0, 1), (1, 2), (3, 4)),
        },
    )
    assert after == replace(RUN, position="c", orders=3, equal=3, only_ours=1, only_theirs=3, different=3)
    assert gone_on(after, {"d": compared((600, 0), (0, 1), (1, 2), equal=4)}) == replace(
        RUN, position="d", orders=4, equal=7, only_ours=2, only_theirs=4, different=4
    )


def test_an_order_without_an_answer_is_kept_aside_and_asked_about_again():
    first = gone_on(RUN, {"a": None, "b": compared(), "c": None})
    assert (first.orders, first.unanswered, first.position) == (1, ("a", "c"), "c")
    again = gone_on(first, {"a": compared(), "d": None})
    assert (again.orders, again.unanswered, again.position) == (2, ("c", "d"), "d")
    assert gone_on(first, {"a": None}).unanswered == ("c", "a")


def test_the_position_never_goes_back():
    assert gone_on(replace(RUN, position="m"), {"a": compared()}).position == "m"


@pytest.mark.parametrize(
    ("changes", "complete"),
    [
        ({"reached_end": True}, True),
        ({}, False),
        ({"reached_end": True, "unanswered": ("a",)}, False),
        ({"reached_end": True, "started_at": TOO_EARLY_UNTIL}, True),
        ({"reached_end": True, "started_at": TOO_EARLY_UNTIL - timedelta(seconds=1)}, False),
    ],
)
def test_it_is_complete_at_the_end_when_all_was_answered_and_the_day_was_over(changes, complete):
    assert replace(RUN, **changes).complete is complete


def test_a_day_is_over_an_hour_after_krakows_midnight_also_when_the_clocks_change():
    changed = Reconciliation(date(2026, 10, 25), STATUS_QUERIES, datetime(2026, 10, 26, tzinfo=UTC))
    assert not changed.began_too_early
    assert replace(changed, started_at=changed.started_at - timedelta(seconds=1)).began_too_early


def test_fifty_orders_without_an_answer_are_a_gateway_that_is_down():
    silent = tuple(map(str, range(MOST_UNANSWERED)))
    assert MOST_UNANSWERED == 50
    assert replace(RUN, unanswered=silent).gateway_is_down
    assert not replace(RUN, unanswered=silent[1:]).gateway_is_down
