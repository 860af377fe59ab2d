"""The adapter of the card system's vehicles, against the sandbox's one over HTTP."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chalicelib.activation.card import Link, Standing, linked
from chalicelib.activation.card_system import KrakowCardSystem
from chalicelib.activation.errors import RegisterUnavailable
from chalicelib.vehicles.card_system import KrakowVehicleRegister
from chalicelib.vehicles.garage import Change
from chalicelib.vehicles.port import ChangeRefused
from tests.activation import neighbours

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


def test_the_comparison_gets_every_card_that_is_on_a_phone_and_no_other(register, address):
    assert list(register.connected()) == [[]]
    for entitlement_id in ("kk_02", "kk_03"):
        standing = Standing("active", NOW.date(), 1)
        card = linked("kk", entitlement_id, "", "act_a", standing, Link("dev_a", "pl", NOW))
        KrakowCardSystem(neighbours.settings(address), neighbours.RETURN).tell_connection(card)
    [page] = register.connected()
    assert [one.entitlement_id for one in page] == ["kk_02", "kk_03"]
    assert page[0] == register.entitlement("kk_02")


def test_a_card_system_that_does_not_answer_is_unavailable():
    nowhere = KrakowVehicleRegister(neighbours.settings("http://127.0.0.1:9"))
    with pytest.raises(RegisterUnavailable):
        nowhere.entitlement("kk_01")
