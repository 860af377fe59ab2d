from datetime import date

import pytest

from chalicelib.tariff.errors import LineChangesUsedUp
from chalicelib.tariff.line_rule import changes_left, refuse_change, rides_on_other_line

OWN = ["a", "b", "c", "d", "e"]
FIRST_DAY = date(2026, 11, 10)


@pytest.mark.parametrize(
    ("other", "between", "beyond"),
    [
        pytest.param(["x", "b", "c", "y"], [("b", "c")], [("x", "b", "c", "y")], id="shared in the middle"),
        pytest.param(["b", "c", "d"], [("b", "c", "d")], [("b", "c", "d")], id="shared all along"),
        pytest.param(["x", "y", "a", "b"], [("a", "b")], [("y", "a", "b")], id="shared at the end"),
        pytest.param(["c", "b"], [], [], id="the other direction"),
        pytest.param(["b", "x", "c"], [], [], id="only stops in common"),
        pytest.param(
            ["a", "b", "x", "y", "d", "e", "z"],
            [("a", "b"), ("d", "e")],
            [("a", "b", "x"), ("y", "d", "e", "z")],
            id="shared twice",
        ),
    ],
)
def test_a_line_ticket_is_good_where_another_line_shares_the_route(other, between, beyond):
    assert rides_on_other_line(OWN, other, one_stop_beyond=False) == between
    assert rides_on_other_line(OWN, other, one_stop_beyond=True) == beyond


def test_two_free_changes_in_each_month_of_validity():
    december = date(2026, 12, 10)
    used = [date(2026, 11, 10), date(2026, 12, 9)]
    assert changes_left(FIRST_DAY, used, date(2026, 12, 9), 2) == 0
    assert changes_left(FIRST_DAY, used, december, 2) == 2
    refuse_change(FIRST_DAY, used, december, 2)
    with pytest.raises(LineChangesUsedUp):
        refuse_change(FIRST_DAY, used, date(2026, 12, 9), 2)


def test_a_change_before_the_first_day_is_one_of_the_first_month():
    assert changes_left(FIRST_DAY, [date(2026, 11, 1)], FIRST_DAY, 2) == 1
