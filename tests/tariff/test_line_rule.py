from datetime import date

import pytest

from chalicelib.tariff.errors import LineChangesUsedUp, LineNotSold, LinesWanted
from chalicelib.tariff.line_rule import changes_left, refuse_change, refuse_lines
from chalicelib.tariff.published_editions import all_editions, edition_on

FIRST_DAY = date(2026, 11, 10)
NOT_SOLD = edition_on(FIRST_DAY).rules.lines_not_sold


@pytest.mark.parametrize("line", ["1", "24", "44", "50", "52", "59", "100", "194", "201", "304", "439", "503", "599"])
def test_a_ticket_is_sold_for_a_regular_day_line(line):
    refuse_lines([line], 1, NOT_SOLD)


@pytest.mark.parametrize("line", ["62", "64", "69", "601", "664", "902", "999", "70", "74", "706", "80", "86", "801"])
def test_no_ticket_is_sold_for_a_night_replacement_or_temporary_line(line):
    with pytest.raises(LineNotSold) as refusal:
        refuse_lines(["50", line], 2, NOT_SOLD)
    assert refusal.value.details == {"line": line}


@pytest.mark.parametrize(
    "lines", [[""], ["   "], ["\n"], ["5\n"], ["50 "], ["050"], ["0"], ["WSZYSTKI"], ["1000"], ["५०"], ["50", "50"]]
)
def test_a_line_has_one_name_its_number(lines):
    with pytest.raises(LinesWanted):
        refuse_lines(lines, len(lines), NOT_SOLD)


def test_every_list_whose_rules_of_lines_were_found_says_which_are_not_sold():
    for edition in all_editions():
        assert (edition.rules.lines_not_sold is None) == (edition.rules.line_tickets is None)


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
