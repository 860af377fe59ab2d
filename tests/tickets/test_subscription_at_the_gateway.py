"""5+1 through half a year at the real protocol: our adapter, and the operator's gateway as a program in this process.

Both follow one clock. Notifications are signed, sent over HTTP and verified.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from chalicelib.payments.errors import GatewayUnknown
from chalicelib.tickets.confirm import confirm
from chalicelib.tickets.kept_tickets import KeptTicket
from chalicelib.tickets.stop_subscription import stop_subscription
from chalicelib.tickets.ticket import Ticket
from tests.payments.mpk_program import Program, running
from tests.tickets.counter import PHONE, Counter
from tests.tickets.subscriber import FIVE_PLUS_ONE, Subscriber

Began = Callable[[str], "AtTheGateway"]
THE_END = date(2027, 6, 30)


@dataclass
class AtTheGateway(Subscriber):
    """A subscriber whose bank, card and mandate are the gateway's."""

    program: Program | None = None

    @property
    def operator(self) -> Program:
        assert self.program is not None
        return self.program

    def begins_with(self, magic: str) -> "AtTheGateway":
        self.counter.resident(last_day=date(2027, 12, 31))
        email = f"passenger+{magic}@example.com" if magic else "passenger@example.com"
        with suppress(GatewayUnknown):  # the app asks again with the same key
            self.counter.buy(**FIVE_PLUS_ONE | {"email": email})
        first = self.counter.buy(**FIVE_PLUS_ONE | {"email": email})
        assert first.month is not None
        self.id = first.month.subscription_id
        self.pays(first)
        return self

    def pays(self, month: Ticket, **form: str) -> int:
        """The customer pays on the gateway's page."""
        status = self.operator.submits(month.payment.redirect_url, **{"decision": "approve"} | form)
        self.hears()
        self.counter.work()
        return status

    def edits(self, **form: str) -> int:
        """The customer edits the mandate on the gateway's page."""
        return self.operator.submits(f"{self.operator.url}/mandates/{self.id}", **form)

    def page(self, path: str) -> str:
        return self.operator.page(path)

    def hears(self) -> None:
        for report in self.operator.told():
            confirm(report, self.counter.now)

    def transactions(self, number: int) -> list[str]:
        """What the gateway says of a month's order."""
        return [report.outcome for report in self.counter.gateway.reports(self.month(number).payment.order_id)]


@pytest.fixture
def began(counter: Counter, tmp_path: Path) -> Iterator[Began]:
    with running(lambda: counter.now, tmp_path / "mpk.db") as program:
        counter.gateway = program.gateway  # type: ignore[assignment]
        yield lambda magic: AtTheGateway(counter, program=program).begins_with(magic)


def test_six_charges_are_the_printed_total(began: Began):
    subscriber = began("")
    subscriber.lives_until(THE_END)
    assert subscriber.charged == [9900] * 5 + [2000]
    assert subscriber.state == "completed"
    assert [subscriber.transactions(number) for number in range(1, 7)] == [["paid"]] * 6


@pytest.mark.parametrize("magic", ["start-timeout", "told-twice", "told-lost", "told-never", "told-late"])
def test_on_a_bad_line_each_month_is_charged_once(began: Began, magic: str):
    subscriber = began(magic)
    subscriber.lives_until(THE_END)
    assert subscriber.charged == [9900] * 5 + [2000]
    assert [subscriber.transactions(number) for number in range(1, 7)] == [["paid"]] * 6


def test_what_is_declined_once_is_charged_the_day_after(began: Began):
    subscriber = began("mandate-declined-once")
    subscriber.lives_until(THE_END)
    assert subscriber.charged == [9900] * 5 + [2000]
    assert subscriber.transactions(2) == ["failed", "paid"]


def test_a_lost_answer_of_the_further_charge_charges_once(began: Began):
    subscriber = began("mandate-declined-once.attempt-timeout")
    subscriber.lives_until(date(2026, 12, 24))
    assert subscriber.transactions(2) == ["failed", "paid"]
    assert subscriber.charged == [9900, 9900]


def test_what_the_bank_declines_for_good_is_a_gap(began: Began):
    subscriber = began("mandate-declined")
    subscriber.lives_until(date(2027, 2, 1))
    assert subscriber.transactions(2) == ["failed"] * 3
    assert (subscriber.state, subscriber.ended) == ("broken_off", "gap")
    assert "withdrawn" in subscriber.page(f"/mandates/{subscriber.id}")


def test_a_declined_month_is_paid_by_hand(began: Began):
    subscriber = began("mandate-declined")
    subscriber.lives_until(date(2026, 12, 21))
    assert "decision" in subscriber.page(subscriber.month(2).payment.redirect_url.removeprefix(subscriber.operator.url))
    assert subscriber.pays(subscriber.month(2), method="blik", blik_code="777123") == 303
    subscriber.lives_until(date(2026, 12, 24))
    assert subscriber.charged == [9900, 9900]
    assert subscriber.pays(subscriber.month(2)) == 409


def test_an_expired_card_gives_way_to_the_one_that_pays_by_hand(began: Began):
    subscriber = began("mandate-expired")
    subscriber.lives_until(date(2026, 12, 20))
    assert subscriber.month(2).payment.reason == "card_expired"
    subscriber.pays(subscriber.month(2), method="card", card="good")
    subscriber.lives_until(THE_END)
    assert subscriber.charged == [9900] * 5 + [2000]


def test_a_new_card_on_the_mandates_page_is_charged_the_day_after(began: Began):
    subscriber = began("")
    assert subscriber.edits(decision="card", card="no-funds") == 303
    subscriber.lives_until(date(2026, 12, 20))
    assert subscriber.month(2).payment.reason == "insufficient_funds"
    assert subscriber.edits(decision="card", card="good") == 303
    subscriber.lives_until(date(2026, 12, 24))
    assert subscriber.charged == [9900, 9900]


def test_a_mandate_withdrawn_at_the_gateway_charges_nothing_more(began: Began):
    subscriber = began("")
    assert subscriber.edits(decision="withdraw") == 303
    subscriber.lives_until(date(2027, 1, 1))
    assert subscriber.ended == "gap"
    assert set(subscriber.transactions(2)) == {"failed"}


def test_a_stop_withdraws_the_mandate(began: Began):
    subscriber = began("")
    stop_subscription(subscriber.id, PHONE, subscriber.counter.now)
    subscriber.counter.work()
    assert "withdrawn" in subscriber.page(f"/mandates/{subscriber.id}")
    subscriber.lives_until(date(2027, 1, 1))
    assert (subscriber.state, subscriber.charged) == ("stopped", [9900])


def test_the_card_is_the_gateways_alone(began: Began):
    subscriber = began("")
    assert "4444 4444 4444 4000" in subscriber.page("/mandates")
    assert "4444" not in str(subscriber.counter.tables.table(KeptTicket).items)
