"""The nightly comparison with the card system: every card that it knows, page by page, in as many runs as it takes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.errors import RegisterUnavailable
from chalicelib.vehicles import kept_garages
from chalicelib.vehicles.kept_garages import KEPT, KeptGarage
from chalicelib.vehicles.registered_vehicles import RegisteredVehicle
from tests.vehicles.cases import CAR, CARD, KK, OTHER_CAR, OTHER_CARD, OTHER_KK


@pytest.fixture
def resident(street):
    street.resident("dev_a", KK, CAR)
    return street


def test_what_no_notification_told_is_taken_over_and_nothing_else_is_written(resident):
    resident.resident("dev_b", OTHER_KK, CAR)
    resident.register.has(KK, "KR1")
    assert resident.compare().differing == 1
    assert resident.registered() == {("KR1", CARD), (CAR, OTHER_CARD)}
    resident.city.later(days=1)
    tables = KeptGarage, RegisteredVehicle
    before = [dict(resident.memory.table(model).items) for model in tables]
    assert resident.compare().differing == 0
    assert [dict(resident.memory.table(model).items) for model in tables] == before


def test_a_card_that_never_came_to_a_phone_gives_its_price_at_a_meter(street):
    street.register.has(KK, CAR)
    assert street.claim(key="ticket-0000") is None
    street.compare()
    assert street.available()
    assert street.claim() is not None


def test_of_a_card_that_never_came_to_a_phone_nothing_is_kept_but_its_vehicles_and_its_days(street):
    street.register.has(KK, CAR)
    street.compare()
    [kept] = street.memory.table(KeptGarage).items.values()
    empty = {name for name, value in kept.items() if value in ({"L": []}, {"N": "0"})}
    assert empty == {"changes", "attempts", "version"}
    assert kept.keys() - empty == {
        "card_id", "entitlement_id", "plates", "active", "valid_until", "register_version", "expires_at"
    }  # fmt: skip


@pytest.mark.parametrize("card", [{"active": False}, {"plates": ()}])
def test_a_card_that_never_came_to_a_phone_and_gives_no_price_is_not_kept(street, card):
    street.register.has(KK, CAR)
    street.register.cards[KK] = replace(street.register.cards[KK], **card)
    assert street.compare().differing == 0
    assert kept_garages.get(CARD) is None


def test_a_card_that_ended_without_a_notification_gives_nothing_and_its_vehicles_are_forgotten(resident):
    resident.register.cards[KK] = replace(resident.register.cards[KK], active=False, version=9)
    resident.compare()
    assert not resident.available()
    assert (resident.garage().known.plates, resident.registered()) == ((), set())


def test_a_card_that_is_restored_has_its_vehicles_again(resident):
    ended = replace(resident.register.cards[KK], active=False, version=9)
    resident.register.cards[KK] = ended
    resident.compare()
    resident.register.cards[KK] = replace(ended, active=True, version=10)
    resident.city.later(days=1)
    resident.compare()
    assert resident.available()


def test_what_the_card_system_was_not_told_of_yet_stays_on_top(resident):
    resident.put(OTHER_CAR)
    resident.register.has(KK, "KR1")
    resident.compare()
    assert resident.plates() == ["KR1", OTHER_CAR]
    resident.tick()
    assert resident.plates() == list(resident.register.cards[KK].plates)


def test_a_run_whose_time_is_over_is_gone_on_with_by_the_next_one(resident, caplog):
    resident.register.has(OTHER_KK, OTHER_CAR)
    first = resident.compare(seconds=0)
    assert (first.cards, first.complete, resident.available(OTHER_CAR)) == (1, False, False)
    second = resident.compare(seconds=0)
    assert (second.cards, second.complete, resident.available(OTHER_CAR)) == (2, True, True)
    said = [record.vehicles_compared for record in caplog.records if record.message == "vehicles compared"]
    assert said == [False, True]


def test_a_night_is_compared_once_and_the_next_one_anew(resident):
    resident.compare()
    assert (resident.compare().complete, resident.register.pages) == (True, 1)
    resident.city.later(days=1)
    resident.compare()
    assert resident.register.pages == 2


def test_a_card_system_that_does_not_answer_is_asked_again_by_the_next_run(resident):
    resident.register.down = True
    with pytest.raises(RegisterUnavailable):
        resident.compare()
    resident.register.down = False
    assert resident.compare().complete


def test_two_runs_at_once_are_one(resident):
    resident.register.has(OTHER_KK, OTHER_CAR)
    met = []

    def meanwhile(operation, _):
        if operation == "BatchGetItem" and not met:
            met.append(operation)
            met.append(resident.compare())

    resident.memory.before = meanwhile
    slower = resident.compare()
    assert (slower.cards, met[1].cards, met[1].complete) == (0, 2, True)
    assert resident.compare() == met[1]


def test_one_card_that_fails_does_not_hide_those_behind_it(resident, monkeypatch, caplog):
    resident.register.has(KK, OTHER_CAR)
    resident.register.has(OTHER_KK, CAR)
    whole = kept_garages.replacing

    def fails_once(before, after):
        monkeypatch.setattr(kept_garages, "replacing", whole)
        raise OverflowError

    monkeypatch.setattr(kept_garages, "replacing", fails_once)
    compared = resident.compare()
    assert (compared.cards, compared.differing, compared.failed, compared.complete) == (2, 1, 1, True)
    assert (CAR, OTHER_CARD) in resident.registered()
    [said] = [record for record in caplog.records if record.message == "a card could not be compared"]
    assert said.card_id == CARD


def test_a_card_without_an_end_gives_its_price(street):
    street.register.has(KK, CAR, valid_until=date.max)
    street.compare()
    assert street.available()


def test_what_is_kept_of_a_card_goes_two_months_after_its_last_day():
    assert kept_garages.expiry(date(2027, 1, 1)) - kept_garages.expiry(date(2026, 12, 31)) == 86_400
    assert kept_garages.expiry(date.max) == kept_garages.expiry(date.max - KEPT)
    assert timedelta(seconds=kept_garages.expiry(date(1970, 1, 1))) == KEPT
