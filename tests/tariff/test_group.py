import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.tariff.group import event_group_price, groups_of

DAY = 22800
TWO_DAYS = 41000


@pytest.mark.parametrize(
    ("one_group", "people", "grosze"),
    [
        (DAY, 1, 22800),
        (DAY, 100, 22800),
        (DAY, 101, 44700),
        (DAY, 1000, 205200),
        (TWO_DAYS, 1000, 369000),
        (DAY, 5000, 570000),
        (DAY, 5001, 581400),
        (DAY, 10_000, 1140000),
    ],
)
def test_an_event_pays_one_percent_less_for_each_group_and_half_beyond_5000(one_group, people, grosze):
    assert event_group_price(one_group, people) == grosze


def test_fifty_grosze_go_up_to_a_zloty():
    assert event_group_price(54700, 5100) == 1394900  # 51 groups at half price are 13 948.50


@given(st.sampled_from([22800, 41000, 54700, 63800]), st.integers(1, 20_000))
def test_more_people_never_cost_less_and_the_price_is_in_whole_zloty(one_group, people):
    price = event_group_price(one_group, people)
    assert price <= event_group_price(one_group, people + 1)
    assert price % 100 == 0


@given(st.integers(101, 20_000))
def test_the_rebate_of_an_event_is_at_most_half(people):
    whole = DAY * groups_of(people)
    assert whole // 2 <= event_group_price(DAY, people) < whole
