from typing import Any

import pytest

from tests.sandbox.city.running import Clock, Neighbour, refusal

DAY = 24 * 3600


def family(families: Neighbour, number: str) -> Any:
    everybody = families.send("GET", "/families.json").json()["families"]
    return next(one for one in everybody if one["family_id"] == f"rod_{number}")


def person(families: Neighbour, number: str, place: int = 0) -> dict[str, str]:
    member = family(families, number)["members"][place]
    return {"pesel": member["pesel"], "phone": member["phone"]}


def authorised(families: Neighbour, asked: dict[str, str]) -> Any:
    return families.call("POST", "/api/v1/authorisations", asked).json()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/authorisations"),
        ("POST", "/api/v1/families/rod_01/identity"),
        ("GET", "/api/v1/families/rod_01"),
        ("GET", "/api/v1/families"),
        ("POST", "/api/v1/families/rod_01/connection"),
    ],
)
def test_only_the_backend_is_answered(families: Neighbour, method: str, path: str) -> None:
    assert refusal(families.send(method, path)) == (401, "invalid_client")
    assert refusal(families.call(method, path, secret="another")) == (401, "invalid_client")


def test_pesel_and_phone_together_authorise(families: Neighbour) -> None:
    right = person(families, "01")
    assert authorised(families, right) == {"authorised": True, "family_id": "rod_01", "member_id": "mem_01_1"}
    assert authorised(families, person(families, "01", 1))["member_id"] == "mem_01_2"
    assert authorised(families, right | {"phone": "999000019"}) == {"authorised": False}
    assert authorised(families, right | {"pesel": "0" * 11}) == {"authorised": False}


def test_whoever_has_no_phone_or_no_mobile_version_is_not_authorised(families: Neighbour) -> None:
    child = person(families, "01", 2)
    assert child["phone"] == ""
    assert refusal(families.call("POST", "/api/v1/authorisations", child)) == (400, "invalid_request")
    assert authorised(families, person(families, "07")) == {"authorised": False}
    families.form("/families/rod_07", mobile_version="yes")
    assert authorised(families, person(families, "07"))["authorised"]


def test_an_expired_family_is_authorised_and_says_so_itself(families: Neighbour) -> None:
    assert authorised(families, person(families, "05"))["family_id"] == "rod_05"
    statuses = {n: families.call("GET", f"/api/v1/families/rod_{n}").json()["status"] for n in ("04", "05", "06")}
    assert statuses == {"04": "ACTIVE", "05": "EXPIRED", "06": "REVOKED"}


def test_identity_is_of_one_member(families: Neighbour) -> None:
    right = person(families, "01") | {"member_id": "mem_01_1"}
    path = "/api/v1/families/rod_01/identity"
    assert families.call("POST", path, right).json() == {"matches": True}
    for wrong in ({"member_id": "mem_01_2"}, {"member_id": "mem_x"}, {"phone": "999000015"}, {"pesel": "0" * 11}):
        assert families.call("POST", path, right | wrong).json() == {"matches": False}
    assert refusal(families.call("POST", "/api/v1/families/rod_x/identity", right)) == (404, "unknown_family")


def test_a_family_is_told_without_pesels_and_phones(families: Neighbour) -> None:
    told = families.call("GET", "/api/v1/families/rod_02").json()
    assert told.keys() == {"family_id", "status", "valid_until", "version", "members"}
    shown = {"member_id", "first_name", "born_on", "role", "in_education", "disabled"}
    assert all(member.keys() == shown for member in told["members"])
    assert [member["role"] for member in told["members"]] == ["parent", *["child"] * 5]
    assert [member["disabled"] for member in told["members"]] == [False] * 5 + [True]
    assert refusal(families.call("GET", "/api/v1/families/rod_x")) == (404, "unknown_family")


def test_a_family_expires_when_the_clock_passes_its_last_day(families: Neighbour, clock: Clock) -> None:
    clock.advance(22 * DAY)
    told = families.call("GET", "/api/v1/families/rod_04").json()
    assert (told["status"], told["version"]) == ("EXPIRED", 2)
    assert [notice["version"] for notice in families.notices("rod_04")] == [2]


def test_both_parents_may_be_connected(families: Neighbour) -> None:
    path = "/api/v1/families/rod_01/connection"
    for member in ("mem_01_1", "mem_01_2", "mem_01_2"):
        assert families.call("POST", path, {"connected": True, "member_id": member}).status == 204
    families.call("POST", path, {"connected": False, "member_id": "mem_01_1"})
    assert family(families, "01")["connections"].keys() == {"mem_01_2"}
    assert "connected phone: Mieszkanka 15" in families.page("/families/rod_01")
    families.call("POST", path, {"connected": False})
    assert family(families, "01")["connections"] == {}
    answer = families.call("POST", path, {"connected": True, "member_id": "mem_02_1"})
    assert refusal(answer) == (404, "unknown_member")


def test_the_list_has_the_connected_families(families: Neighbour) -> None:
    for number in ("03", "01"):
        families.call("POST", f"/api/v1/families/rod_{number}/connection", {"connected": True})
    first = families.call("GET", "/api/v1/families?limit=1").json()
    assert [one["family_id"] for one in first["items"]] == ["rod_01"]
    second = families.call("GET", f"/api/v1/families?cursor={first['next_cursor']}").json()
    assert [one["family_id"] for one in second["items"]] == ["rod_03"]
    assert second["next_cursor"] is None
    assert family(families, "01")["version"] == 1
