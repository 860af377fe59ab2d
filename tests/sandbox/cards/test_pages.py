import pytest

from sandbox.magic_phones import SYSTEMS
from tests.sandbox.cards.test_api import card, resident
from tests.sandbox.city.running import Neighbour


def test_a_newcomer_can_pick_a_resident(cards: Neighbour) -> None:
    page = cards.page("/")
    everybody = cards.send("GET", "/residents.json").json()["residents"]
    assert len(everybody) >= 12
    for one in everybody:
        for shown in (one["name"], one["purpose"].replace("'", "&#39;"), one["email"], one["password"], one["phone"]):
            assert shown in page
    assert all(f"999 000 {ending}" in page for ending in SYSTEMS)


def test_an_edit_is_seen_by_the_backend_and_told(cards: Neighbour) -> None:
    edited = {"status": "EXPIRED", "valid_until": "2026-01-31", "vehicles": "kr1ab23  KR2", "phone": "999 000 911"}
    answer = cards.form("/residents/acc_01", **edited, old_app_active="yes", mobile_version="no", pesel="")
    assert (answer.status, answer.headers["Location"]) == (303, "/residents/acc_01")
    kept = resident(cards, "01")
    assert (kept["phone"], kept["pesel"], kept["old_app_active"], kept["mobile_version"]) == (
        "999000911",
        "",
        True,
        False,
    )
    assert kept["card"]["vehicles"] == ["KR1AB23", "KR2"]
    (notice,) = cards.notices("kk_01")
    assert (notice["kind"], notice["version"], notice["state"]) == ("entitlement_changed", 2, "waiting")
    assert "entitlement_changed" in cards.page("/residents/acc_01")


def test_a_field_that_is_not_sent_stays_as_it_is(cards: Neighbour) -> None:
    before = resident(cards, "03")
    cards.form("/residents/acc_03", valid_until="2030-01-01")
    expected = before | {"card": before["card"] | {"valid_until": "2030-01-01", "version": 2}}
    assert resident(cards, "03") == expected


@pytest.mark.parametrize(
    "wrong",
    [
        {"phone": "12"},
        {"pesel": "12"},
        {"status": "SLEEPING"},
        {"valid_until": "tomorrow"},
        {"vehicles": "A1 A2 A3 A4 A5"},
        {"vehicles": "A1-2"},
    ],
)
def test_a_wrong_edit_says_why_and_changes_nothing(cards: Neighbour, wrong: dict[str, str]) -> None:
    before = resident(cards, "01")
    answer = cards.form("/residents/acc_01", **wrong)
    assert answer.status == 400
    assert 'role="alert"' in answer.data.decode()
    assert resident(cards, "01") == before


def test_a_card_is_revoked_at_a_click(cards: Neighbour) -> None:
    assert cards.form("/residents/acc_01/revoke").status == 303
    assert card(cards, "01")["status"] == "REVOKED"
    cards.form("/residents/acc_01/revoke")
    assert len(cards.notices("kk_01")) == 1


def test_a_new_card_takes_the_place_of_the_old_one(cards: Neighbour) -> None:
    cards.form("/residents/acc_06/issue")
    new = resident(cards, "06")["card"]
    assert (new["status"], new["version"]) == ("ACTIVE", 2), "an account's versions never go back"
    assert cards.call("GET", f"/api/v1/entitlements/{new['entitlement_id']}").status == 200
    assert cards.call("GET", "/api/v1/entitlements/kk_06").status == 404
    assert cards.notices("kk_06")[0]["version"] == 2


def test_a_resident_becomes_as_at_the_beginning_and_stays_connected(cards: Neighbour) -> None:
    before = resident(cards, "01")
    cards.form("/residents/acc_01", vehicles="KR1 KR2", phone="999000911")
    cards.form("/residents/acc_01/revoke")
    cards.call("POST", "/api/v1/entitlements/kk_01/connection", {"connected": True})
    cards.form("/residents/acc_01/restore")
    after = resident(cards, "01")
    assert after["card"].pop("connected_at")
    assert after["card"].pop("version") == 4
    assert after | {"card": after["card"] | {"version": 1, "connected_at": ""}} == before


def test_the_page_shows_a_connected_phone(cards: Neighbour) -> None:
    assert "no phone is connected" in cards.page("/residents/acc_02")
    cards.call("POST", "/api/v1/entitlements/kk_02/connection", {"connected": True})
    assert "connected phone: <code>999000002</code>" in cards.page("/residents/acc_02")


def test_whom_nobody_knows_has_no_page(cards: Neighbour) -> None:
    assert cards.send("GET", "/residents/acc_x").status == 404
    assert cards.form("/residents/acc_x/revoke").status == 404
    assert cards.form("/residents/acc_07/revoke").status == 404
