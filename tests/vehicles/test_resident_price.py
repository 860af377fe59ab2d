"""The resident's price in the app: whom it is for, when it is taken, when it is free again."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest

from chalicelib import config
from chalicelib.errors import CityError
from chalicelib.parking.errors import AlreadyParked
from chalicelib.parking.kept_stays import KeptStay
from chalicelib.vehicles.errors import ResidentPriceNotAvailable
from chalicelib.vehicles.look_at_garage import look_at_garage
from chalicelib.vehicles.taken_discounts import TakenDiscount
from tests.vehicles.cases import CAR, CARD, KK, OTHER_CAR, OTHER_CARD, OTHER_KK

HOUR_GROSZE, RESIDENTS_HOUR_GROSZE = 800, 500


@pytest.fixture
def resident(street):
    street.resident("dev_a", KK, CAR, OTHER_CAR)
    return street


def refusal(start):
    with pytest.raises(ResidentPriceNotAvailable) as refused:
        start()
    return refused.value.details["reason"]


def test_a_quote_finds_the_card_and_the_start_carries_it_back(resident):
    quoted = resident.quote("kr 1ab-23")
    assert (quoted.resident, quoted.resident_card) == (True, CARD)
    stay = resident.start(resident_card=quoted.resident_card)
    assert (stay.resident, stay.resident_card) == (True, CARD)
    assert stay.holds[0].payment.amount_grosze == quoted.hold.amount


def test_an_hour_in_b_costs_a_resident_three_zloty_less(resident):
    stay = resident.runs(resident.start())
    resident.city.later(hours=1)
    assert resident.city.stop(stay.stay_id).fee_grosze == RESIDENTS_HOUR_GROSZE


def test_the_price_holds_in_every_subzone(resident):
    first = resident.runs(resident.start(subzone="B"))
    resident.city.stop(first.stay_id)
    assert resident.start("key-00000002", subzone="A").resident


def test_without_the_plate_a_quote_is_at_the_full_price(resident):
    assert (resident.quote(None).resident, resident.quote(None).resident_card) == (False, None)


def test_without_the_card_a_start_is_at_the_full_price_and_claims_nothing(resident):
    stay = resident.runs(resident.start(resident_card=None))
    resident.city.later(hours=1)
    assert resident.city.stop(stay.stay_id).fee_grosze == HOUR_GROSZE
    assert resident.quote(OTHER_CAR).resident


def test_the_second_car_of_the_day_pays_the_full_price(resident):
    resident.runs(resident.start())
    assert not resident.quote(OTHER_CAR).resident
    assert refusal(lambda: resident.start("key-00000002", plate=OTHER_CAR)) == "taken"
    assert not resident.start("key-00000003", plate=OTHER_CAR, resident_card=None).resident


def test_the_first_car_keeps_the_price_all_day(resident):
    stay = resident.runs(resident.start())
    resident.city.later(hours=1)
    resident.city.stop(stay.stay_id)
    assert resident.start("key-00000002").resident
    assert refusal(lambda: resident.start("key-00000003", plate=OTHER_CAR)) == "taken"


def test_the_next_day_in_krakow_another_car_may_be_the_first(resident):
    resident.runs(resident.start())
    resident.city.later(days=1)
    assert resident.start("key-00000002", plate=OTHER_CAR).resident


def test_a_refused_start_changes_nothing(resident):
    resident.runs(resident.start())
    before = [dict(resident.memory.table(model).items) for model in (KeptStay, TakenDiscount)]
    assert refusal(lambda: resident.start("key-00000002", plate=OTHER_CAR)) == "taken"
    assert [dict(resident.memory.table(model).items) for model in (KeptStay, TakenDiscount)] == before


def test_the_hold_never_comes_and_the_price_is_free_for_another_car(resident):
    stay = resident.never_approved(resident.start())
    assert stay.state == "unpaid"
    assert resident.quote(OTHER_CAR).resident
    assert resident.start("key-00000002", plate=OTHER_CAR).resident


def test_while_the_driver_approves_the_hold_the_price_is_taken(resident):
    resident.start()
    assert not resident.quote(OTHER_CAR).resident


def test_a_declined_hold_frees_the_price(resident):
    stay = resident.start()
    resident.city.report(resident.city.gateway.decline(stay.order_ids[0]))
    assert resident.start("key-00000002", plate=OTHER_CAR).resident


def test_one_unpaid_stay_does_not_free_the_price_that_another_stay_of_the_car_has(resident):
    given_up = resident.start("key-00000001")
    resident.runs(resident.start("key-00000002"))
    resident.never_approved(given_up)
    assert refusal(lambda: resident.start("key-00000003", plate=OTHER_CAR)) == "taken"


def test_a_hold_confirmed_after_all_gets_its_price_back(resident):
    stay = resident.start()
    resident.never_approved(stay)
    assert resident.runs(stay).state == "running"
    assert refusal(lambda: resident.start("key-00000002", plate=OTHER_CAR)) == "taken"


def test_a_hold_confirmed_after_the_price_went_to_another_car_goes_back_at_once(resident):
    stay = resident.start()
    resident.never_approved(stay)
    other = resident.runs(resident.start("key-00000002", plate=OTHER_CAR))
    late = resident.runs(stay)
    assert (late.state, late.unpaid_because) == ("unpaid", "resident_price_lost")
    assert late.holds[0].payment.state == "release_requested"
    assert resident.city.stay(other.stay_id).state == "running"


def test_a_superseded_stay_does_not_take_the_price_from_the_one_that_runs(resident):
    first, second = resident.start("key-00000001"), resident.start("key-00000002")
    resident.runs(first)
    assert resident.runs(second).unpaid_because == "superseded"
    assert refusal(lambda: resident.start("key-00000003", plate=OTHER_CAR)) == "taken"


def test_a_start_repeated_with_its_key_is_the_same_start(resident):
    first = resident.start()
    again = resident.start()
    assert (again.stay_id, again.resident_card) == (first.stay_id, CARD)
    assert len(resident.city.gateway.transactions) == 1


def test_a_start_repeated_after_the_card_ended_is_the_same_start(resident):
    first = resident.start()
    resident.revoke()
    assert resident.start().stay_id == first.stay_id


def test_a_card_revoked_between_quote_and_start_refuses_the_start(resident):
    card = resident.quote().resident_card
    resident.revoke()
    assert refusal(lambda: resident.start(resident_card=card)) == "card_not_active"
    assert not resident.quote().resident


def test_a_card_that_expires_at_midnight_gives_its_price_on_its_last_day_only(resident):
    resident.ends(resident.city.now.date())
    assert resident.quote().resident
    resident.city.later(days=1)
    assert not resident.quote().resident
    assert refusal(resident.start) == "card_not_active"


def test_an_agreed_price_stands_when_the_card_is_revoked_later(resident):
    stay = resident.start()
    resident.revoke()
    stay = resident.runs(stay)
    resident.city.later(hours=1)
    assert resident.city.stop(stay.stay_id).fee_grosze == RESIDENTS_HOUR_GROSZE


def test_an_extension_keeps_the_price(resident):
    limit = resident.city.now + timedelta(hours=1)
    stay = resident.runs(resident.start(kind="limited", until=limit))
    resident.revoke()
    longer = resident.city.extend(stay.stay_id, limit + timedelta(hours=1))
    assert (longer.resident, [hold.payment.amount_grosze for hold in longer.holds]) == (True, [500, 600])


def test_a_vehicle_that_is_not_on_the_card_pays_the_full_price(resident):
    assert not resident.quote("KR9ZZ99").resident
    assert refusal(lambda: resident.start(plate="KR9ZZ99")) == "not_registered"


def test_a_vehicle_whose_card_ended_at_the_card_system_has_no_price_though_the_phone_still_shows_the_card(resident):
    resident.register.has(KK, CAR, valid_until=resident.city.now.date())
    look_at_garage(KK, resident.register)
    assert resident.start().resident
    resident.city.later(days=1)
    assert refusal(lambda: resident.start("key-00000002")) == "not_registered"


def test_a_strangers_card_gives_nothing(resident):
    assert not resident.quote(CAR, "dev_b").resident
    assert refusal(lambda: resident.start("key-00000002", "dev_b")) == "card_not_active"


def test_one_car_on_two_cards_has_the_price_of_either_and_the_used_one_is_recorded(resident):
    resident.resident("dev_a", OTHER_KK, CAR)
    first = resident.runs(resident.start(plate=OTHER_CAR))
    quoted = resident.quote(CAR)
    second = resident.start("key-00000002", resident_card=quoted.resident_card)
    assert [first.resident_card, second.resident_card] == [CARD, OTHER_CARD]


def test_an_already_parked_car_is_refused_as_such_first(resident):
    resident.runs(resident.start())
    with pytest.raises(AlreadyParked):
        resident.start("key-00000002", plate=CAR)


def test_by_the_other_policy_the_next_car_has_the_price_when_the_first_has_left(resident, monkeypatch):
    monkeypatch.setattr(config, "RESIDENT_PRICE_POLICY", "per_stay")
    stay = resident.runs(resident.start())
    assert refusal(lambda: resident.start("key-00000002", plate=OTHER_CAR)) == "taken"
    resident.city.later(hours=1)
    resident.city.stop(stay.stay_id)
    assert resident.start("key-00000003", plate=OTHER_CAR).resident


def test_no_process_starts_by_a_policy_that_is_none():
    """Only at the end of a stay would anybody notice, and then it could not end."""
    assert [config.resident_price_policy(name) for name in ("per_day", "per_stay")] == ["per_day", "per_stay"]
    environment = os.environ | {"RESIDENT_PRICE_POLICY": "per_month"}
    started = subprocess.run(
        [sys.executable, "-c", "import chalicelib.config"], env=environment, capture_output=True, text=True, check=False
    )
    assert started.returncode
    assert "RESIDENT_PRICE_POLICY: no policy is named 'per_month'" in started.stderr


@pytest.mark.parametrize("at", ["TransactWriteItems", "UpdateItem"])
def test_of_two_starts_at_the_same_moment_exactly_one_has_the_price(resident, at):
    met, second = [], []

    def meanwhile(operation, _):
        if operation == at and not met:
            met.append(operation)
            second.append(attempt(resident, "key-00000002", OTHER_CAR))

    resident.memory.before = meanwhile
    first = attempt(resident, "key-00000001", CAR)
    assert met
    assert sorted([first, *second]) == ["refused", "resident"]


def test_a_start_and_a_meter_at_the_same_moment_never_both_have_it(resident):
    met, granted = [], []

    def meanwhile(operation, _):
        if operation == "TransactWriteItems" and not met:
            met.append(operation)
            granted.append(resident.claim(OTHER_CAR))

    resident.memory.before = meanwhile
    assert attempt(resident, "key-00000001", CAR) == "refused"
    assert granted[0] is not None


def attempt(street, key, plate):
    try:
        return "resident" if street.start(key, plate=plate).resident else "full"
    except CityError:
        return "refused"


def test_nothing_scans_and_a_start_at_this_price_asks_the_storage_no_more_often(resident):
    calls = []
    resident.memory.before = lambda operation, _: calls.append(operation)
    resident.start("key-00000001", resident_card=None)
    full, calls[:] = list(calls), []
    resident.start("key-00000002", plate=OTHER_CAR)
    assert calls == full == ["TransactWriteItems", "UpdateItem"]
