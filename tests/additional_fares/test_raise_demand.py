"""A demand needs little of a person, and only who was handed its slip can see it."""

import msgspec
import pytest

from chalicelib.additional_fares import raised_demands
from chalicelib.additional_fares.errors import AmountUnknown, DemandUnknown, NumberMistyped
from chalicelib.additional_fares.find_demand import find_demand
from chalicelib.additional_fares.order import DemandOrder, Slip
from chalicelib.additional_fares.raised_demands import RaisedDemand
from chalicelib.additional_fares.slip import new_number, read_number, secret_of
from chalicelib.card_numbers import present_in
from chalicelib.errors import IdempotencyKeyReused
from chalicelib.keyed_hash import key_ring
from tests.activation.code_cases import ring as written_ring
from tests.additional_fares.desk import IN_2024, IN_2026, PASSENGER, Desk


def test_nothing_of_the_person_is_kept_in_clear(desk: Desk):
    demand = desk.inspect()
    item = str(desk.tables.table(RaisedDemand).items)
    for word in ("Jan", "Przyk", "J.P.", "1990", desk.secrets[demand.number]):
        assert word not in item


def test_the_same_request_again_hands_over_the_same_slip(desk: Desk):
    first = desk.inspect()
    secret = desk.secrets[first.number]
    desk.later(seconds=20)
    assert desk.inspect() == first
    assert desk.secrets == {first.number: secret}
    with pytest.raises(IdempotencyKeyReused):
        desk.inspect(line="52")


def test_two_passengers_of_one_tram_never_share_a_slip(desk: Desk):
    desk.inspect(passenger=PASSENGER)
    for other in (PASSENGER | {"born_in": 1991}, None):
        with pytest.raises(IdempotencyKeyReused):
            desk.inspect(passenger=other)
    desk.inspect(key="key-00000002", passenger=None)
    with pytest.raises(IdempotencyKeyReused):
        desk.inspect(key="key-00000002", passenger=PASSENGER)


def test_a_repeat_after_the_passenger_was_forgotten_hands_over_the_same_slip(desk: Desk):
    demand = desk.inspect()
    desk.later(days=8)
    desk.tick()
    assert desk.inspect().number == demand.number


def test_the_slip_is_the_same_when_our_key_is_replaced_meanwhile(desk: Desk):
    demand = desk.inspect()
    secret = desk.secrets[demand.number]
    desk.ring = key_ring(written_ring("k2", "k1"))
    desk.inspect()
    assert desk.secrets[demand.number] == secret
    assert desk.look(demand).state == "demanded"


def test_another_demand_never_gets_a_number_that_is_taken(desk: Desk, monkeypatch):
    first = desk.inspect()
    numbers = iter([first.number, new_number("other", 1)])
    monkeypatch.setattr("chalicelib.additional_fares.raise_demand.new_number", lambda *_: next(numbers))
    second = desk.inspect(key="key-00000002")
    assert second.number == new_number("other", 1)
    assert desk.again(first) == first


def test_a_wrong_secret_and_a_number_of_nobody_are_the_same(desk: Desk):
    demand = desk.inspect()
    for slip in (Slip(number=demand.number, secret="0000-0000"), Slip(number=new_number("nobody", 0), secret="0")):
        with pytest.raises(DemandUnknown):
            find_demand(slip, desk.ring)


def test_the_secret_of_one_demand_opens_no_other(desk: Desk):
    one, other = desk.inspect(), desk.inspect(key="key-00000002")
    with pytest.raises(DemandUnknown):
        find_demand(Slip(number=one.number, secret=desk.secrets[other.number]), desk.ring)


def test_a_key_that_is_gone_opens_nothing(desk: Desk):
    demand = desk.inspect()
    desk.ring = key_ring(written_ring("k2"))
    with pytest.raises(DemandUnknown):
        desk.look(demand)
    assert secret_of(demand.number, demand.key_id, desk.ring) is None


def test_a_slip_may_be_typed_as_people_type(desk: Desk):
    demand = desk.inspect()
    number, secret = demand.number, desk.secrets[demand.number]
    typed = Slip(number=f"{number[:4]}-{number[4:8]} {number[8:]}", secret=secret.lower().replace("0", "o"))
    assert find_demand(typed, desk.ring) == demand


@pytest.mark.parametrize("place", range(12))
def test_one_wrong_digit_is_noticed(desk: Desk, place: int):
    number = desk.inspect().number
    wrong = str((int(number[place]) + 1) % 10)
    with pytest.raises(NumberMistyped):
        read_number(number[:place] + wrong + number[place + 1 :])


@pytest.mark.parametrize("place", range(11))
def test_two_digits_in_the_wrong_order_are_noticed(place: int):
    number = next(one for one in (new_number("a", n) for n in range(99)) if one[place] != one[place + 1])
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    with pytest.raises(NumberMistyped):
        read_number(swapped)


@pytest.mark.parametrize("typed", ["", "12", "abcdefghijkl", "1234567890123", "١٢٣٤٥٦٧٨٩٠١٢"])
def test_what_is_no_number_is_none(typed: str):
    with pytest.raises(NumberMistyped):
        read_number(typed)


def test_no_slip_looks_like_a_bank_cards_number():
    for attempt in range(2_000):
        number = new_number("a", attempt)
        assert read_number(number) == number
        assert not present_in(f'{{"number": "{number}", "secret": "12345678"}}'.encode())


def test_taken_on_the_spot_it_is_settled(desk: Desk):
    desk.now = IN_2024
    demand = desk.inspect(paid_to_inspector=True)
    assert (demand.state, demand.to_inspector_grosze, demand.holder, desk.due(demand)) == ("paid", 15600, "", 0)


@pytest.mark.parametrize(
    ("offence", "on_the_spot"), [("stopping", False), ("luggage", False), ("no_ticket", True), ("no_document", False)]
)
def test_what_the_list_does_not_price_cannot_be_raised(desk: Desk, offence: str, on_the_spot: bool):
    desk.now = IN_2026
    with pytest.raises(AmountUnknown):
        desk.inspect(offence=offence, paid_to_inspector=on_the_spot)


def test_an_offence_without_a_reduction_costs_the_same_every_day(desk: Desk):
    demand = desk.inspect(offence="stopping")
    seen = desk.look(demand)
    assert (seen.due.amount, seen.reduced_until, seen.due_later, seen.cancellation) == (51000, None, None, None)
    desk.later(days=30)
    assert desk.due(demand) == 51000


def test_an_order_with_a_name_too_much_is_refused():
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"offence": "no_ticket", "line": "50", "pesel": "51820201010"}, DemandOrder)


def test_inspectors_have_their_demands_in_their_order(desk: Desk):
    first = desk.inspect()
    desk.later(minutes=1)
    second = desk.inspect(key="key-00000002")
    page, position = raised_demands.of_inspector("dev_inspector", 1, None)
    rest, _ = raised_demands.of_inspector("dev_inspector", 5, position)
    assert [*page, *rest] == [first, second]
