"""What a driver is told, and when a change orders a gateway call."""

from dataclasses import replace
from datetime import timedelta

from chalicelib.parking.announcement import gateway_calls_ordered
from chalicelib.texts import catalogue, text
from tests.parking.city import MONDAY_9


def names(city):
    return [(message.template.removeprefix("messages."), message.channel) for message in city.sent]


def test_the_start_is_told_by_push_and_e_mail(city):
    before = city.start()
    city.report(city.gateway.approve(before.order_ids[0]))
    city.follow(before, city.stay(before.stay_id))
    assert names(city) == [("stay_started", "push"), ("stay_started", "email")]
    assert city.sent[0].device_id == "dev_a"
    assert city.sent[1].email == "driver@example.com"


def test_the_stop_tells_the_fee_and_what_is_released(city):
    before = city.running()
    city.later(hours=1)
    city.stop(before.stay_id)
    city.follow(before, city.stay(before.stay_id))
    assert names(city) == [("stay_stopped", "push"), ("stay_stopped", "email")]
    assert (city.sent[0].values["fee"], city.sent[0].values["released"]) == ("8,00\u00a0zł", "99,00\u00a0zł")
    assert city.handed_out == [before.stay_id]


def test_a_stay_that_never_ran_says_why(city):
    declined = city.start()
    city.report(city.gateway.decline(declined.order_ids[0]))
    city.follow(declined, city.stay(declined.stay_id))
    assert names(city) == [("stay_payment_failed", "push")]


def test_a_moved_end_is_told(city):
    before = city.running(kind="limited", until=MONDAY_9 + timedelta(hours=1))
    longer = city.extend(before.stay_id, MONDAY_9 + timedelta(hours=2))
    city.report(city.gateway.approve(longer.order_ids[1]))
    city.follow(before, city.stay(before.stay_id))
    assert names(city) == [("stay_extended", "push")]
    assert city.sent[0].values["until"] == "11:00"


def test_the_same_change_gives_the_same_messages(city):
    before = city.running()
    city.later(hours=1)
    after = city.stop(before.stay_id)
    city.follow(before, after)
    city.follow(before, after)
    assert city.sent[:2] == city.sent[2:]


def test_a_change_of_something_else_orders_nothing(city):
    before = city.running()
    after = city.stay(before.stay_id)
    city.follow(before, after)
    city.follow(None, after)
    assert city.sent == []
    assert not gateway_calls_ordered(before, after)


def test_every_message_has_all_its_words(city):
    before = city.running()
    city.later(hours=1)
    city.follow(before, city.stop(before.stay_id))
    for message in city.sent:
        parts = ("title", "body") if message.channel == "push" else ("email_title", "email_body")
        for part in parts:
            for language in ("pl", "en", "uk"):
                assert text(f"{message.template}.{part}", language, **message.values)
    assert any(key.startswith("messages.stay_reminder") for key in catalogue())


def taken_unasked(city):
    """A stay that runs, of whose hold the gateway took all without our asking."""
    stay = city.running()
    held = city.report_of(stay.order_ids[0])
    city.report(replace(held, outcome="paid"))
    return city.stay(stay.stay_id)


def test_nobody_is_told_that_nothing_was_charged_whose_money_the_gateway_took(city):
    before = taken_unasked(city)
    city.later(hours=1)
    city.follow(before, city.stop(before.stay_id))
    assert names(city) == [("stay_taken_unasked", "push")]
    assert city.sent[0].values["taken"] == "107,00\u00a0zł"


def test_money_that_was_taken_by_mistake_and_goes_back_is_said_to_go_back(city):
    before = city.running()
    city.report(city.gateway.approve_again(before.order_ids[0], paid=True))
    city.follow(before, city.stop(before.stay_id))
    assert names(city) == [("stay_goes_back", "push")]
    assert city.sent[0].values["back"] == "107,00\u00a0zł"


def test_money_taken_after_a_stop_is_told_once(city):
    stay = city.running()
    before = city.stop(stay.stay_id)
    held = city.report_of(stay.order_ids[0])
    city.report(replace(held, outcome="paid"))
    city.follow(before, city.stay(stay.stay_id))
    assert names(city) == [("stay_taken_unasked", "push")]
    city.follow(city.stay(stay.stay_id), city.stay(stay.stay_id))
    assert len(city.sent) == 1


def test_what_the_gateway_took_unasked_is_not_said_to_be_released(city):
    stay = city.running()
    city.later(hours=1)
    after = city.stop(stay.stay_id)
    [hold] = after.holds
    taken = replace(hold, payment=replace(hold.payment, state="needs_review", unasked_grosze=10700))
    city.follow(stay, replace(after, holds=(hold, taken)))
    assert names(city) == [("stay_stopped", "push"), ("stay_stopped", "email"), ("stay_taken_unasked", "push")]
    assert city.sent[0].values["released"] == "99,00\u00a0zł"


def test_nobody_is_told_of_money_that_goes_back_to_an_erased_phone(city):
    stay = city.running()
    city.later(hours=1)
    stopped = city.stop(stay.stay_id)
    [hold] = stopped.holds
    captured = replace(hold, payment=replace(hold.payment, state="refund_requested", refund_grosze=800))
    refunded = replace(hold, payment=replace(hold.payment, state="refunded", refunded_grosze=800))
    erased = replace(stopped, device_id="gone_a", email="", holds=(captured,))
    city.follow(erased, replace(erased, holds=(refunded,)))
    assert city.sent == []
