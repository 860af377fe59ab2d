"""The resident's price for parking meters and other operators: the same claim, and nothing about anybody."""

import hashlib
import json

import pytest

from chalicelib import secret_values
from chalicelib.errors import IdempotencyKeyReused, Unauthenticated
from chalicelib.vehicles.errors import ClaimUnknown, ResidentPriceNotAvailable
from chalicelib.vehicles.look_at_garage import look_at_garage
from chalicelib.vehicles.partner import partner_of
from tests.vehicles.cases import CAR, CARD, KK, OTHER_CAR, OTHER_CARD, OTHER_KK


@pytest.fixture
def resident(street):
    street.resident("dev_a", KK, CAR, OTHER_CAR)
    return street


def test_a_vehicle_of_an_active_card_gets_the_price(resident):
    assert resident.available()
    assert resident.claim() is not None


def test_asking_claims_nothing(resident):
    assert resident.available(CAR) and resident.available(OTHER_CAR)


def test_a_strangers_vehicle_does_not(resident):
    assert not resident.available("KR9ZZ99")
    assert resident.claim("KR9ZZ99") is None


def test_a_meter_and_the_app_never_give_it_twice(resident):
    resident.claim(OTHER_CAR)
    assert not resident.quote(CAR).resident
    with pytest.raises(ResidentPriceNotAvailable):
        resident.start()


def test_the_app_and_a_meter_never_give_it_twice(resident):
    resident.runs(resident.start())
    assert not resident.available(OTHER_CAR)
    assert resident.claim(OTHER_CAR) is None


def test_the_same_vehicle_may_buy_in_both_places(resident):
    resident.claim(CAR)
    assert resident.start().resident


def test_two_meters_at_the_same_moment_give_it_once(resident):
    met, other = [], []

    def meanwhile(operation, _):
        if operation == "TransactWriteItems" and not met:
            met.append(operation)
            other.append(resident.claim(OTHER_CAR, "ticket-0002"))

    resident.memory.before = meanwhile
    assert resident.claim(CAR, "ticket-0001") is None
    assert other[0] is not None


def test_a_repeat_with_the_same_key_is_the_same_claim(resident):
    assert resident.claim() == resident.claim()
    resident.register.has(KK)
    look_at_garage(KK, resident.register)
    assert resident.claim() is not None
    assert resident.claim(key="ticket-0002") is None


def test_the_same_key_for_another_vehicle_is_refused(resident):
    resident.claim(CAR)
    with pytest.raises(IdempotencyKeyReused):
        resident.claim(OTHER_CAR)


def test_the_same_key_of_another_partner_is_another_claim(resident):
    one, two = resident.claim(partner="meters"), resident.claim(partner="other-app")
    assert one.discount.holder != two.discount.holder


def test_a_ticket_that_was_not_printed_frees_the_price(resident):
    claim = resident.claim(CAR)
    resident.release(claim)
    resident.release(claim)
    assert resident.available(OTHER_CAR)
    assert resident.claim(CAR) is None, "the same ticket's key gets no price once it was given back"


def test_one_release_does_not_free_what_another_ticket_of_the_vehicle_has(resident):
    claim = resident.claim(CAR, "ticket-0001")
    resident.claim(CAR, "ticket-0002")
    resident.release(claim)
    assert not resident.available(OTHER_CAR)


def test_nobody_can_release_another_partners_claim(resident):
    claim = resident.claim()
    with pytest.raises(ClaimUnknown):
        resident.release(claim, "other-app")
    assert not resident.available(OTHER_CAR)


def test_a_second_card_gives_its_price_when_the_first_has_given_it(resident):
    resident.resident("dev_b", OTHER_KK, CAR)
    resident.claim(OTHER_CAR)
    assert resident.claim(CAR, "ticket-0002").discount.card_id == OTHER_CARD


def test_a_vehicle_that_has_one_cards_price_takes_no_second_one(resident):
    resident.resident("dev_b", OTHER_KK, CAR)
    for card_id, device_id in ((CARD, "dev_a"), (OTHER_CARD, "dev_b")):
        stay = resident.start(f"key-{device_id}", device_id, resident_card=card_id)
        claim = resident.claim(CAR, f"ticket-{device_id}")
        assert claim.discount.card_id == card_id
        resident.release(claim)
        resident.never_approved(stay)


def test_the_storage_is_asked_the_same_for_a_vehicle_on_no_card_and_for_one_whose_card_has_given_its_price(resident):
    resident.claim(OTHER_CAR)
    calls = []
    resident.memory.before = lambda operation, _: calls.append(operation)
    asked = {}
    for plate in (CAR, "KR9ZZ99"):
        assert not resident.available(plate)
        assert resident.claim(plate, f"ticket-{plate}") is None
        asked[plate], calls[:] = list(calls), []
    assert asked[CAR] == asked["KR9ZZ99"] == ["Query", "BatchGetItem", "Query", "BatchGetItem", "GetItem"]


def test_a_revoked_card_gives_nothing_once_its_notification_came(resident):
    resident.register.has(KK, CAR, active=False)
    look_at_garage(KK, resident.register)
    assert not resident.available()
    assert resident.claim() is None


def test_a_vehicle_that_leaves_the_card_at_that_moment_gets_nothing(resident):
    met = []

    def meanwhile(operation, _):
        if operation == "TransactWriteItems" and not met:
            met.append(operation)
            resident.take_off(CAR)

    resident.memory.before = meanwhile
    assert resident.claim(CAR) is None
    assert resident.available(OTHER_CAR)


def test_after_its_last_day_a_card_gives_nothing_whatever_was_told(resident):
    resident.ends(resident.city.now.date())
    assert resident.available()
    resident.city.later(days=1)
    assert not resident.available()


@pytest.fixture
def partners_keys(monkeypatch):
    keys = {"meters": "m" * 40, "other-app": "o" * 40}
    kept = {name: hashlib.sha256(key.encode()).hexdigest() for name, key in keys.items()}
    monkeypatch.setattr(secret_values, "_kept", {"partners/keys": (float("inf"), json.dumps(kept))})
    return keys


def test_a_key_is_its_partners(partners_keys):
    assert {name: partner_of(key) for name, key in partners_keys.items()} == {name: name for name in partners_keys}


@pytest.mark.parametrize("key", ["", "m" * 39, "ö"])
def test_no_other_key_lets_anybody_in(partners_keys, key):
    with pytest.raises(Unauthenticated):
        partner_of(key)


def test_the_hash_of_a_key_is_no_key(partners_keys):
    with pytest.raises(Unauthenticated):
        partner_of(hashlib.sha256(partners_keys["meters"].encode()).hexdigest())
