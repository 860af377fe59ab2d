import time
from typing import Any

import pytest
import urllib3

from tests.sandbox.cards.test_api import CONTACT, card, resident
from tests.sandbox.city.running import Neighbour, Receiver, refusal

CARD = "/api/v1/entitlements/kk_01"
IDENTITY = "/api/v1/accounts/acc_01/identity"


def of(cards: Neighbour, ending: str) -> None:
    """Have Mieszkanka 01 reached by a magic number."""
    assert cards.form("/residents/acc_01", phone=f"999000{ending}").status == 303


def asked(cards: Neighbour) -> dict[str, str]:
    known = resident(cards, "01")
    return {"pesel": known["pesel"], "phone": known["phone"]}


def test_slow_is_right_but_late(cards: Neighbour) -> None:
    of(cards, "911")
    began = time.monotonic()
    assert card(cards, "01")["status"] == "ACTIVE"
    assert time.monotonic() - began >= 0.3


def test_down_does_nothing(cards: Neighbour) -> None:
    given = cards.call("PUT", "/api/v1/accounts/acc_01/contact", CONTACT | {"phone": "999000912"})
    assert refusal(given) == (503, "unavailable")
    assert resident(cards, "01")["phone"] == "999000001"
    of(cards, "912")
    for method, path, body in (
        ("GET", CARD, None),
        ("PUT", f"{CARD}/vehicles/KR9NEW", None),
        ("POST", f"{CARD}/connection", {"connected": True}),
        ("POST", IDENTITY, asked(cards)),
    ):
        assert refusal(cards.call(method, path, body)) == (503, "unavailable")
    kept = resident(cards, "01")["card"]
    assert (kept["vehicles"], kept["connected_at"]) == ([], "")


def test_a_cut_off_answer_is_of_a_call_that_was_done(cards: Neighbour) -> None:
    of(cards, "913")
    for method, path, body in (
        ("PUT", f"{CARD}/vehicles/KR9NEW", None),
        ("POST", f"{CARD}/connection", {"connected": True}),
    ):
        with pytest.raises(urllib3.exceptions.ProtocolError):
            cards.call(method, path, body)
    kept = resident(cards, "01")["card"]
    assert kept["vehicles"] == ["KR9NEW"]
    assert kept["connected_at"]


def test_wrong_data_has_every_name_and_no_value(cards: Neighbour) -> None:
    right = card(cards, "01")
    of(cards, "914")
    assert card(cards, "01") == dict.fromkeys(right)
    assert cards.call("POST", IDENTITY, asked(cards)).json() == {"matches": None}


def test_a_page_is_no_answer(cards: Neighbour) -> None:
    of(cards, "915")
    answer = cards.call("GET", CARD)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")


def test_the_page_of_a_resident_knows_no_bad_day(cards: Neighbour) -> None:
    of(cards, "912")
    assert "999000912" in cards.page("/residents/acc_01")
    of(cards, "001")
    assert card(cards, "01")["status"] == "ACTIVE"


def test_a_card_is_revoked_before_the_code_can_be_typed_in(cards: Neighbour, told: Receiver) -> None:
    of(cards, "921")
    right = asked(cards)
    assert cards.call("POST", IDENTITY, right | {"pesel": "0" * 11}).json() == {"matches": False}
    assert card(cards, "01")["status"] == "ACTIVE"
    assert cards.call("POST", IDENTITY, right).json() == {"matches": True}
    assert card(cards, "01")["status"] == "REVOKED"
    cards.deliver()
    assert [body["version"] for body in told.bodies] == [2]


def test_a_card_is_revoked_right_after_the_phone_was_connected(cards: Neighbour) -> None:
    of(cards, "922")
    assert cards.call("POST", f"{CARD}/connection", {"connected": False}).status == 204
    assert card(cards, "01")["status"] == "ACTIVE"
    assert cards.call("POST", f"{CARD}/connection", {"connected": True}).status == 204
    assert card(cards, "01")["status"] == "REVOKED"


@pytest.mark.parametrize("number", ["600100912", "999001912", "999000012"])
def test_only_the_end_of_a_synthetic_number_is_magic(cards: Neighbour, number: str) -> None:
    cards.form("/residents/acc_01", phone=number)
    assert card(cards, "01")["status"] == "ACTIVE"


def _member(families: Neighbour) -> Any:
    families_now = families.send("GET", "/families.json").json()["families"]
    return families_now[0]["members"][0]


def test_in_the_register_a_magic_number_is_anybodys_own(families: Neighbour) -> None:
    pesel = _member(families)["pesel"]
    person = {"pesel": pesel, "phone": "999000912"}
    assert refusal(families.call("POST", "/api/v1/authorisations", person)) == (503, "unavailable")
    person["phone"] = "999000914"
    assert families.call("POST", "/api/v1/authorisations", person).json() == {
        "authorised": None,
        "family_id": None,
        "member_id": None,
    }
    assert _member(families)["phone"] == "999000914"
    assert families.call("GET", "/api/v1/families/rod_01").json()["status"] is None
    person["phone"] = "999000902"
    assert families.call("POST", "/api/v1/authorisations", person).json()["authorised"] is True
    person["phone"] = "999000778"
    assert families.call("POST", "/api/v1/authorisations", person).json() == {"authorised": False}


@pytest.mark.parametrize(("ending", "after_identity"), [("921", "REVOKED"), ("922", "ACTIVE")])
def test_a_family_is_revoked_in_mid_activation(families: Neighbour, ending: str, after_identity: str) -> None:
    person = {"pesel": _member(families)["pesel"], "phone": f"999000{ending}"}
    known = families.call("POST", "/api/v1/authorisations", person).json()
    path = f"/api/v1/families/{known['family_id']}"
    matched = families.call("POST", f"{path}/identity", person | {"member_id": known["member_id"]})
    assert matched.json() == {"matches": True}
    assert families.call("GET", path).json()["status"] == after_identity
    families.call("POST", f"{path}/connection", {"connected": True})
    assert families.call("GET", path).json()["status"] == "REVOKED"
