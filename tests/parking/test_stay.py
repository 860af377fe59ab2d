"""The rules of a stay that need no storage."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.parking.settlement import split
from chalicelib.parking.stay import SMALLEST_HOLD_GROSZE, stay_id_of

holds = st.lists(st.integers(SMALLEST_HOLD_GROSZE, 20000), min_size=1, max_size=5)


@given(holds, st.data())
def test_the_parts_of_a_fee_add_up_and_each_can_be_taken(held, data):
    fee = data.draw(st.integers(10, sum(held)))
    shares = split(fee, held)
    assert sum(shares) == fee
    assert all(share == 0 or share >= 10 for share in shares)
    assert all(share <= amount for share, amount in zip(shares, held, strict=True))


def test_the_earlier_hold_pays_first():
    assert split(1250, [800, 1900]) == [800, 450]
    assert split(803, [800, 1900]) == [793, 10]


def test_an_order_belongs_to_the_stay_in_its_name():
    assert stay_id_of("stay_abc_2") == "stay_abc"
