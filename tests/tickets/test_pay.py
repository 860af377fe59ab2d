"""From money to a ticket, and never one without the other."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chalicelib.payments.errors import NotAuthentic, PaymentUnknown
from chalicelib.tickets.kept_tickets import KeptTicket
from chalicelib.tickets.ticket import Ticket
from chalicelib.warsaw import WARSAW
from tests.tickets.counter import DECEMBER, METROPOLITAN, Counter


def warsaw(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=WARSAW)


def test_a_ticket_that_starts_today_starts_when_it_is_paid(counter: Counter):
    ticket = counter.buy(**METROPOLITAN)
    counter.later(minutes=5)
    ticket = counter.pay(ticket)
    assert counter.state(ticket) == "active"
    assert ticket.valid_from == counter.now
    assert ticket.valid_until == warsaw(2026, 12, 23)


def test_a_ticket_for_later_starts_at_midnight(counter: Counter):
    ticket = counter.bought(**DECEMBER)
    assert counter.state(ticket) == "future"
    counter.now = warsaw(2026, 12, 1)
    assert counter.state(ticket) == "active"
    counter.now = warsaw(2026, 12, 31, 23, 59, 59)
    assert counter.state(ticket) == "active"
    counter.now = warsaw(2027, 1, 1)
    assert counter.state(ticket) == "expired"


def test_a_notification_takes_two_round_trips(counter: Counter):
    report = counter.gateway.approve(counter.buy(**METROPOLITAN).payment.order_id)
    assert counter.calls(lambda: counter.tell(report))[:-1] == ["GetItem", "TransactWriteItems"]


def test_a_paid_ticket_is_booked_as_the_operators(counter: Counter):
    ticket = counter.bought(**METROPOLITAN)
    assert counter.balance(ticket) == {"mpk:gateway": 19300, "mpk:tickets": -19300}


def test_a_notification_that_comes_twice_changes_nothing(counter: Counter):
    ticket = counter.bought(**METROPOLITAN)
    counter.later(hours=1)
    again = counter.tell(counter.gateway.charges[ticket.payment.order_id].report)
    assert again == ticket


def test_a_notification_overtakes_the_answer_to_the_start(counter: Counter):
    def paid_meanwhile(operation: str, request: object) -> None:
        if operation == "UpdateItem":
            counter.tables.before = lambda *_: None
            [charge] = counter.gateway.charges
            counter.tell(counter.gateway.approve(charge))

    counter.tables.before = paid_meanwhile
    ticket = counter.buy(**METROPOLITAN)
    assert counter.state(ticket) == "active"
    assert counter.ticket(ticket.ticket_id).payment.state == "captured"


def test_who_is_not_the_gateway_makes_no_ticket(counter: Counter):
    ticket = counter.buy(**METROPOLITAN)
    body, _ = counter.gateway.notification(counter.gateway.approve(ticket.payment.order_id))
    with pytest.raises(NotAuthentic):
        counter.gateway.read_notification(body, "forged")
    assert counter.state(ticket) == "pending"


@pytest.mark.parametrize("order_id", ["tkt_nobody_1", "nobody", "", "_1"])
def test_money_for_an_unknown_order_is_told_again_and_seen_by_a_person(counter: Counter, order_id):
    ticket = counter.buy(**METROPOLITAN)
    stray = replace(counter.gateway.approve(ticket.payment.order_id), order_id=order_id)
    with pytest.raises(PaymentUnknown):
        counter.tell(stray)


def test_a_declined_payment_makes_no_ticket_and_another_attempt_does(counter: Counter):
    ticket = counter.buy(**METROPOLITAN)
    declined = counter.gateway.decline(ticket.payment.order_id)
    assert counter.tell(declined).payment.reason == "declined"
    assert counter.state(ticket) == "unpaid"
    ticket = counter.tell(replace(declined, remote_id="Tother", outcome="paid"))
    assert counter.state(ticket) == "active"
    assert ticket.payment.remote_id == "Tother"


def test_paid_twice_the_second_goes_back_by_itself(counter: Counter):
    ticket = counter.bought(**METROPOLITAN)
    counter.later(minutes=1)
    counter.pay_again(ticket)
    counter.pay_out()
    assert counter.state(ticket) == "active"
    assert counter.refunds() == {"T00000002": 19300}
    assert counter.balance(ticket) == {"mpk:gateway": 19300, "mpk:tickets": -19300}
    assert {"ticket_paid_twice:push", "ticket_refunded:push"} <= set(counter.told())


def test_being_told_twice_of_the_second_payment_refunds_it_once(counter: Counter):
    ticket = counter.bought(**METROPOLITAN)
    counter.pay_again(ticket)
    second = counter.gateway.charges[ticket.payment.order_id].second
    counter.pay_out()
    before = counter.ticket(ticket.ticket_id)
    assert counter.tell(second) == before
    assert len(before.payments) == 2


def paid_at(counter: Counter, ticket: Ticket, paid: datetime, heard: datetime) -> Ticket:
    """The customer paid at one moment and we hear of it at another."""
    counter.now = paid
    report = counter.gateway.approve(ticket.payment.order_id)
    counter.now = heard
    return counter.tell(report)


def test_money_heard_of_late_still_makes_a_ticket_if_it_was_paid_in_time(counter: Counter):
    ticket = counter.buy(**METROPOLITAN)
    ticket = paid_at(counter, ticket, warsaw(2026, 11, 23, 10, 40), warsaw(2026, 11, 24, 9))
    assert counter.state(ticket) == "active"
    assert ticket.valid_from == warsaw(2026, 11, 23, 10, 40)


@pytest.mark.parametrize(
    ("paid", "heard"),
    [
        (warsaw(2026, 11, 24, 0, 1), warsaw(2026, 11, 24, 0, 1)),
        (warsaw(2026, 11, 23, 10, 40), warsaw(2026, 11, 24, 10, 31)),
    ],
)
def test_money_that_comes_after_the_ticket_began_goes_back_whole(counter: Counter, paid, heard):
    ticket = paid_at(counter, counter.buy(**METROPOLITAN), paid, heard)
    assert (counter.state(ticket), ticket.unpaid_because) == ("unpaid", "paid_too_late")
    counter.pay_out()
    assert counter.refunds() == {"T00000001": 19300}
    assert counter.balance(ticket) == {}
    assert counter.ticket(ticket.ticket_id).payment.state == "refunded"
    assert {"ticket_paid_in_vain:email", "ticket_refunded:email"} <= set(counter.told())


def test_a_ticket_for_later_may_be_paid_days_after_its_order(counter: Counter):
    ticket = counter.buy(**DECEMBER)
    paid = warsaw(2026, 11, 30, 23, 0)
    ticket = paid_at(counter, ticket, paid, paid)
    assert (counter.state(ticket), ticket.valid_from) == ("future", warsaw(2026, 12, 1))


def test_a_ticket_by_time_heard_of_late_goes_back(counter: Counter, monkeypatch):
    monkeypatch.setattr("chalicelib.config.TIME_TICKETS", True)
    ticket = counter.buy(product="60min-z123", total={"amount": 800})
    ticket = paid_at(counter, ticket, warsaw(2026, 11, 23, 10, 35), warsaw(2026, 11, 23, 10, 45))
    assert ticket.unpaid_because == "paid_too_late"


def test_another_amount_than_asked_goes_back(counter: Counter):
    ticket = counter.buy(**METROPOLITAN)
    wrong = replace(counter.gateway.approve(ticket.payment.order_id), amount_grosze=19200)
    ticket = counter.tell(wrong)
    assert (counter.state(ticket), ticket.unpaid_because) == ("unpaid", "amount_mismatch")
    assert (ticket.payment.state, ticket.payment.refund_grosze) == ("refund_requested", 19200)


def test_another_currency_is_left_to_a_person(counter: Counter):
    ticket = counter.buy(**METROPOLITAN)
    foreign = replace(counter.gateway.approve(ticket.payment.order_id), currency="EUR")
    ticket = counter.tell(foreign)
    assert (counter.state(ticket), ticket.payment.state) == ("unpaid", "needs_review")
    assert counter.tell(foreign) == ticket


def test_what_is_paid_beside_another_currency_goes_back(counter: Counter):
    ticket = counter.buy(**METROPOLITAN)
    counter.tell(replace(counter.gateway.approve(ticket.payment.order_id), currency="EUR"))
    ticket = counter.pay_again(ticket)
    assert [payment.state for payment in ticket.payments] == ["needs_review", "refund_requested"]
    assert counter.state(ticket) == "unpaid"


def test_a_gateway_with_a_wrong_clock_moves_no_start_before_the_order_or_after_now(counter: Counter):
    ticket = counter.buy(**METROPOLITAN)
    report = counter.gateway.approve(ticket.payment.order_id)
    early = counter.tell(replace(report, happened_at=datetime(2001, 1, 1, tzinfo=UTC)))
    assert early.valid_from == counter.now
    late = counter.buy(key="key-00000002", **METROPOLITAN)
    report = counter.gateway.approve(late.payment.order_id)
    assert counter.tell(replace(report, happened_at=datetime(2030, 1, 1, tzinfo=UTC))).valid_from == counter.now


@pytest.mark.parametrize(("paid", "until"), [("2026-12-31T23:59", 2032), ("2027-01-01T00:00", 2033)])
def test_a_ticket_is_kept_for_the_five_years_after_the_one_in_which_it_was_settled(counter: Counter, paid, until):
    counter.now = datetime(2026, 12, 31, 23, 50, tzinfo=WARSAW)
    counter.buy(**METROPOLITAN, first_day="2027-01-11")
    counter.now = datetime.fromisoformat(paid).replace(tzinfo=WARSAW)
    [ticket] = counter.tickets()
    counter.pay(ticket)
    [item] = counter.tables.table(KeptTicket).items.values()
    assert int(item["expires_at"]["N"]) == datetime(until, 1, 1, tzinfo=WARSAW).timestamp()
