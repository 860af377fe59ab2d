"""Vehicles on the cards of a phone, and how both systems stay in step."""

import pytest

from chalicelib.errors import RegisterUnavailable
from chalicelib.plate import InvalidPlate, PlateLetterUnknown
from chalicelib.vehicles.errors import NoActiveCard, TooManyVehicles, VehicleUnknown
from chalicelib.vehicles.kept_garages import KeptGarage
from chalicelib.vehicles.look_at_garage import expect_garage, look_at_garage
from tests.vehicles.cases import CAR, CARD, KK, LAST_DAY, OTHER_CAR, OTHER_CARD, OTHER_KK


@pytest.fixture
def resident(street):
    street.resident("dev_a", KK, CAR)
    return street


def in_step(street):
    return street.plates() == list(street.register.cards[KK].plates)


def test_a_vehicle_added_in_the_app_has_the_price_at_once_and_is_on_the_card_after_the_next_tick(resident):
    resident.put("kr 7cd-45")
    assert resident.quote(OTHER_CAR).resident
    assert resident.tick() == 1
    assert resident.register.cards[KK].plates == (CAR, OTHER_CAR)
    assert (resident.garage().changes, resident.tick()) == ((), 0)


def test_a_vehicle_taken_off_in_the_app_has_no_price_any_more_and_leaves_the_card(resident):
    resident.take_off("kr1ab23")
    assert not resident.quote(CAR).resident
    resident.tick()
    assert resident.register.cards[KK].plates == ()
    assert resident.registered() == set()


def test_a_vehicle_added_on_the_web_page_has_the_price_after_its_notification(resident):
    resident.register.has(KK, CAR, OTHER_CAR)
    assert not resident.quote(OTHER_CAR).resident
    look_at_garage(KK, resident.register)
    assert resident.quote(OTHER_CAR).resident


def test_a_vehicle_taken_off_on_the_web_page_loses_the_price_and_a_running_stay_keeps_it(resident):
    stay = resident.runs(resident.start())
    resident.register.has(KK)
    look_at_garage(KK, resident.register)
    assert not resident.quote(CAR).resident
    assert resident.city.stay(stay.stay_id).resident


@pytest.mark.parametrize("plate", ["W 1", "b·mw 1234", "öl-ab 12", "GÖTEBORG"])
def test_any_vehicle_may_be_added_polish_or_foreign(resident, plate):
    resident.put(plate)
    assert len(resident.plates()) == 2


def test_a_plate_is_never_rewritten(resident):
    with pytest.raises(PlateLetterUnknown):
        resident.put("КR1AB23")
    with pytest.raises(InvalidPlate):
        resident.put("KR!")
    resident.put("KRO123")
    resident.put("KR0123")
    assert resident.plates() == [CAR, "KRO123", "KR0123"]


def test_the_fifth_vehicle_is_refused(resident):
    for plate in ("KR1", "KR2", "KR3"):
        resident.put(plate)
    with pytest.raises(TooManyVehicles) as refused:
        resident.put("KR4")
    assert refused.value.details == {"most": 4}


def test_adding_a_vehicle_twice_is_adding_it_once(resident):
    resident.put(OTHER_CAR)
    resident.put(OTHER_CAR)
    assert resident.plates() == [CAR, OTHER_CAR]


def test_one_vehicle_may_be_on_several_cards_and_leaves_one_without_the_other(resident):
    resident.resident("dev_b", OTHER_KK, CAR)
    assert resident.registered() == {(CAR, CARD), (CAR, OTHER_CARD)}
    resident.take_off(CAR, "dev_b")
    assert resident.registered() == {(CAR, CARD)}


def test_a_phone_without_a_card_has_no_vehicles_and_can_add_none(street):
    assert street.plates() == []
    with pytest.raises(NoActiveCard):
        street.put(CAR)
    with pytest.raises(VehicleUnknown):
        street.take_off(CAR)


def test_a_phone_cannot_add_to_a_strangers_card(resident):
    resident.resident("dev_b", OTHER_KK)
    with pytest.raises(NoActiveCard):
        resident.put(OTHER_CAR, "dev_b", CARD)
    assert resident.plates() == [CAR]


def test_a_card_that_moves_to_another_phone_at_that_moment_takes_no_vehicle_from_the_first(resident):
    met = []

    def meanwhile(operation, _):
        if operation == "TransactWriteItems" and not met:
            met.append(operation)
            resident.resident("dev_b", KK, CAR)

    resident.memory.before = meanwhile
    with pytest.raises(NoActiveCard):
        resident.put(OTHER_CAR)
    assert resident.garage().plates == (CAR,)


def test_two_phones_may_not_put_a_fifth_vehicle_together(resident):
    """The card moves between two requests of its phones, so both may be on their way."""
    resident.put("KR1")
    resident.put("KR2")
    met = []

    def meanwhile(operation, _):
        if operation == "TransactWriteItems" and not met:
            met.append(operation)
            resident.put("KR3")

    resident.memory.before = meanwhile
    with pytest.raises(TooManyVehicles):
        resident.put("KR4")
    assert resident.plates() == [CAR, "KR1", "KR2", "KR3"]


