"""What a holder does with a ticket: return it, change its lines, renew it."""

from datetime import date, datetime

import pytest

from chalicelib.tariff import errors as of_tariff
from chalicelib.tickets import errors
from chalicelib.tickets.change_lines import change_lines, line_changes_left
from chalicelib.tickets.move_ticket import move_ticket, offer_transfer
from chalicelib.tickets.own_ticket import own_ticket
from chalicelib.tickets.renew import renewal
from chalicelib.tickets.return_ticket import quote_return
from chalicelib.tickets.revoked_since import revoked_since
from chalicelib.tickets.ticket import A_CHANGE_TAKES, Ticket
from chalicelib.warsaw import WARSAW
from tests.tickets.counter import METROPOLITAN, NETWORK, ONE_LINE, OTHER_PHONE, PHONE, Counter


@pytest.fixture
def month(counter: Counter) -> Ticket:
    """A resident's ticket from 23 November to 22 December: 30 days for 99.00."""
    counter.resident()
    return counter.bought(**NETWORK)


def quoted(counter: Counter, ticket: Ticket, phone: str = PHONE):
    return quote_return(ticket.ticket_id, phone, counter.now)


# Returns.


def test_the_day_of_the_return_counts_as_used_and_the_ticket_ends_with_it(counter: Counter, month: Ticket):
    counter.later(days=1)
    assert (quoted(counter, month).grosze, quoted(counter, month).unused_days) == (9240, 28)
    ticket = counter.give_back(month, 9240)
    assert counter.state(ticket) == "returned"
    assert ticket.valid_until == datetime(2026, 11, 25, tzinfo=WARSAW)
    assert own_ticket(ticket.ticket_id, PHONE).valid_until == ticket.valid_until


def test_a_return_is_refunded_the_way_it_was_paid(counter: Counter, month: Ticket):
    counter.give_back(month, 9570)
    counter.pay_out()
    assert counter.refunds() == {"T00000001": 9570}
    assert counter.ticket(month.ticket_id).payment.refunded_grosze == 9570
    assert counter.balance(month) == {"mpk:gateway": 330, "mpk:tickets": -330}
    assert {"ticket_returned:email", "ticket_refunded:push"} <= set(counter.told())


def test_nothing_is_returned_for_a_sum_that_was_not_confirmed(counter: Counter, month: Ticket):
    with pytest.raises(errors.ReturnSumChanged) as refusal:
        counter.give_back(month, 9571)
    assert refusal.value.details == {"refund": "95.70"}
    assert counter.state(month) == "active"


def test_midnight_between_the_sum_and_its_confirmation_asks_again(counter: Counter, month: Ticket):
    shown = quoted(counter, month).grosze
    counter.later(hours=14)
    with pytest.raises(errors.ReturnSumChanged):
        counter.give_back(month, shown)


def test_a_return_that_is_asked_for_twice_happens_once(counter: Counter, month: Ticket):
    first = counter.give_back(month, 9570)
    assert counter.give_back(month, 9570) == first
    with pytest.raises(errors.TicketNotInUse):
        counter.give_back(month, 9240)
    counter.pay_out()
    assert counter.give_back(month, 9570).payment.refunded_grosze == 9570
    assert len(counter.gateway.refunds) == 1


def test_a_ticket_for_later_goes_back_whole_and_is_good_for_nothing(counter: Counter):
    counter.resident()
    ticket = counter.give_back(counter.bought(**NETWORK, first_day="2026-12-01"), 9900)
    counter.pay_out()
    assert counter.state(ticket) == "returned"
    assert counter.balance(ticket) == {}
    with pytest.raises(errors.TicketUnknown):
        own_ticket(ticket.ticket_id, PHONE)


def test_the_sixteenth_day_before_the_end_is_the_last_to_return(counter: Counter, month: Ticket):
    counter.now = datetime(2026, 12, 7, 23, 59, tzinfo=WARSAW)
    assert quoted(counter, month).unused_days == 15
    counter.later(minutes=1)
    with pytest.raises(of_tariff.ReturnTooLate):
        quoted(counter, month)


