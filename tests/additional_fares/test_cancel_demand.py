"""Whoever had a ticket and could not show it pays the handling fee alone."""

from datetime import timedelta

import pytest

from chalicelib.additional_fares.cancel_demand import cancel_at_desk
from chalicelib.additional_fares.decide_payment import DESK
from chalicelib.additional_fares.errors import (
    AmountChanged,
    HandlingFeeImpossible,
    HandlingFeeUnknown,
    NotCancelled,
    NothingToPay,
    NotYours,
    PaidToInspector,
)
from chalicelib.additional_fares.find_demand import list_open
from chalicelib.additional_fares.write_off_demand import write_off_demand
from chalicelib.audit import recorded_entries
from chalicelib.errors import Busy
from chalicelib.tickets.errors import TicketUnknown
from tests.additional_fares.desk import IN_2024, OTHER_PHONE, PASSENGER, Desk


def at_desk(desk, demand, shown="document", fee=None):
    return cancel_at_desk(demand.number, shown, fee, "operator", "Okazano.", desk.now)


def test_the_phone_with_the_ticket_cancels_and_pays_the_handling_fee(desk: Desk):
    ticket, demand = desk.has_ticket(), desk.inspect()
    demand = desk.cancel(demand, ticket)
    assert (demand.state, demand.holder, desk.due(demand)) == ("handling_fee_due", "", 1200)
    demand = desk.pay(desk.begin(demand, 1200))
    assert (demand.state, desk.due(demand)) == ("cancelled", 0)
    assert desk.balance(demand) == {"mpk:gateway": 1200, "mpk:additional-fares": -1200}


def test_of_what_was_paid_all_but_the_handling_fee_goes_back(desk: Desk):
    ticket, demand = desk.has_ticket(), desk.paid()
    demand = desk.cancel(demand, ticket)
    assert (demand.state, desk.due(demand), desk.look(demand).on_its_way_back.amount) == ("cancelled", 0, 10800)
    desk.pay_out()
    assert desk.refunds() == {"T00000001": 10800}
    assert desk.balance(demand) == {"mpk:gateway": 1200, "mpk:additional-fares": -1200}


def refund(desk, demand, grosze):
    return DESK.refund_payment(demand.paid_with, grosze, "operator", "Awaria.", desk.now)


def test_it_is_not_cancelled_while_an_operators_refund_is_on_its_way(desk: Desk):
    ticket, demand = desk.has_ticket(), desk.paid()
    refund(desk, demand, 1000)
    with pytest.raises(Busy):
        desk.cancel(demand, ticket)
    desk.pay_out()
    desk.cancel(demand, ticket)
    desk.pay_out()
    assert desk.balance(demand) == {"mpk:gateway": 1200, "mpk:additional-fares": -1200}


@pytest.mark.parametrize("given_back", [10800, 11000, 12000])
def test_of_what_an_operator_gave_back_already_nothing_goes_back_twice(desk: Desk, given_back: int):
    ticket, demand = desk.has_ticket(), desk.paid()
    refund(desk, demand, given_back)
    desk.pay_out()
    demand = desk.cancel(demand, ticket)
    assert (demand.state, desk.look(demand).on_its_way_back.amount) == ("cancelled", 0)
    assert desk.look(demand).refunded.amount == given_back


def test_the_same_request_again_changes_nothing(desk: Desk):
    ticket, demand = desk.has_ticket(), desk.inspect()
    cancelled = desk.cancel(demand, ticket)
    desk.later(days=30)
    assert desk.cancel(demand, ticket) == cancelled


def test_an_attempt_at_the_whole_fare_that_is_paid_after_the_cancelling_goes_back(desk: Desk):
    ticket, demand = desk.has_ticket(), desk.inspect()
    payment = desk.begin(demand, 12000)
    desk.cancel(demand, ticket)
    demand = desk.pay(payment)
    assert (demand.state, demand.payments[0].refund_grosze) == ("handling_fee_due", 12000)


def test_the_handling_fee_paid_late_is_paid(desk: Desk):
    ticket, demand = desk.has_ticket(), desk.inspect()
    payment = desk.begin(desk.cancel(demand, ticket), 1200)
    desk.later(days=20)
    assert desk.pay(payment).state == "cancelled"


@pytest.mark.parametrize(("days", "cancelled"), [(7, True), (8, False)])
def test_it_is_shown_within_seven_days(desk: Desk, days: int, cancelled: bool):
    ticket, demand = desk.has_ticket(), desk.inspect()
    desk.later(days=days)
    assert (desk.look(demand).cancellation is not None) == cancelled
    if cancelled:
        assert desk.cancel(demand, ticket).state == "handling_fee_due"
    else:
        with pytest.raises(NotCancelled):
            desk.cancel(demand, ticket)


def test_a_ticket_bought_after_the_inspection_cancels_nothing(desk: Desk):
    demand = desk.inspect()
    ticket = desk.has_ticket(issued_at=desk.now + timedelta(minutes=1))
    with pytest.raises(NotCancelled):
        desk.cancel(demand, ticket)


@pytest.mark.parametrize(
    "facts",
    [
        {"valid_until": timedelta()},
        {"valid_from": timedelta(minutes=1)},
        {"issued_at": None},
        {"product": "bearer-network-z1"},
        {"product": "named-1-line-z1", "lines": ("52",)},
        {"product": "named-1-line-z1", "lines": ("50",), "line_changes": (timedelta(minutes=1),)},
    ],
    ids=["ended", "not yet", "unpaid", "bearer's", "other line", "line changed since"],
)
def test_a_ticket_that_would_not_have_passed_cancels_nothing(desk: Desk, facts: dict):
    def dated(value):
        if isinstance(value, timedelta):
            return desk.now + value
        return tuple(map(dated, value)) if isinstance(value, tuple) else value

    desk.now = desk.now.replace(year=2018, month=9) if facts.get("product") == "bearer-network-z1" else desk.now
    ticket = desk.has_ticket(**{name: dated(value) for name, value in facts.items()})
    with pytest.raises(NotCancelled):
        desk.cancel(desk.inspect(), ticket)