def test_while_the_card_system_is_down_changes_wait_and_nothing_is_lost(resident):
    resident.put(OTHER_CAR)
    resident.register.down = True
    assert resident.tick() == 0
    resident.register.down = False
    assert resident.tick() == 0, "it is not asked again at once"
    resident.city.later(minutes=1)
    assert resident.tick() == 1
    assert in_step(resident)


def test_every_tick_says_how_long_the_oldest_change_has_waited(resident, caplog):
    def told():
        caplog.clear()
        cards = resident.tick()
        [line] = [record for record in caplog.records if record.message == "the card system is told"]
        assert line.cards == cards
        return cards, line.oldest_change_seconds

    assert told() == (0, 0), "nothing waits"
    resident.put(OTHER_CAR)
    resident.register.down = True
    resident.city.later(minutes=1)
    assert told() == (0, 60)
    resident.put("KR4")
    resident.city.later(minutes=59)
    assert told() == (0, 3600), "a later change is not the oldest"
    resident.register.down = False
    resident.city.later(minutes=2)
    assert told() == (1, 3720)
    resident.city.later(minutes=16)
    assert told() == (0, 0)


def test_a_change_whose_answer_was_lost_is_told_again(resident):
    resident.put(OTHER_CAR)
    resident.register.loses_answers = True
    resident.tick()
    assert resident.garage().changes
    resident.register.loses_answers = False
    resident.city.later(minutes=1)
    resident.tick()
    assert resident.register.calls == [("put", OTHER_CAR)] * 2
    assert in_step(resident)


def test_a_card_that_filled_up_on_the_web_page_refuses_ours_and_the_phone_is_told(resident):
    resident.put("KR4")
    resident.register.has(KK, CAR, "KR1", "KR2", "KR3")
    resident.tick()
    [message] = resident.sent
    assert (message.template, message.device_id, message.language) == ("messages.vehicle_refused", "dev_a", "uk")
    assert message.values == {"plate": "KR4"}
    assert resident.plates() == [CAR, "KR1", "KR2", "KR3"]
    assert (resident.garage().changes, in_step(resident)) == ((), True)


def test_a_change_made_while_an_earlier_one_is_told_is_not_lost(resident):
    resident.put(OTHER_CAR)
    resident.register.meanwhile = lambda: resident.take_off(OTHER_CAR)
    resident.tick()
    assert OTHER_CAR in resident.register.cards[KK].plates
    assert OTHER_CAR not in resident.plates()
    resident.city.later(minutes=1)
    resident.tick()
    assert resident.register.cards[KK].plates == (CAR,)


def test_two_workers_do_not_tell_of_one_card_at_once(resident):
    resident.put(OTHER_CAR)
    resident.register.meanwhile = resident.tick
    resident.tick()
    assert resident.register.calls == [("put", OTHER_CAR)]


def test_a_web_change_that_arrives_while_ours_waits_leaves_both(resident):
    resident.put(OTHER_CAR)
    resident.register.has(KK, CAR, "KR1")
    look_at_garage(KK, resident.register)
    resident.tick()
    assert set(resident.register.cards[KK].plates) == {CAR, OTHER_CAR, "KR1"}
    assert in_step(resident)


def test_a_card_that_came_onto_a_phone_has_its_vehicles_at_the_next_tick(street):
    street.register.has(KK, CAR)
    expect_garage(KK, LAST_DAY, street.city.now)
    assert (street.tick(), street.registered()) == (1, {(CAR, CARD)})
    assert street.tick() == 0


def test_a_card_that_came_onto_a_phone_again_has_the_vehicles_of_today(resident):
    resident.register.has(KK, OTHER_CAR)
    expect_garage(KK, LAST_DAY, resident.city.now)
    assert (resident.tick(), resident.plates()) == (1, [OTHER_CAR])
    assert resident.tick() == 0


def test_a_card_that_comes_onto_a_phone_keeps_the_turn_of_who_tells_of_it(resident):
    resident.put(OTHER_CAR)
    resident.register.down = True
    resident.tick()
    leased = resident.garage().due_at
    expect_garage(KK, LAST_DAY, resident.city.now)
    assert resident.garage().due_at == leased


def test_a_list_that_was_never_seen_is_read_when_it_is_asked_for(street):
    street.resident("dev_a", KK, CAR)
    street.memory.table(KeptGarage).items.clear()
    assert street.plates() == [CAR]
    street.memory.table(KeptGarage).items.clear()
    street.register.down = True
    with pytest.raises(RegisterUnavailable):
        street.plates()


def test_a_notification_about_a_card_that_nobody_knows_changes_nothing(street):
    assert look_at_garage("kk_unknown", street.register) is None


def test_nothing_scans(resident):
    calls = set()
    resident.memory.before = lambda operation, _: calls.add(operation)
    resident.put(OTHER_CAR)
    resident.take_off(CAR)
    resident.tick()
    resident.compare()
    assert "Scan" not in calls
