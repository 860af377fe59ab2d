"""What is due on a day is paid once, and all other money goes back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.additional_fares.errors import AmountChanged, AmountUnknown, AttemptsUsedUp, NothingToPay
from chalicelib.additional_fares.pay_demand import MOST_ATTEMPTS
from chalicelib.errors import IdempotencyKeyReused
from chalicelib.payments.errors import GatewayRefused, GatewayUnknown, PaymentUnknown
from chalicelib.warsaw import WARSAW
from tests.additional_fares.desk import IN_2024, IN_2026, OTHER_PHONE, Desk


def _krakow(*clock: int) -> datetime:
    """A moment of Kraków's wall clock, in UTC as the product counts."""
    return datetime(*clock, tzinfo=WARSAW).astimezone(UTC)


def test_seven_days_cost_half_of_it_and_later_the_whole(desk: Desk):
    demand = desk.inspect()
    seen = desk.look(demand)
    assert (desk.due(demand), seen.due_later.amount, f"{seen.reduced_until}") == (12000, 24000, "2019-06-10")
    desk.later(days=7)
    assert desk.due(demand) == 12000
    desk.later(days=1)
    seen = desk.look(demand)
    assert (desk.due(demand), seen.reduced_until, seen.due_later) == (24000, None, None)


@pytest.mark.parametrize(
    ("inspected", "last_minute"),
    [
        (_krakow(2020, 3, 22, 23, 59), _krakow(2020, 3, 29, 23, 59)),
        (_krakow(2019, 10, 20, 0, 0), _krakow(2019, 10, 27, 23, 59)),
        (_krakow(2019, 6, 3, 0, 0), _krakow(2019, 6, 10, 23, 59)),
    ],
    ids=["the clocks go forward", "the clocks go back", "in summer"],
)
def test_the_seventh_day_is_krakows_to_its_last_minute(desk: Desk, inspected: datetime, last_minute: datetime):
    desk.now = inspected
    demand = desk.inspect()
    for minutes, due, cancelled in ((0, 12000, True), (1, 24000, False)):
        desk.now = last_minute + timedelta(minutes=minutes)
        assert (desk.due(demand), desk.look(demand).cancellation is not None) == (due, cancelled)


def test_a_ride_is_on_top_and_never_reduced(desk: Desk):
    desk.now = IN_2024
    demand = desk.inspect()
    assert desk.due(demand) == 22500 + 600
    desk.later(days=8)
    assert desk.due(demand) == 30000 + 600


def test_an_amount_that_was_not_found_is_not_guessed_and_comes_with_its_day(desk: Desk):
    desk.now = IN_2026
    demand = desk.inspect()
    assert (desk.due(demand), desk.look(demand).due_later.amount) == (None, 40000)
    with pytest.raises(AmountUnknown):
        desk.begin(demand, 20000)
    desk.later(days=8)
    assert desk.pay(desk.begin(demand, 40000)).state == "paid"


def test_paid_it_is_booked_as_the_operators_additional_fares(desk: Desk):
    demand = desk.paid()
    assert (demand.state, desk.due(demand), desk.look(demand).paid.amount) == ("paid", 0, 12000)
    assert desk.balance(demand) == {"mpk:gateway": 12000, "mpk:additional-fares": -12000}


def test_a_notification_that_comes_twice_changes_nothing(desk: Desk):
    demand = desk.paid()
    desk.later(hours=1)
    assert desk.tell(desk.gateway.charges[demand.paid_with].report) == demand


def test_an_amount_that_was_not_agreed_to_is_not_charged(desk: Desk):
    demand = desk.inspect()
    desk.later(days=8)
    with pytest.raises(AmountChanged) as refusal:
        desk.begin(demand, 12000)
    assert refusal.value.details == {"total": "240.00"}
    assert desk.gateway.calls == []


def test_what_is_settled_is_not_charged_again(desk: Desk):
    demand = desk.paid()
    with pytest.raises(NothingToPay):
        desk.begin(demand, 12000, key="key-0000000q")


def test_the_same_request_again_is_the_same_attempt(desk: Desk):
    demand = desk.inspect()
    first, again = desk.begin(demand, 12000), desk.begin(demand, 12000)
    assert first == again
    assert len(desk.again(demand).payments) == len(desk.gateway.charges) == 1
    with pytest.raises(IdempotencyKeyReused):
        desk.begin(demand, 12000, method="transfer")


