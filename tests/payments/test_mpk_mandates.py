"""How the adapter speaks of mandates."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chalicelib.payments.charge_port import Mandate
from chalicelib.payments.errors import GatewayRefused, GatewayUnknown
from chalicelib.payments.mpk import MpkGateway
from chalicelib.payments.mpk_api import MpkSettings
from tests.payments.mpk_neighbour import CLIENT, SECRET, Neighbour, listening
from tests.payments.test_mpk import ORDER, STARTED

ACCEPTED = {"transactionId": "TR2", "orderId": "tick_abc-1"}


@pytest.fixture
def neighbour() -> Iterator[Neighbour]:
    with listening() as neighbour:
        yield neighbour


@pytest.fixture
def gateway(neighbour: Neighbour) -> MpkGateway:
    notify_url = "https://api.test/v1/payments/mpk/notifications"
    return MpkGateway(MpkSettings(neighbour.url, CLIENT, lambda: SECRET, notify_url, answer_seconds=0.5))


def test_a_start_names_the_mandate_that_is_given(gateway: MpkGateway, neighbour: Neighbour) -> None:
    neighbour.says(STARTED, 201)
    until = datetime(2027, 4, 22, 22, tzinfo=UTC)
    gateway.start_charge(replace(ORDER, method="card", mandate=Mandate("sub_1", until)))
    told = {"alias": "sub_1", "use": "register", "until": "2027-04-22T22:00:00.000+00:00"}
    assert neighbour.last.json["pay"] == {"method": "card", "mandate": told}


def test_a_start_names_the_mandate_that_is_used(gateway: MpkGateway, neighbour: Neighbour) -> None:
    neighbour.says(STARTED, 201)
    gateway.start_charge(replace(ORDER, method="card", mandate=Mandate("sub_1")))
    assert neighbour.last.json["pay"]["mandate"] == {"alias": "sub_1", "use": "charge"}


def test_a_further_charge_goes_under_its_reference(gateway: MpkGateway, neighbour: Neighbour) -> None:
    neighbour.says(ACCEPTED, 202)
    gateway.charge_again("TR1", "tick_abc-1-2")
    assert (neighbour.last.method, neighbour.last.path) == ("POST", "/transactions/TR1/attempts")
    assert neighbour.last.headers["Idempotency-Key"] == "tick_abc-1-2"


@pytest.mark.parametrize("status", [404, 422])
def test_a_further_charge_may_be_refused(gateway: MpkGateway, neighbour: Neighbour, status: int) -> None:
    neighbour.says({"error": "declined", "reason": "already_paid"}, status)
    with pytest.raises(GatewayRefused) as refusal:
        gateway.charge_again("TR1", "tick_abc-1-2")
    assert refusal.value.details == {"reason": "already_paid"}


def test_what_was_never_given_is_withdrawn_all_the_same(gateway: MpkGateway, neighbour: Neighbour) -> None:
    neighbour.says({"error": "unknown_mandate"}, 404)
    gateway.withdraw_mandate("sub_1")
    assert (neighbour.last.method, neighbour.last.path) == ("DELETE", "/mandates/sub_1")


@pytest.mark.parametrize(("told", "status"), [({"alias": "sub_1", "status": "active"}, 200), ({}, 500), (b"", 200)])
def test_a_withdrawal_without_a_clear_answer_proves_nothing(
    gateway: MpkGateway, neighbour: Neighbour, told: object, status: int
) -> None:
    neighbour.says(told, status)
    with pytest.raises(GatewayUnknown):
        gateway.withdraw_mandate("sub_1")


@pytest.mark.parametrize("unsafe", ["", "a/b", "ż", "x" * 33])
def test_an_unsafe_alias_is_not_sent(gateway: MpkGateway, neighbour: Neighbour, unsafe: str) -> None:
    with pytest.raises(GatewayRefused):
        gateway.withdraw_mandate(unsafe)
    with pytest.raises(GatewayRefused):
        gateway.start_charge(replace(ORDER, mandate=Mandate(unsafe)))
    assert neighbour.requests == []
