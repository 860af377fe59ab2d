import pytest

from tests.sandbox.city.running import Neighbour
from tests.sandbox.families.test_api import authorised, family, person


def test_a_newcomer_can_pick_a_family(families: Neighbour) -> None:
    page = families.page("/")
    for one in families.send("GET", "/families.json").json()["families"]:
        for shown in (one["name"], one["purpose"], one["members"][0]["pesel"], one["members"][0]["phone"]):
            assert shown in page
        assert families.page(f"/families/{one['family_id']}")
    assert "999 000 921" in page


def test_an_edit_of_the_family_is_told(families: Neighbour) -> None:
    assert families.form("/families/rod_01", status="REVOKED", valid_until="2026-12-31").status == 303
    told = families.call("GET", "/api/v1/families/rod_01").json()
    assert (told["status"], told["valid_until"], told["version"]) == ("REVOKED", "2026-12-31", 2)
    assert "family_changed" in families.page("/families/rod_01")


def test_an_edit_of_a_member_is_told_unless_nobody_sees_it(families: Neighbour) -> None:
    path = "/families/rod_01/members/mem_01_3"
    families.form(path, phone="999 000 016")
    assert family(families, "01")["version"] == 1
    assert authorised(families, person(families, "01", 2))["member_id"] == "mem_01_3"
    families.form(path, born_on="2007-05-06", in_education="yes", disabled="yes", first_name="Dziecko X")
    member = families.call("GET", "/api/v1/families/rod_01").json()["members"][2]
    assert member == {
        "member_id": "mem_01_3",
        "first_name": "Dziecko X",
        "born_on": "2007-05-06",
        "role": "child",
        "in_education": True,
        "disabled": True,
    }
    assert family(families, "01")["version"] == 2


def test_a_child_is_added_and_taken_away(families: Neighbour) -> None:
    families.form("/families/rod_01/members/new", first_name="Dziecko N", pesel="99923101119", born_on="2026-01-01")
    new = family(families, "01")["members"][-1]
    assert (new["first_name"], new["role"], new["phone"]) == ("Dziecko N", "child", "")
    families.form(f"/families/rod_01/members/{new['member_id']}", decision="remove")
    assert len(family(families, "01")["members"]) == 5
    assert family(families, "01")["version"] == 3


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("rod_01", {"status": "SLEEPING"}),
        ("rod_01", {"valid_until": "soon"}),
        ("rod_01/members/mem_01_1", {"phone": "1"}),
        ("rod_01/members/mem_01_1", {"pesel": "1"}),
        ("rod_01/members/mem_01_1", {"born_on": "once"}),
        ("rod_01/members/mem_01_1", {"role": "uncle"}),
        ("rod_01/members/new", {"first_name": "Dziecko N"}),
    ],
)
def test_a_wrong_edit_says_why_and_changes_nothing(families: Neighbour, path: str, wrong: dict[str, str]) -> None:
    before = family(families, "01")
    answer = families.form(f"/families/{path}", **wrong)
    assert answer.status == 400
    assert 'role="alert"' in answer.data.decode()
    assert family(families, "01") == before


def test_a_family_becomes_as_at_the_beginning(families: Neighbour) -> None:
    before = family(families, "01")
    families.form("/families/rod_01/members/mem_01_2", decision="remove")
    families.form("/families/rod_01/revoke")
    families.form("/families/rod_01/restore")
    assert family(families, "01") == before | {"version": 4}


def test_whom_nobody_knows_has_no_page(families: Neighbour) -> None:
    assert families.send("GET", "/families/rod_x").status == 404
    assert families.form("/families/rod_x/revoke").status == 404
    assert families.form("/families/rod_x/restore").status == 404