def test_whose_start_was_lost_is_not_sent_to_pay_what_somebody_else_paid(desk: Desk):
    demand = desk.inspect()
    desk.gateway.lose_next_answer("start_charge", applied=True)
    with pytest.raises(GatewayUnknown):
        desk.begin(demand, 12000)
    desk.pay(desk.begin(demand, 12000, phone=OTHER_PHONE))
    with pytest.raises(NothingToPay):
        desk.begin(demand, 12000)


def test_a_key_of_another_phone_is_another_attempt(desk: Desk):
    demand = desk.inspect()
    assert desk.begin(demand, 12000).order_id != desk.begin(demand, 12000, phone=OTHER_PHONE).order_id


@pytest.mark.parametrize("applied", [True, False])
def test_an_answer_lost_at_the_start_is_asked_for_again(desk: Desk, applied: bool):
    demand = desk.inspect()
    desk.gateway.lose_next_answer("start_charge", applied=applied)
    with pytest.raises(GatewayUnknown):
        desk.begin(demand, 12000)
    payment = desk.begin(demand, 12000)
    assert payment.redirect_url
    assert len(desk.again(demand).payments) == 1


def test_a_refused_order_is_refused_again_and_another_attempt_may_pay(desk: Desk):
    demand = desk.inspect()
    desk.gateway.refuse_next("start_charge")
    for _ in range(2):
        with pytest.raises(GatewayRefused):
            desk.begin(demand, 12000)
    assert desk.pay(desk.begin(demand, 12000, key="key-0000000q")).state == "paid"


def test_the_amount_of_the_last_reduced_minute_stands_while_it_may_be_paid(desk: Desk):
    demand = desk.inspect()
    desk.now = desk.now.replace(day=10, hour=23, minute=50)
    payment = desk.begin(demand, 12000)
    desk.later(minutes=14)
    assert desk.pay(payment).state == "paid"


def test_the_reduced_amount_paid_too_late_goes_back(desk: Desk):
    demand = desk.inspect()
    desk.now = desk.now.replace(day=10, hour=23, minute=50)
    payment = desk.begin(demand, 12000)
    desk.later(minutes=16)
    demand = desk.pay(payment)
    assert (demand.state, demand.payments[0].reason) == ("demanded", "paid_too_late")
    assert desk.look(demand).on_its_way_back.amount == 12000
    desk.pay_out()
    seen = desk.look(demand)
    assert (seen.refunded.amount, seen.due.amount) == (12000, 24000)
    assert (desk.refunds(), desk.balance(demand)) == ({"T00000001": 12000}, {})


def test_paid_after_the_time_but_in_the_amount_of_that_day_it_is_paid(desk: Desk):
    payment = desk.begin(desk.inspect(), 12000)
    desk.later(days=2)
    assert desk.pay(payment).state == "paid"


def test_of_two_attempts_that_are_both_paid_the_second_goes_back(desk: Desk):
    demand = desk.inspect()
    one, other = desk.begin(demand, 12000), desk.begin(demand, 12000, phone=OTHER_PHONE)
    desk.pay(other)
    demand = desk.pay(one)
    assert (demand.state, demand.paid_with) == ("paid", other.order_id)
    desk.pay_out()
    assert desk.refunds() == {"T00000001": 12000}
    assert desk.balance(demand) == {"mpk:gateway": 12000, "mpk:additional-fares": -12000}


def test_an_order_paid_twice_on_its_page_gives_the_second_back_once(desk: Desk):
    demand = desk.paid()
    second = desk.gateway.approve_again(demand.paid_with)
    demand = desk.tell(second)
    assert desk.tell(second) == demand
    desk.pay_out()
    assert (desk.refunds(), desk.look(demand).paid.amount) == ({"T00000002": 12000}, 24000)
    assert desk.balance(demand) == {"mpk:gateway": 12000, "mpk:additional-fares": -12000}


