"""What a driver is told, and when a change orders a gateway call."""

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