def test_what_has_no_rule_cannot_be_returned(counter: Counter):
    with pytest.raises(of_tariff.ReturnRuleUnknown):
        quoted(counter, counter.bought(**METROPOLITAN))


def test_only_a_paid_ticket_of_this_phone_can_be_returned(counter: Counter, month: Ticket):
    with pytest.raises(errors.TicketUnknown):
        quoted(counter, month, OTHER_PHONE)
    with pytest.raises(errors.TicketNotInUse):
        quoted(counter, counter.buy(key="key-00000002", **NETWORK))


def test_a_second_payment_is_no_part_of_what_a_return_gives_back(counter: Counter, month: Ticket):
    counter.pay_again(month)
    counter.give_back(month, 9570)
    counter.pay_out()
    assert counter.refunds() == {"T00000001": 9570, "T00000002": 9900}
    assert counter.balance(month) == {"mpk:gateway": 330, "mpk:tickets": -330}


# Lines.


@pytest.fixture
def line_ticket(counter: Counter) -> Ticket:
    counter.resident()
    return counter.bought(**ONE_LINE)


def change(counter: Counter, ticket: Ticket, *lines: str) -> Ticket:
    return change_lines(ticket.ticket_id, PHONE, lines, counter.now)


def test_lines_are_changed_twice_a_month_of_validity(counter: Counter):
    counter.resident()
    ticket = counter.bought(**ONE_LINE | {"months": 2, "total": {"amount": 14400}})
    change(counter, ticket, "50")
    assert change(counter, ticket, "18").lines == ("18",)
    with pytest.raises(of_tariff.LineChangesUsedUp):
        change(counter, ticket, "4")
    counter.later(days=30)
    assert change(counter, ticket, "4").lines == ("4",)
    assert line_changes_left(counter.ticket(ticket.ticket_id), counter.now) == 1


def test_the_same_lines_again_use_nothing_up(counter: Counter, line_ticket: Ticket):
    change(counter, line_ticket, "50")
    assert change(counter, line_ticket, "50").line_changes == (counter.now,)


@pytest.mark.parametrize("lines", [[], ["50", "18"], ["50", "50"]])
def test_a_ticket_keeps_its_number_of_lines(counter: Counter, line_ticket: Ticket, lines):
    with pytest.raises(of_tariff.LinesWanted):
        change(counter, line_ticket, *lines)


@pytest.mark.parametrize("line", ["", "52 ", "052", "WSZYSTKI"])
def test_a_line_written_otherwise_is_no_other_line(counter: Counter, line_ticket: Ticket, line: str):
    with pytest.raises(of_tariff.LinesWanted):
        change(counter, line_ticket, line)
    assert line_changes_left(counter.ticket(line_ticket.ticket_id), counter.now) == 2


@pytest.mark.parametrize("line", ["69", "74", "902"])
def test_a_ticket_is_not_changed_to_a_night_or_replacement_line(counter: Counter, line_ticket: Ticket, line: str):
    with pytest.raises(of_tariff.LineNotSold):
        change(counter, line_ticket, line)


def test_a_network_ticket_has_no_lines_to_change(counter: Counter, month: Ticket):
    with pytest.raises(of_tariff.LinesWanted):
        change(counter, month, "50")
    assert line_changes_left(month, counter.now) == 0


def test_an_expired_ticket_keeps_its_lines(counter: Counter, line_ticket: Ticket):
    counter.later(days=40)
    with pytest.raises(errors.TicketNotInUse):
        change(counter, line_ticket, "50")


# What vouched for a ticket before.


def test_whoever_vouches_learns_which_tickets_changed_and_when(counter: Counter, line_ticket: Ticket):
    other = counter.bought(key="key-00000002", **METROPOLITAN)
    assert list(revoked_since(line_ticket.ordered_at)) == []
    counter.later(hours=1)
    changed_at = counter.now
    change(counter, line_ticket, "50")
    counter.later(hours=1)
    code, _ = offer_transfer(other.ticket_id, PHONE, counter.now)
    move_ticket(other.ticket_id, OTHER_PHONE, "uk", code, counter.now)
    unchanged_from = [moment + A_CHANGE_TAKES for moment in (changed_at, counter.now)]
    changes = list(zip([line_ticket.ticket_id, other.ticket_id], unchanged_from, strict=True))
    assert list(revoked_since(unchanged_from[0])) == changes
    assert list(revoked_since(unchanged_from[1])) == changes[1:]


