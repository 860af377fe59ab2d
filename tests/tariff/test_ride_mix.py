"""The cheapest tickets with which so many people ride together."""

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.tariff.ride_mix import cheapest_mix


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(st.sampled_from([1, 2, 6, 15, 20]), st.integers(1, 5000), max_size=2),
    st.integers(1, 5000),
    st.integers(1, 90),
)
def test_no_other_mix_is_cheaper(groups, single, people):
    prices = {1: single} | groups
    mix = cheapest_mix(prices, people)
    assert sum(size * count for size, count in mix.items()) >= people
    least = [0]
    for carried in range(1, people + 1):
        least.append(min(price + least[max(carried - size, 0)] for size, price in prices.items()))
    assert sum(prices[size] * count for size, count in mix.items()) == least[people]


def test_of_equal_sums_fewer_tickets_are_bought():
    assert cheapest_mix({1: 240, 20: 2400}, 30) == {20: 2}
    assert cheapest_mix({1: 100, 6: 600}, 6) == {6: 1}


def test_what_is_not_needed_is_not_bought():
    assert cheapest_mix({1: 250, 15: 2100, 20: 2400}, 36) == {1: 1, 15: 1, 20: 1}
    assert cheapest_mix({1: 250, 20: 2400}, 40) == {20: 2}