def test_another_amount_than_was_asked_goes_back_and_a_person_hears_of_it(desk: Desk, caplog):
    payment = desk.begin(desk.inspect(), 12000)
    demand = desk.tell(replace(desk.gateway.approve(payment.order_id), amount_grosze=11000))
    assert (demand.state, demand.payments[0].refund_grosze) == ("demanded", 11000)
    assert caplog.text.count("paid another amount") == 1
    desk.pay_out()
    assert (caplog.text.count("paid another amount"), desk.balance(demand)) == (1, {})


def test_a_declined_card_leaves_it_to_be_paid(desk: Desk):
    demand = desk.inspect()
    payment = desk.begin(demand, 12000)
    demand = desk.tell(desk.gateway.decline(payment.order_id))
    assert (demand.state, demand.payments[0].reason) == ("demanded", "declined")


def test_what_nobody_paid_is_asked_about_once_and_given_up(desk: Desk):
    demand = desk.inspect()
    payment = desk.begin(demand, 12000)
    desk.later(minutes=14)
    assert desk.tick() == 0
    desk.later(minutes=1)
    desk.gateway.expire(payment.order_id)
    assert desk.tick() == 1
    demand = desk.again(demand)
    assert (demand.state, demand.payments[0].state, demand.calls_next_at) == ("demanded", "failed", None)
    desk.later(days=1)
    assert desk.tick() == 0


def test_money_that_no_notification_told_of_is_found_by_asking(desk: Desk):
    demand = desk.inspect()
    desk.gateway.approve(desk.begin(demand, 12000).order_id)
    desk.later(minutes=15)
    desk.tick()
    assert desk.again(demand).state == "paid"


def test_a_refund_whose_answer_was_lost_is_asked_after_and_sent_once(desk: Desk):
    demand = desk.paid()
    demand = desk.tell(desk.gateway.approve_again(demand.paid_with))
    desk.later(minutes=5)
    desk.gateway.lose_next_answer("refund", applied=True)
    desk.tick()
    desk.pay_out()
    desk.later(hours=1)
    desk.tick()
    assert desk.look(demand).refunded.amount == 12000
    assert [call[0] for call in desk.gateway.calls].count("refund") == 1


def test_a_gateway_that_is_silent_for_a_week_leaves_it_to_a_person(desk: Desk, caplog):
    demand = desk.inspect()
    desk.begin(demand, 12000)
    desk.later(minutes=15)
    for _ in range(24 * 7 + 10):
        desk.gateway.lose_next_answer("reports", applied=False)
        desk.tick()
        desk.later(hours=1)
    [payment] = desk.again(demand).payments
    assert (payment.state, desk.again(demand).calls_next_at) == ("needs_review", None)
    assert "payment needs review" in caplog.text


def test_attempts_are_bounded_because_one_item_holds_them(desk: Desk):
    demand = desk.inspect()
    for number in range(MOST_ATTEMPTS):
        desk.begin(demand, 12000, key=f"key-{number:08d}")
    with pytest.raises(AttemptsUsedUp):
        desk.begin(demand, 12000, key="key-one-more")


@pytest.mark.parametrize("order_id", ["fare_000000000000_a", "fare_", "fare__", "fare"])
def test_money_for_an_unknown_order_is_told_again_and_seen_by_a_person(desk: Desk, caplog, order_id: str):
    report = desk.gateway.approve(desk.begin(desk.inspect(), 12000).order_id)
    with pytest.raises(PaymentUnknown):
        desk.tell(replace(report, order_id=order_id))
    assert "not ours" in caplog.text


def test_money_for_an_order_that_this_demand_never_made_is_told_again(desk: Desk):
    report = desk.gateway.approve(desk.begin(desk.inspect(), 12000).order_id)
    with pytest.raises(PaymentUnknown):
        desk.tell(replace(report, order_id=report.order_id[:-1] + "0"))


def test_nothing_is_kept_of_who_pays(desk: Desk):
    demand = desk.paid()
    kept = f"{desk.again(demand)}"
    assert "passenger@example.com" not in kept
    assert "dev_a" not in kept


def test_the_same_request_in_another_language_is_another_request(desk: Desk):
    demand = desk.inspect()
    desk.begin(demand, 12000)
    with pytest.raises(IdempotencyKeyReused):
        desk.begin(demand, 12000, language="uk")
