"""Ordering a ticket: what is sold, at which price, and what a repeat gets."""

from datetime import timedelta

import pytest

from chalicelib.errors import IdempotencyKeyReused
from chalicelib.legal.errors import TermsNotCurrent
from chalicelib.payments.errors import GatewayRefused, GatewayUnknown
from chalicelib.tariff import errors as of_tariff
from chalicelib.tickets import errors
from chalicelib.tickets.kept_tickets import KeptTicket
from chalicelib.warsaw import warsaw_day, warsaw_moment
from tests.tickets.counter import METROPOLITAN, NETWORK, ONE_LINE, OTHER_PHONE, Counter


def test_an_order_waits_at_the_gateway_for_its_price(counter: Counter):
    ticket = counter.buy(**METROPOLITAN)
    assert counter.state(ticket) == "pending"
    assert ticket.payment.redirect_url == "https://gateway.test/T00000001"
    [charge] = counter.gateway.charges.values()
    assert (charge.order.order_id, charge.order.amount_grosze) == (ticket.payment.order_id, 19300)
    assert len(charge.order.order_id) <= 32


def test_an_order_takes_two_round_trips_and_the_gateway(counter: Counter):
    counter.resident()
    asked = counter.calls(lambda: counter.buy(**NETWORK))
    assert asked == ["TransactWriteItems", "UpdateItem"]
    assert [call[0] for call in counter.gateway.calls] == ["start_charge"]


def test_only_initials_and_the_year_are_kept_of_the_holder(counter: Counter):
    ticket = counter.buy(**METROPOLITAN)
    assert ticket.holder == "J.P. 1990"
    [item] = counter.tables.table(KeptTicket).items.values()
    assert "Przykładowy" not in str(item)


@pytest.mark.parametrize(
    ("product", "rate"),
    [
        ("60min-z123", "normal"),
        ("group-20-z1", "normal"),
        ("week-z1", "normal"),
        ("activating-z1", "normal"),
    ],
)
def test_what_the_app_does_not_sell_cannot_be_ordered(counter: Counter, product, rate):
    with pytest.raises(errors.NotSoldInApp):
        counter.buy(product=product, rate=rate, total={"amount": 1})
    assert counter.gateway.calls == []


def test_tickets_by_time_are_sold_where_the_stage_says_so(counter: Counter, monkeypatch):
    monkeypatch.setattr("chalicelib.config.TIME_TICKETS", True)
    ticket = counter.buy(product="60min-z123", total={"amount": 800})
    counter.later(minutes=3)
    ticket = counter.pay(ticket)
    assert counter.state(ticket) == "active"
    assert (ticket.valid_from, (ticket.valid_until - ticket.valid_from).total_seconds()) == (counter.now, 3600)
    counter.later(minutes=60)
    assert counter.state(ticket) == "expired"


def test_a_week_begins_with_its_purchase_where_the_stage_sells_tickets_by_time(counter: Counter, monkeypatch):
    monkeypatch.setattr("chalicelib.config.TIME_TICKETS", True)
    ticket = counter.buy(product="week-z1", total={"amount": 6500})
    counter.later(minutes=3)
    ticket = counter.pay(ticket)
    assert counter.state(ticket) == "active"
    assert ticket.valid_until == warsaw_moment(warsaw_day(counter.now) + timedelta(days=7))


def test_a_ride_is_not_sold_even_where_tickets_by_time_are(counter: Counter, monkeypatch):
    monkeypatch.setattr("chalicelib.config.TIME_TICKETS", True)
    with pytest.raises(errors.NotSoldInApp):
        counter.buy(product="single-z123", total={"amount": 600})


def test_the_price_is_computed_here_and_another_one_is_refused(counter: Counter):
    with pytest.raises(errors.TicketPriceChanged) as refusal:
        counter.buy(**METROPOLITAN | {"total": {"amount": 19299}})
    assert refusal.value.details == {"total": "193.00"}
    assert counter.gateway.calls == []