def test_facts_say_what_a_ticket_is_good_for(counter: Counter, line_ticket: Ticket):
    facts = own_ticket(line_ticket.ticket_id, PHONE)
    assert (facts.product, facts.zones, facts.lines, facts.days) == ("named-1-line-z1", ("I",), ("52",), "all")
    assert (facts.holder, facts.documents, facts.concession) == ("J.P. 1990", ("krakow_card",), "")


def test_an_order_that_is_not_paid_is_good_for_nothing(counter: Counter):
    with pytest.raises(errors.TicketUnknown):
        own_ticket(counter.buy(**METROPOLITAN).ticket_id, PHONE)


# Reminders and the next ticket.


def test_a_holder_is_reminded_once_three_days_before_the_last(counter: Counter, month: Ticket):
    counter.now = datetime(2026, 12, 19, 9, 59, tzinfo=WARSAW)
    counter.tick()
    counter.work()
    assert "ticket_expires:push" not in counter.told()
    for _ in range(3):
        counter.later(minutes=1)
        counter.tick()
        counter.work()
    assert counter.told().count("ticket_expires:push") == 1
    assert counter.ticket(month.ticket_id).due_at is None


def test_a_returned_ticket_is_not_reminded_of(counter: Counter, month: Ticket):
    counter.give_back(month, 9570)
    counter.pay_out()
    counter.now = datetime(2026, 12, 20, tzinfo=WARSAW)
    counter.tick()
    counter.work()
    assert "ticket_expires:push" not in counter.told()


def test_the_next_ticket_starts_the_day_after_and_can_be_ordered_as_it_is(counter: Counter, month: Ticket):
    counter.now = datetime(2026, 12, 19, 10, tzinfo=WARSAW)
    prepared = renewal(month.ticket_id, PHONE, counter.now)
    assert (prepared.first_day, prepared.total.amount) == (date(2026, 12, 23), 9900)
    order = {
        "product": prepared.product,
        "rate": prepared.rate,
        "first_day": prepared.first_day.isoformat(),
        "resident_card": prepared.resident_card,
        "total": {"amount": prepared.total.amount},
    }
    ticket = counter.bought(key="key-00000002", **order)
    assert ticket.valid_from == month.valid_until


def test_a_ticket_that_is_long_over_is_renewed_from_today(counter: Counter, month: Ticket):
    counter.later(days=60)
    assert renewal(month.ticket_id, PHONE, counter.now).first_day == counter.now.date()


def test_it_is_too_early_to_renew_before_sale_begins(counter: Counter):
    counter.resident()
    ticket = counter.bought(**NETWORK | {"months": 3, "total": {"amount": 29700}})
    with pytest.raises(of_tariff.OutsideSale):
        renewal(ticket.ticket_id, PHONE, counter.now)


def test_a_ticket_by_time_is_renewed_at_once(counter: Counter, monkeypatch):
    monkeypatch.setattr("chalicelib.config.TIME_TICKETS", True)
    ticket = counter.bought(product="week-z1", total={"amount": 6500})
    prepared = renewal(ticket.ticket_id, PHONE, counter.now)
    assert (prepared.first_day, prepared.total.amount) == (None, 6500)


def test_another_phone_does_not_learn_the_buyers_address(counter: Counter):
    ticket = counter.bought(**METROPOLITAN)
    assert renewal(ticket.ticket_id, PHONE, counter.now).email
    code, _ = offer_transfer(ticket.ticket_id, PHONE, counter.now)
    counter.later(minutes=1)
    move_ticket(ticket.ticket_id, OTHER_PHONE, "uk", code, counter.now)
    counter.later(days=25)
    assert renewal(ticket.ticket_id, OTHER_PHONE, counter.now).email is None


def test_what_was_never_paid_is_not_renewed(counter: Counter):
    with pytest.raises(errors.TicketNotInUse):
        renewal(counter.buy(**METROPOLITAN).ticket_id, PHONE, counter.now)
