import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.tariff.rebate import less_statutory, several_months

monthly = st.integers(0, 100_000).map(lambda tens: tens * 10)
months = st.integers(1, 12)


@pytest.mark.parametrize(
    ("price", "count", "grosze"),
    [(2350, 6, 13390), (2350, 10, 21380), (2350, 11, 23260), (8850, 6, 50440), (8850, 10, 80530), (8850, 11, 87610)],
)
def test_exactly_five_grosze_go_down(price, count, grosze):
    assert several_months(price, count, 1) == grosze


@pytest.mark.parametrize(
    ("price", "count", "grosze"),
    [(2080, 3, 6120), (2240, 2, 4440), (3020, 9, 25010), (3230, 2, 6400), (3390, 12, 36210), (4170, 12, 44540)],
)
def test_more_than_five_grosze_by_any_fraction_go_up(price, count, grosze):
    assert several_months(price, count, 1) == grosze


@pytest.mark.parametrize(("count", "grosze"), [(1, 4380), (2, 8670), (3, 12880), (12, 46780)])
def test_the_list_of_2008_gives_one_percent_for_each_month_after_the_first(count, grosze):
    assert several_months(4380, count, 1) == grosze


@given(monthly, months)
def test_the_rebate_is_never_above_the_multiple(price, count):
    assert 0 <= several_months(price, count, 1) <= price * count + 5


@given(monthly, st.integers(1, 11))
def test_a_longer_ticket_never_costs_less(price, count):
    assert several_months(price, count, 1) <= several_months(price, count + 1, 1)


@given(monthly, months)
def test_the_price_is_in_whole_ten_grosze_and_near_the_exact_one(price, count):
    rounded = several_months(price, count, 1)
    assert rounded % 10 == 0
    assert -500 <= rounded * 100 - price * count * (101 - count) < 500 or price * count * (101 - count) % 1000 == 500


@given(monthly, months)
def test_without_a_rebate_it_is_the_multiple(price, count):
    assert several_months(price, count, 0) == price * count


@given(st.integers(0, 100_000), st.sampled_from([33, 37, 49, 51, 78, 93]))
def test_a_statutory_reduction_is_cut_down_to_a_grosz(normal, percent):
    reduced = less_statutory(normal, percent)
    assert reduced * 100 <= normal * (100 - percent) < (reduced + 1) * 100
