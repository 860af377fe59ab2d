"""Cards that come to phones and leave them: what becomes of their vehicles, through the routes and the Lambdas."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.safety.phone import Phone
from tests.safety.town import PARTNERS, Town, encoded, new_town
from tests.vehicles.cases import CAR, OTHER_CAR

PESEL, NUMBER = "51820201010", "600100200"


@pytest.fixture
def town(token_private_key: str) -> Iterator[Town]:
    with new_town(token_private_key) as town:
        town.has_resident(PESEL, NUMBER, CAR)
        yield town


@pytest.fixture
def phone(town: Town) -> Phone:
    """A phone with the resident's card."""
    phone = Phone(town).registered()
    phone.activates("kk", PESEL, NUMBER)
    return phone


def available(town: Town, plate: str = CAR) -> bool:
    asked = town.client.http.get(f"/partners/resident-discount/{plate}", headers={"X-Api-Key": PARTNERS["meters"]})
    return bool(asked.json_body["available"])


def leaves(phone: Phone) -> None:
    [card] = phone.said("GET", "/cards")["items"]
    phone.said("DELETE", f"/cards/{card['card_id']}", None, 204)
    phone.town.settle()


def revoked(town: Town) -> None:
    """The card system takes the card away, and its notification never comes."""
    town.vehicles.cards["kk_1"] = replace(town.vehicles.cards["kk_1"], active=False, version=9)


def changes(town: Town) -> list[dict]:
    [garage] = town.stored()["garages"]
    return garage["changes"]["L"]


def test_a_resident_without_the_app_has_the_price_at_a_meter_after_the_night(town):
    assert not available(town)
    town.tick("compare_vehicles")
    assert available(town)


def test_a_card_that_left_its_phone_and_is_revoked_then_gives_no_price_after_the_night(town, phone):
    leaves(phone)
    town.tick("refresh_cards")
    assert available(town)
    revoked(town)
    town.tick("compare_vehicles")
    assert not available(town)


@pytest.mark.parametrize("meanwhile", [[], ["refresh_cards"]])
def test_a_card_that_comes_back_has_the_vehicles_of_today(town, phone, meanwhile):
    leaves(phone)
    town.tick(*meanwhile)
    town.vehicles.has("kk_1", OTHER_CAR)
    phone.activates("kk", PESEL, NUMBER)
    assert [one["plate"] for one in phone.said("GET", "/vehicles")["items"]] == [OTHER_CAR]
    assert (available(town, CAR), available(town, OTHER_CAR)) == (False, True)


def test_a_card_whose_daily_look_found_it_revoked_gives_no_price_a_minute_later(town, phone):
    revoked(town)
    town.cards.cards["kk_1"] = replace(town.cards.cards["kk_1"], state="revoked", version=9)
    town.later(days=1)
    town.tick("refresh_cards")
    town.tick("tell_card_system")
    assert not available(town)


def test_a_change_that_waits_does_not_name_a_phone_that_gave_the_card_up(town, phone):
    town.vehicles.down = True
    phone.said("POST", "/vehicles", {"plate": OTHER_CAR}, 201)
    assert phone.device_id in encoded(changes(town))
    leaves(phone)
    phone.said("DELETE", "/me", None, 204)
    [change] = changes(town)
    assert change["M"]["plate"]["S"] == OTHER_CAR
    assert phone.device_id not in encoded(town.stored()["garages"])


def test_a_change_that_waits_does_not_name_a_phone_whose_card_went_to_another(town, phone):
    town.vehicles.down = True
    phone.said("POST", "/vehicles", {"plate": OTHER_CAR}, 201)
    Phone(town).registered().activates("kk", PESEL, NUMBER)
    phone.sign_in()
    phone.said("DELETE", "/me", None, 204)
    assert phone.device_id not in encoded(town.stored()["garages"])
    town.vehicles.down = False
    town.later(minutes=16)
    town.tick("tell_card_system")
    assert town.vehicles.cards["kk_1"].plates == (CAR, OTHER_CAR)
