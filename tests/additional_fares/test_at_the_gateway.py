"""Additional fares at the real protocol: our adapter, and the operator's gateway as a program in this process."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from chalicelib.additional_fares.demand import Demand
from chalicelib.gateway_reports.hand_on import tell_of_charge
from chalicelib.payments.errors import GatewayUnknown
from chalicelib.payments.payment import Payment
from simulation.memory_dynamodb import installed
from tests.additional_fares.desk import Desk, memory
from tests.payments.mpk_program import Program, running


@dataclass
class AtTheGateway(Desk):
    """A desk whose payers are on the operator's own pages."""

    program: Program | None = None

    @property
    def operator(self) -> Program:
        assert self.program is not None
        return self.program

    def pays(self, demand: Demand, grosze: int, magic: str = "", key: str = "key-0000000p") -> Demand:
        payment = self.begins(demand, grosze, magic, key)
        assert self.approves(payment) == 303
        self.hears()
        return self.again(demand)

    def begins(self, demand: Demand, grosze: int, magic: str = "", key: str = "key-0000000p") -> Payment:
        email = f"passenger+{magic}@example.com" if magic else "passenger@example.com"
        with suppress(GatewayUnknown):  # the app asks again with the same key
            return self.begin(demand, grosze, key, email=email)
        return self.begin(demand, grosze, key, email=email)

    def approves(self, payment: Payment) -> int:
        """A second later, because the gateway's clock comes over HTTP and is behind ours by that."""
        self.later(seconds=1)
        return self.operator.submits(payment.redirect_url, decision="approve", blik_code="777123")

    def hears(self) -> None:
        self.later(seconds=1)
        for report in self.operator.told():
            tell_of_charge(report, self.now)

    def later_and_hears(self, **by: float) -> None:
        self.later(**by)
        self.hears()
        self.tick()

    def outcomes(self, payment: Payment) -> list[str]:
        return [report.outcome for report in self.operator.gateway.reports(payment.order_id)]


@pytest.fixture
def tram(tmp_path: Path) -> Iterator[AtTheGateway]:
    tables = memory()
    with installed(tables):
        desk = AtTheGateway(tables)
        with running(lambda: desk.now, tmp_path / "mpk.db") as program:
            desk.program, desk.gateway = program, program.gateway  # type: ignore[assignment]
            yield desk


@pytest.mark.parametrize("magic", ["", "start-timeout", "start-lost", "told-twice", "told-rotated"])
def test_what_is_looked_up_is_paid_and_told(tram: AtTheGateway, magic: str):
    demand = tram.inspect()
    assert tram.due(demand) == 12000
    demand = tram.pays(demand, 12000, magic)
    assert (demand.state, tram.due(demand), len(demand.payments)) == ("paid", 0, 1)
    assert tram.balance(demand) == {"mpk:gateway": 12000, "mpk:additional-fares": -12000}


@pytest.mark.parametrize("magic", ["told-lost", "told-never", "told-late"])
def test_money_that_is_told_late_or_never_is_found_when_the_time_to_pay_is_over(tram: AtTheGateway, magic: str):
    demand = tram.inspect()
    tram.pays(demand, 12000, magic)
    tram.later_and_hears(minutes=16)
    assert tram.again(demand).state == "paid"
    assert tram.balance(demand) == {"mpk:gateway": 12000, "mpk:additional-fares": -12000}


@pytest.mark.parametrize("magic", ["paid-twice", "paid-twice.refund-timeout", "paid-twice.refund-lost"])
def test_what_is_paid_twice_goes_back_once(tram: AtTheGateway, magic: str):
    demand = tram.pays(tram.inspect(), 12000, magic)
    for _ in range(3):
        tram.later_and_hears(minutes=11)
    seen = tram.look(demand)
    assert (seen.paid.amount, seen.on_its_way_back.amount, seen.refunded.amount) == (24000, 0, 12000)
    assert tram.balance(demand) == {"mpk:gateway": 12000, "mpk:additional-fares": -12000}


def test_of_two_phones_that_both_pay_the_second_gets_all_back(tram: AtTheGateway):
    demand = tram.inspect()
    one, other = tram.begins(demand, 12000, key="key-0000000p"), tram.begins(demand, 12000, key="key-0000000q")
    assert (tram.approves(other), tram.approves(one)) == (303, 303)
    tram.hears()
    for _ in range(2):
        tram.later_and_hears(minutes=11)
    assert tram.again(demand).paid_with == other.order_id
    assert tram.look(demand).refunded.amount == 12000


def test_the_ticket_cancels_and_the_handling_fee_is_paid(tram: AtTheGateway):
    ticket, demand = tram.has_ticket(), tram.inspect()
    open_attempt = tram.begins(demand, 12000)
    tram.cancel(demand, ticket)
    demand = tram.pays(demand, 1200, key="key-0000000q")
    assert (demand.state, tram.due(demand)) == ("cancelled", 0)
    assert tram.approves(open_attempt) == 303
    tram.hears()
    for _ in range(2):
        tram.later_and_hears(minutes=11)
    assert (tram.look(demand).refunded.amount, tram.again(demand).state) == (12000, "cancelled")
    assert tram.balance(demand) == {"mpk:gateway": 1200, "mpk:additional-fares": -1200}


def test_cancelled_after_it_was_paid_all_but_the_fee_goes_back(tram: AtTheGateway):
    ticket, demand = tram.has_ticket(), tram.inspect()
    tram.cancel(tram.pays(demand, 12000, "refund-fails"), ticket)
    for _ in range(2):
        tram.later_and_hears(minutes=11)
    [payment] = tram.again(demand).payments
    assert (payment.state, tram.again(demand).waits_for) == ("needs_review", "operator")
    assert tram.balance(demand) == {"mpk:gateway": 12000, "mpk:refunds": -10800, "mpk:additional-fares": -1200}


def test_what_nobody_pays_is_given_up_and_can_be_paid_anew(tram: AtTheGateway):
    demand = tram.inspect()
    payment = tram.begins(demand, 12000)
    tram.later_and_hears(minutes=15)
    assert (tram.outcomes(payment), tram.again(demand).calls_next_at) == (["failed"], None)
    assert tram.approves(payment) == 409
    assert tram.pays(demand, 12000, key="key-0000000q").state == "paid"


def test_a_gateway_that_tells_another_amount_than_it_took_waits_for_a_person(tram: AtTheGateway):
    demand = tram.pays(tram.inspect(), 12000, "told-wrong")
    for _ in range(2):
        tram.later_and_hears(minutes=11)
    demand = tram.again(demand)
    assert (demand.state, demand.waits_for) == ("demanded", "operator")