def test_a_price_once_ordered_stands_when_the_repeat_would_cost_another(counter: Counter, monkeypatch):
    first = counter.buy(**METROPOLITAN)
    monkeypatch.setattr("chalicelib.tickets.buy.edition_on", lambda day: pytest.fail("the tariff was asked again"))
    monkeypatch.setattr(
        "chalicelib.tickets.buy._ordered", lambda *_: (_ for _ in ()).throw(errors.TicketPriceChanged(total="1.00"))
    )
    assert counter.buy(**METROPOLITAN).payment == first.payment


def test_a_resident_price_needs_the_card_on_this_phone(counter: Counter):
    with pytest.raises(errors.ResidentCardWanted):
        counter.buy(**NETWORK)
    with pytest.raises(errors.ResidentCardWanted):
        counter.buy(**NETWORK | {"resident_card": None})
    counter.resident(OTHER_PHONE)
    with pytest.raises(errors.ResidentCardWanted):
        counter.buy(**NETWORK)
    counter.resident()
    assert counter.buy(**NETWORK).payment.amount_grosze == 9900


def test_a_card_that_has_ended_gives_no_price(counter: Counter):
    counter.resident(last_day=counter.now.date())
    counter.later(days=1)
    with pytest.raises(errors.ResidentCardWanted):
        counter.buy(**NETWORK)


def test_a_card_is_not_asked_for_at_the_normal_price(counter: Counter):
    assert counter.buy(**METROPOLITAN | {"resident_card": "card_of_nobody"}).card_id == ""


def test_a_ticket_for_one_line_names_one(counter: Counter):
    counter.resident()
    with pytest.raises(of_tariff.LinesWanted):
        counter.buy(**ONE_LINE | {"lines": []})
    with pytest.raises(of_tariff.LineNotSold):
        counter.buy(**ONE_LINE | {"lines": ["902"]})
    assert counter.buy(**ONE_LINE).lines == ("52",)


def test_old_terms_cannot_be_accepted(counter: Counter):
    with pytest.raises(TermsNotCurrent):
        counter.buy(**METROPOLITAN, terms_version="2020-01-01")


def test_the_same_order_again_is_the_same_order(counter: Counter):
    first = counter.buy(**METROPOLITAN)
    again = counter.buy(**METROPOLITAN)
    assert again.ticket_id == first.ticket_id
    assert again.payment == first.payment
    assert len(counter.gateway.charges) == 1


def test_the_same_key_for_another_order_is_refused(counter: Counter):
    counter.buy(**METROPOLITAN)
    with pytest.raises(IdempotencyKeyReused):
        counter.buy(**METROPOLITAN, first_day="2026-12-01")
    with pytest.raises(IdempotencyKeyReused):  # also when the other body could not even be ordered
        counter.buy(**METROPOLITAN | {"total": {"amount": 1}})


def test_two_phones_with_the_same_key_have_two_orders(counter: Counter):
    assert counter.buy(**METROPOLITAN).ticket_id != counter.buy(OTHER_PHONE, **METROPOLITAN).ticket_id


def test_what_the_gateway_refuses_is_refused_again_and_costs_nothing(counter: Counter):
    counter.gateway.refuse_next("start_charge")
    for _ in range(2):
        with pytest.raises(GatewayRefused):
            counter.buy(**METROPOLITAN)
    assert len(counter.gateway.calls) == 1


@pytest.mark.parametrize("applied", [True, False])
def test_after_a_lost_answer_the_same_order_gets_its_address(counter: Counter, applied):
    counter.gateway.lose_next_answer("start_charge", applied=applied)
    with pytest.raises(GatewayUnknown):
        counter.buy(**METROPOLITAN)
    ticket = counter.buy(**METROPOLITAN)
    assert ticket.payment.redirect_url == "https://gateway.test/T00000001"
    assert len(counter.gateway.charges) == 1


def test_an_order_whose_time_is_over_is_not_charged_by_a_late_repeat(counter: Counter):
    counter.gateway.lose_next_answer("start_charge", applied=False)
    with pytest.raises(GatewayUnknown):
        counter.buy(**METROPOLITAN)
    counter.later(minutes=16)
    counter.buy(**METROPOLITAN)
    assert counter.gateway.charges == {}
