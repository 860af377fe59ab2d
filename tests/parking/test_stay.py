"""The rules of a stay that need no storage."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.parking.settlement import split
from chalicelib.parking.stay import SMALLEST_HOLD_GROSZE, released_share, stay_id_of
from tests.parking.stays import HOUR, LIMIT, MINUTE, OPENING, a_hold, a_stay

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


def test_a_hold_can_be_split_in_two_parts_that_can_be_taken():
    assert split(20, [20]) == [20]
    assert split(21, [20, 20]) == [11, 10]
    assert split(30, [20, 20]) == [20, 10]


def test_an_order_belongs_to_the_stay_in_its_name():
    assert stay_id_of("stay_abc_2") == "stay_abc"
    assert stay_id_of("unknown") == ""


def test_what_is_held_is_what_stands_now():
    stay = a_stay(a_hold(1), a_hold(2, amount=400), a_hold(3, "released"), a_hold(4, "awaiting_customer"))
    assert stay.held_grosze == 2000
    assert stay.next_order_id == "stay_x_5"


def test_a_stay_is_settled_when_its_money_last_moved():
    stay = a_stay(a_hold(1, "captured", settled_at=LIMIT), a_hold(2, "released", settled_at=LIMIT - HOUR))
    assert stay.settled_at == LIMIT
    assert a_stay(requested_at=LIMIT).settled_at == LIMIT


def test_a_transaction_too_many_was_not_asked_for():
    twice = a_hold(2, order_id="stay_x_1+R9")
    stay = a_stay(a_hold(), twice)
    assert (stay.holds[0].surplus, twice.surplus) == (False, True)
    assert stay.asked_holds == (stay.holds[0],)
    assert stay.order_ids == ("stay_x_1", "stay_x_1+R9")


def test_it_is_over_when_it_was_stopped_or_never_began():
    assert a_stay(state="stopped").ended_at == OPENING + HOUR
    assert a_stay(state="unpaid").ended_at == OPENING


@pytest.mark.parametrize(
    ("hold", "reviewed"),
    [
        (a_hold(state="needs_review"), True),
        (a_hold(state="expired", reason="hold_lapsed"), True),
        (a_hold(state="expired", reason="walked_away"), False),
        (a_hold(state="captured"), False),
    ],
)
def test_a_person_decides_when_one_payment_waits_for_it(hold, reviewed):
    assert a_stay(a_hold(2), hold, state="stopped").reviewed == reviewed


@pytest.mark.parametrize(
    ("stay", "due_at"),
    [
        pytest.param(a_stay(), LIMIT, id="it ends"),
        pytest.param(a_stay(remind_at=LIMIT - MINUTE), LIMIT - MINUTE, id="it is reminded of"),
        pytest.param(a_stay(remind_at=LIMIT, calls_due_at=OPENING), OPENING, id="a call is due"),
        pytest.param(a_stay(calls_due_at=LIMIT + HOUR), LIMIT, id="a call is due later"),
        pytest.param(a_stay(a_hold(), a_hold(2, "created")), OPENING + 15 * MINUTE, id="an extension waits"),
        pytest.param(
            a_stay(a_hold(), a_hold(2, "created"), calls_due_at=OPENING + HOUR),
            OPENING + HOUR,
            id="its order is asked about with the other calls",
        ),
        pytest.param(
            a_stay(a_hold(state="created"), state="awaiting_payment"), OPENING + 15 * MINUTE, id="it waits to be paid"
        ),
        pytest.param(a_stay(a_hold(state="failed"), state="unpaid"), OPENING + 15 * MINUTE, id="another card may come"),
        pytest.param(a_stay(a_hold(state="capture_requested"), state="stopped", calls_due_at=LIMIT), LIMIT, id="call"),
        pytest.param(a_stay(a_hold(state="captured"), state="stopped"), None, id="all is done"),
        pytest.param(a_stay(a_hold(state="needs_review"), state="stopped"), None, id="a person is asked"),
    ],
)
def test_when_it_is_due(stay, due_at):
    assert stay.due_at == due_at


def test_the_nearest_moment_is_due():
    stay = a_stay(a_hold(), a_hold(2, "created"), remind_at=LIMIT - HOUR)
    assert stay.due_at == OPENING + 15 * MINUTE
    assert replace(stay, remind_at=OPENING + timedelta(minutes=1)).due_at == OPENING + MINUTE


def test_a_driver_gets_back_all_that_was_held_but_the_fee():
    stay = a_stay(a_hold(1), a_hold(2, amount=400), a_hold(3, "failed"), state="stopped", fee_grosze=1700)
    assert released_share(stay) == 300