def test_a_ticket_for_the_line_of_the_inspection_cancels(desk: Desk):
    ticket = desk.has_ticket(product="named-1-line-z1", lines=("50",))
    assert desk.cancel(desk.inspect(), ticket).state == "handling_fee_due"


def test_a_ticket_of_another_zone_cancels_nothing(desk: Desk):
    ticket = desk.has_ticket()
    with pytest.raises(NotCancelled):
        desk.cancel(desk.inspect(zone="II"), ticket)


@pytest.mark.parametrize("passenger", [PASSENGER | {"born_in": 1991}, PASSENGER | {"surname": "Inny"}, None])
def test_somebody_elses_ticket_cancels_nothing(desk: Desk, passenger):
    ticket = desk.has_ticket()
    with pytest.raises(NotYours):
        desk.cancel(desk.inspect(passenger=passenger), ticket)


def test_a_ticket_on_another_phone_is_unknown_here(desk: Desk):
    ticket = desk.has_ticket(phone=OTHER_PHONE)
    with pytest.raises(TicketUnknown):
        desk.cancel(desk.inspect(), ticket)


def test_a_missing_document_is_not_made_up_for_by_a_ticket(desk: Desk):
    ticket, demand = desk.has_ticket(), desk.inspect(offence="no_document")
    with pytest.raises(NotCancelled):
        desk.cancel(demand, ticket)
    assert [one.code for one in desk.look(demand).cancellation.shown] == ["document"]
    assert at_desk(desk, demand).state == "handling_fee_due"


def test_where_the_handling_fee_was_not_found_a_service_point_says_it(desk: Desk):
    desk.now = IN_2024
    ticket, demand = desk.has_ticket(), desk.inspect()
    assert desk.look(demand).cancellation.handling_fee is None
    with pytest.raises(HandlingFeeUnknown):
        desk.cancel(demand, ticket)
    with pytest.raises(HandlingFeeUnknown):
        at_desk(desk, demand)
    assert at_desk(desk, demand, fee=2400).handling_grosze == 2400
    assert desk.due(demand) == 2400


@pytest.mark.parametrize("fee", [0, 30600, 240000])
def test_a_handling_fee_is_more_than_nothing_and_less_than_the_whole(desk: Desk, fee: int):
    desk.now = IN_2024
    with pytest.raises(HandlingFeeImpossible) as refusal:
        at_desk(desk, desk.inspect(), fee=fee)
    assert refusal.value.details == {"total": "306.00"}


def test_a_fee_that_is_on_the_list_is_not_another_one(desk: Desk):
    demand = desk.inspect()
    with pytest.raises(AmountChanged):
        at_desk(desk, demand, fee=1300)
    assert at_desk(desk, demand, fee=1200).handling_grosze == 1200


def test_what_an_inspector_took_only_a_service_point_gives_back(desk: Desk):
    ticket, demand = desk.has_ticket(), desk.inspect(paid_to_inspector=True)
    with pytest.raises(PaidToInspector):
        desk.cancel(demand, ticket)
    demand = at_desk(desk, demand, shown="named_ticket")
    assert (demand.state, desk.refunds()) == ("cancelled", {})


def test_a_demand_is_cancelled_once(desk: Desk):
    demand = desk.inspect()
    at_desk(desk, demand)
    with pytest.raises(NotCancelled):
        at_desk(desk, demand)


def test_written_off_it_asks_for_nothing_and_what_is_paid_goes_back(desk: Desk):
    demand = desk.inspect()
    payment = desk.begin(demand, 12000)
    demand = write_off_demand(demand.number, "operator", "Przedawnione.", desk.now)
    assert (demand.state, desk.due(demand), demand.holder) == ("written_off", 0, "")
    assert desk.pay(payment).payments[0].reason == "settled_already"
    with pytest.raises(NothingToPay):
        write_off_demand(demand.number, "operator", "Przedawnione.", desk.now)


def test_every_decision_is_in_the_audit(desk: Desk):
    demand = desk.inspect()
    at_desk(desk, demand)
    desk.later(days=1)
    write_off_demand(demand.number, "operator", "Drobna kwota.", desk.now)
    entries, _ = recorded_entries.of_area("additional_fares", 10, None)
    assert [(one.what, one.subject_id, one.who) for one in entries] == [
        ("write_off", demand.number, "operator"),
        ("cancel", demand.number, "operator"),
    ]
    assert entries[1].before == {"state": "demanded", "handling_grosze": 0}
    assert entries[1].after == {"state": "handling_fee_due", "handling_grosze": 1200}


def test_what_is_still_to_be_paid_is_listed_until_it_is_settled(desk: Desk):
    paid, cancelled = desk.inspect(key="key-00000002"), desk.inspect(key="key-00000003")
    waiting = desk.inspect()
    desk.pay(desk.begin(paid, 12000))
    at_desk(desk, cancelled)
    open_ones, cursor = list_open(10, None)
    assert ({one.number for one in open_ones}, cursor) == ({cancelled.number, waiting.number}, None)


def test_whom_the_inspector_saw_is_forgotten_when_no_ticket_can_help_any_more(desk: Desk):
    demand = desk.inspect()
    desk.now = desk.now.replace(day=10, hour=23, minute=59)
    desk.tick()
    assert desk.again(demand).holder
    desk.later(minutes=1)
    assert desk.tick() == 1
    assert (desk.again(demand).holder, desk.again(demand).due_at) == ("", None)
