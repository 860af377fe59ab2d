from typing import Any

import pytest

from tests.sandbox.city.running import Clock, Neighbour, refusal

PHONE = "999000777"
CONTACT = {
    "phone": PHONE,
    "terms_version": "2026-08",
    "privacy_version": "2026-08",
    "accepted_at": "2026-11-21T10:00:00Z",
}
DAY = 24 * 3600


def card(cards: Neighbour, number: str) -> Any:
    return cards.call("GET", f"/api/v1/entitlements/kk_{number}").json()


def resident(cards: Neighbour, number: str) -> Any:
    everybody = cards.send("GET", "/residents.json").json()["residents"]
    return next(one for one in everybody if one["account_id"] == f"acc_{number}")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/api/v1/accounts/acc_01/contact"),
        ("POST", "/api/v1/accounts/acc_01/identity"),
        ("GET", "/api/v1/entitlements/kk_01"),
        ("GET", "/api/v1/entitlements"),
        ("PUT", "/api/v1/entitlements/kk_01/vehicles/KR1"),
        ("DELETE", "/api/v1/entitlements/kk_01/vehicles/KR1"),
        ("POST", "/api/v1/entitlements/kk_01/connection"),
    ],
)
def test_only_the_backend_is_answered(cards: Neighbour, method: str, path: str) -> None:
    assert refusal(cards.send(method, path)) == (401, "invalid_client")
    assert refusal(cards.call(method, path, secret="another")) == (401, "invalid_client")
    assert refusal(cards.send(method, path, headers={"Authorization": "Bearer x"})) == (401, "invalid_client")


def test_the_account_gets_the_number_and_the_consents(cards: Neighbour) -> None:
    for _ in range(2):
        assert cards.call("PUT", "/api/v1/accounts/acc_01/contact", CONTACT).status == 204
    kept = resident(cards, "01")
    assert kept["phone"] == PHONE
    assert kept["consents"] == {name: value for name, value in CONTACT.items() if name != "phone"}


@pytest.mark.parametrize("changed", [{"phone": "+48999000777"}, {"phone": 999000777}, {"terms_version": None}])
def test_a_contact_that_is_none_changes_nothing(cards: Neighbour, changed: dict[str, Any]) -> None:
    before = resident(cards, "01")
    answer = cards.call("PUT", "/api/v1/accounts/acc_01/contact", CONTACT | changed)
    assert refusal(answer) == (400, "invalid_request")
    assert resident(cards, "01") == before


def test_pesel_and_phone_must_both_be_the_accounts(cards: Neighbour) -> None:
    known = resident(cards, "01")
    path, right = "/api/v1/accounts/acc_01/identity", {"pesel": known["pesel"], "phone": known["phone"]}
    assert cards.call("POST", path, right).json() == {"matches": True}
    for wrong in ({"pesel": resident(cards, "02")["pesel"]}, {"phone": PHONE}):
        assert cards.call("POST", path, right | wrong).json() == {"matches": False}
    assert refusal(cards.call("POST", path, right | {"pesel": "1"})) == (400, "invalid_request")


def test_an_account_without_a_pesel_matches_nobody(cards: Neighbour) -> None:
    asked = {"pesel": "0" * 11, "phone": resident(cards, "08")["phone"]}
    assert cards.call("POST", "/api/v1/accounts/acc_08/identity", asked).json() == {"matches": False}


def test_unknown_accounts_and_cards_are_not_found(cards: Neighbour) -> None:
    assert refusal(cards.call("PUT", "/api/v1/accounts/acc_x/contact", CONTACT)) == (404, "unknown_account")
    asked = {"pesel": "0" * 11, "phone": PHONE}
    assert refusal(cards.call("POST", "/api/v1/accounts/acc_x/identity", asked)) == (404, "unknown_account")
    assert refusal(cards.call("GET", "/api/v1/entitlements/kk_x")) == (404, "unknown_entitlement")
    assert refusal(cards.call("PUT", "/api/v1/entitlements/kk_x/vehicles/KR1")) == (404, "unknown_entitlement")


def test_the_seeded_cards_stand_as_their_purpose_says(cards: Neighbour) -> None:
    stand = {number: card(cards, number)["status"] for number in ("04", "05", "06", "12")}
    assert stand == {"04": "ACTIVE", "05": "EXPIRED", "06": "REVOKED", "12": "ACTIVE"}
    assert len(card(cards, "10")["vehicles"]) == 4
    assert set(card(cards, "02")["vehicles"]) & set(card(cards, "03")["vehicles"]) == {"KR1AB23"}


