"""The adapter of the card system's vehicles, against the sandbox's one over HTTP."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask

from chalicelib.errors import RegisterUnavailable
from chalicelib.vehicles.card_system import KrakowVehicleRegister
from chalicelib.vehicles.garage import Change
from chalicelib.vehicles.port import ChangeRefused
from tests.activation import neighbours
from tests.vehicles.cases import CAR, OTHER_CAR

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with neighbours.card_system(tmp_path_factory.mktemp("cards")) as address:
        yield address


@pytest.fixture(scope="module")
def register(address):
    return KrakowVehicleRegister(neighbours.settings(address))


def put(plate):
    return Change("put", plate, "dev_a", "pl", NOW)


def test_a_card_has_its_vehicles(register):
    found = register.entitlement("kk_03")
    assert (found.entitlement_id, found.active, found.plates) == ("kk_03", True, ("KR1AB23", "KR7CD45"))


@pytest.mark.parametrize("entitlement_id", ["kk_05", "kk_06"])
def test_an_expired_and_a_revoked_card_are_not_active(register, entitlement_id):
    assert not register.entitlement(entitlement_id).active


def test_a_change_answers_the_list_after_it_and_can_be_repeated(register):
    before = register.entitlement("kk_01")
    first = register.tell("kk_01", put("KR1XX01"))
    again = register.tell("kk_01", put("KR1XX01"))
    assert (first.plates, first.version > before.version, again) == (("KR1XX01",), True, first)
    gone = register.tell("kk_01", replace(put("KR1XX01"), kind="remove"))
    assert gone.plates == ()
    assert register.tell("kk_01", replace(put("KR1XX01"), kind="remove")) == gone


def test_a_fifth_vehicle_is_refused(register):
    with pytest.raises(ChangeRefused):
        register.tell("kk_10", put("KR1XX05"))


def test_a_plate_that_is_none_there_is_refused(register):
    with pytest.raises(ChangeRefused):
        register.tell("kk_01", put("K"))


def test_an_unknown_card_is_none(register):
    assert register.entitlement("kk_none") is None
    assert register.tell("kk_none", put("KR1XX01")) is None


def test_every_card_is_listed_on_a_phone_or_not_active_or_not(register):
    page = register.entitlements("")
    listed = {one.entitlement_id: one for one in page.entitlements}
    assert (len(listed), page.next_cursor) == (13, None)
    assert listed["kk_02"] == register.entitlement("kk_02")
    assert not listed["kk_06"].active
    assert listed["kk_08"].plates == ()


def test_the_list_goes_on_where_a_page_ended(register):
    page = register.entitlements("kk_12")
    assert [one.entitlement_id for one in page.entitlements] == ["kk_13", "kk_14"]


def test_a_card_system_that_does_not_answer_is_unavailable():
    nowhere = KrakowVehicleRegister(neighbours.settings("http://127.0.0.1:9"))
    with pytest.raises(RegisterUnavailable):
        nowhere.entitlement("kk_01")


@pytest.fixture
def odd():
    """A card system that writes plates its own way, and whose list has records that cannot be read."""
    app, vehicles = Flask(__name__), ["kr 1ab-23", "KR1AB23", "brak", "КR7CD45", "KR7CD45"]

    def card():
        facts = {"entitlement_id": "kk_1", "status": "ACTIVE", "valid_until": "2027-03-31", "version": 1}
        return facts | {"vehicles": list(vehicles)}

    @app.get("/api/v1/entitlements")
    def listed():
        unreadable = {"valid_until": "never"}, {"status": "SUSPENDED"}, {"vehicles": None}
        return {"items": [*(card() | wrong for wrong in unreadable), card()], "next_cursor": "kk_1"}

    @app.delete("/api/v1/entitlements/kk_1/vehicles/<plate>")
    def remove(plate):
        vehicles[:] = [one for one in vehicles if one != plate]
        return card()

    with neighbours.answering(app) as address:
        yield KrakowVehicleRegister(neighbours.settings(address))


def test_a_plate_is_taken_over_once_as_it_is_written_here_and_what_is_none_is_left_out(odd):
    page = odd.entitlements("")
    assert [one.plates for one in page.entitlements] == [(CAR, "BRAK", OTHER_CAR)]


def test_a_vehicle_is_taken_off_however_the_card_system_writes_it(odd):
    assert odd.tell("kk_1", replace(put(CAR), kind="remove")).plates == ("BRAK", OTHER_CAR)


def test_a_record_that_cannot_be_read_does_not_hide_the_others(odd, caplog):
    page = odd.entitlements("")
    assert ([one.entitlement_id for one in page.entitlements], page.next_cursor) == (["kk_1"], "kk_1")
    assert [record.levelname for record in caplog.records].count("ERROR") == 3
