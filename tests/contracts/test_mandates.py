"""What the port promises of charges without a customer, kept by the fake and by the adapter against the sandbox."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest
import urllib3

from chalicelib.payments.charge_port import ChargeGateway, ChargeOrder, ChargeStarted, Mandate
from chalicelib.payments.errors import GatewayRefused
from tests.contracts.charge_banks import SandboxChargeBank, an_order, sandbox_charge_bank
from tests.fakes_charge import FakeChargeGateway


class Customer(Protocol):
    gateway: ChargeGateway

    def pays(self, order: ChargeOrder, started: ChargeStarted) -> None: ...

    def card(self, alias: str, *, good: bool) -> None: ...


class FakeCustomer:
    def __init__(self) -> None:
        self._fake = FakeChargeGateway(lambda: datetime.now(UTC))
        self.gateway: ChargeGateway = self._fake

    def pays(self, order: ChargeOrder, started: ChargeStarted) -> None:
        self._fake.approve(order.order_id)

    def card(self, alias: str, *, good: bool) -> None:
        self._fake.mandates[alias] = "" if good else "insufficient_funds"


class SandboxCustomer:
    def __init__(self, bank: SandboxChargeBank) -> None:
        self._url, self.gateway = bank._url, bank.gateway

    def pays(self, order: ChargeOrder, started: ChargeStarted) -> None:
        urllib3.request("POST", started.redirect_url, fields={"decision": "approve"}, redirect=False)

    def card(self, alias: str, *, good: bool) -> None:
        edit = {"decision": "card", "card": "good" if good else "no-funds"}
        urllib3.request("POST", f"{self._url}/mandates/{alias}", fields=edit, redirect=False)


@pytest.fixture(scope="module")
def charge_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxChargeBank]:
    with sandbox_charge_bank(tmp_path_factory.mktemp("mandates")) as bank:
        yield bank


@pytest.fixture(params=["fake", "sandbox"])
def customer(request: pytest.FixtureRequest) -> Customer:
    return FakeCustomer() if request.param == "fake" else SandboxCustomer(request.getfixturevalue("charge_sandbox"))


@pytest.fixture
def alias(customer: Customer) -> str:
    """A mandate that the customer gave."""
    name = f"sub_{secrets.token_hex(8)}"
    order = replace(an_order(), mandate=Mandate(name, until=datetime.now(UTC) + timedelta(days=180)))
    customer.pays(order, customer.gateway.start_charge(order))
    return name


def charge(customer: Customer, alias: str) -> tuple[ChargeOrder, ChargeStarted]:
    order = replace(an_order(), mandate=Mandate(alias))
    return order, customer.gateway.start_charge(order)


def outcomes(customer: Customer, order: ChargeOrder) -> list[str]:
    return [report.outcome for report in customer.gateway.reports(order.order_id)]


def test_an_order_under_a_mandate_is_paid_by_itself(customer: Customer, alias: str) -> None:
    order, started = charge(customer, alias)
    assert outcomes(customer, order) == ["paid"]
    assert customer.gateway.start_charge(order) == started
    assert outcomes(customer, order) == ["paid"]


def test_a_declined_one_is_accepted_and_reported(customer: Customer, alias: str) -> None:
    customer.card(alias, good=False)
    order, started = charge(customer, alias)
    [report] = customer.gateway.reports(order.order_id)
    assert (report.outcome, report.remote_id, report.details) == ("failed", started.remote_id, "insufficient_funds")
    assert customer.gateway.start_charge(order) == started


def test_a_declined_one_is_charged_again_once_for_each_reference(customer: Customer, alias: str) -> None:
    customer.card(alias, good=False)
    order, started = charge(customer, alias)
    customer.gateway.charge_again(started.remote_id, f"{order.order_id}-2")
    assert outcomes(customer, order) == ["failed", "failed"]
    customer.card(alias, good=True)
    for _ in range(2):
        customer.gateway.charge_again(started.remote_id, f"{order.order_id}-3")
    assert outcomes(customer, order) == ["failed", "failed", "paid"]
    with pytest.raises(GatewayRefused):
        customer.gateway.charge_again(started.remote_id, f"{order.order_id}-4")


def test_a_declined_one_may_be_paid_by_hand(customer: Customer, alias: str) -> None:
    customer.card(alias, good=False)
    order, started = charge(customer, alias)
    customer.pays(order, started)
    assert outcomes(customer, order) == ["failed", "paid"]
    with pytest.raises(GatewayRefused):
        customer.gateway.charge_again(started.remote_id, f"{order.order_id}-2")


def test_a_withdrawn_mandate_charges_nothing(customer: Customer, alias: str) -> None:
    for _ in range(2):
        customer.gateway.withdraw_mandate(alias)
    order, _ = charge(customer, alias)
    [report] = customer.gateway.reports(order.order_id)
    assert (report.outcome, report.details) == ("failed", "mandate_withdrawn")


def test_withdrawing_what_was_never_given_is_harmless(customer: Customer) -> None:
    customer.gateway.withdraw_mandate("sub_nobodys")


def test_nobody_is_charged_without_a_mandate(customer: Customer) -> None:
    order, _ = charge(customer, f"sub_{secrets.token_hex(8)}")
    [report] = customer.gateway.reports(order.order_id)
    assert (report.outcome, report.details) == ("failed", "mandate_unknown")