def test_a_card_expires_when_the_clock_passes_its_last_day(cards: Neighbour, clock: Clock) -> None:
    clock.advance(19 * DAY)
    assert card(cards, "04") | {"status": "ACTIVE", "version": 1} == card(cards, "04")
    clock.advance(2 * DAY)
    assert card(cards, "04") | {"status": "EXPIRED", "version": 2} == card(cards, "04")
    (notice,) = cards.notices("kk_04")
    assert (notice["kind"], notice["version"]) == ("entitlement_changed", 2)


def test_a_vehicle_is_put_on_a_card_once_and_taken_off_once(cards: Neighbour) -> None:
    path = "/api/v1/entitlements/kk_01/vehicles/KR9NEW"
    for _ in range(2):
        answer = cards.call("PUT", path).json()
        assert (answer["vehicles"], answer["version"]) == (["KR9NEW"], 2)
    for _ in range(2):
        answer = cards.call("DELETE", path).json()
        assert (answer["vehicles"], answer["version"]) == ([], 3)
    assert [notice["kind"] for notice in cards.notices("kk_01")] == ["vehicles_changed"] * 2


def test_a_fifth_vehicle_is_refused(cards: Neighbour) -> None:
    assert refusal(cards.call("PUT", "/api/v1/entitlements/kk_10/vehicles/KR9NEW")) == (409, "limit_reached")
    assert cards.call("PUT", "/api/v1/entitlements/kk_10/vehicles/KR10AA1").status == 200
    assert cards.call("PUT", "/api/v1/entitlements/kk_14/vehicles/KR9NEW").status == 200


def test_a_change_of_an_older_version_is_refused(cards: Neighbour) -> None:
    path = "/api/v1/entitlements/kk_14/vehicles/KR9NEW"
    for stale in ('"2"', '"11"', "1"):
        assert refusal(cards.call("PUT", path, **{"If-Match": stale})) == (412, "version_conflict")
    assert cards.call("PUT", path, **{"If-Match": '"1"'}).json()["version"] == 2
    assert cards.call("PUT", f"{path}2", **{"If-Match": "*"}).status == 409
    assert refusal(cards.call("DELETE", path, **{"If-Match": '"1"'})) == (412, "version_conflict")
    full = "/api/v1/entitlements/kk_10/vehicles/KR9NEW"
    assert refusal(cards.call("PUT", full, **{"If-Match": '"7"'})) == (412, "version_conflict")


def test_a_repeat_after_a_lost_answer_is_answered_as_the_first(cards: Neighbour) -> None:
    path = "/api/v1/entitlements/kk_01/vehicles/KR9NEW"
    assert (
        cards.call("PUT", path, **{"If-Match": '"1"'}).json() == cards.call("PUT", path, **{"If-Match": '"1"'}).json()
    )
    for _ in range(2):
        assert cards.call("DELETE", path, **{"If-Match": '"2"'}).json()["version"] == 3


@pytest.mark.parametrize("plate", ["k1ab", "A", "KR%2012345", "A" * 13])
def test_a_plate_is_capital_letters_and_digits(cards: Neighbour, plate: str) -> None:
    assert refusal(cards.call("PUT", f"/api/v1/entitlements/kk_01/vehicles/{plate}")) == (400, "invalid_plate")


def test_the_list_has_every_card_page_by_page(cards: Neighbour) -> None:
    whole = cards.call("GET", "/api/v1/entitlements").json()
    numbers = [f"{number:02d}" for number in range(1, 15) if number != 7]
    assert whole == {"items": [card(cards, number) for number in numbers], "next_cursor": None}
    assert {one["status"] for one in whole["items"]} == {"ACTIVE", "EXPIRED", "REVOKED"}
    pages, cursor = [], ""
    while cursor is not None:
        page = cards.call("GET", f"/api/v1/entitlements?limit=5&cursor={cursor}").json()
        pages.append(page["items"])
        cursor = page["next_cursor"]
    assert [len(page) for page in pages] == [5, 5, 3]
    assert [one for page in pages for one in page] == whole["items"]
    assert refusal(cards.call("GET", "/api/v1/entitlements?limit=101")) == (400, "invalid_request")


def test_a_connection_is_no_change_of_the_card(cards: Neighbour) -> None:
    before = card(cards, "01")
    for connected in (True, True, False):
        cards.call("POST", "/api/v1/entitlements/kk_01/connection", {"connected": connected})
    assert card(cards, "01") == before
    assert cards.notices("kk_01") == []
