"""Days on which something goes wrong at the worst moment: lost answers, late approvals, a queue that is down."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

from chalicelib.parking import claimed_plates
from chalicelib.parking.complain import complain
from chalicelib.parking.published_editions import editions
from chalicelib.parking.take_due import take_due
from tests.parking.city import MONDAY_9

TEN = MONDAY_9 + timedelta(hours=1)


def limited(city, until=TEN, **caller):
    return city.running(city.caller(**caller), kind="limited", until=until)


def running_at(city, plate, *stay_ids):
    stays = [city.stay(stay_id) for stay_id in stay_ids]
    return [
        stay.stay_id for stay in stays if stay.plate == plate and stay.state == "running" and city.now < stay.ends_at
    ]


def test_an_extension_approved_after_another_took_the_plate_does_not_run_beside_it(city):
    first = limited(city)
    longer = city.extend(first.stay_id, TEN + timedelta(hours=1))
    city.now = TEN + timedelta(seconds=20)  # before the minute's sweep
    second = city.running(city.caller(device_id="dev_b"))
    assert claimed_plates.of("KR1AB23").stay_id == second.stay_id
    city.later(seconds=10)
    city.report(city.gateway.approve(longer.order_ids[1]))
    assert running_at(city, "KR1AB23", first.stay_id, second.stay_id) == [second.stay_id]


def test_an_extension_of_another_amount_does_not_move_the_end(city):
    stay = limited(city)
    longer = city.extend(stay.stay_id, TEN + timedelta(hours=2))
    city.report(replace(city.gateway.approve(longer.order_ids[1]), amount_grosze=1))
    assert city.stay(stay.stay_id).ends_at == TEN


def test_a_capture_confirmed_after_it_was_given_to_a_person_is_still_booked(city):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    city.gateway.lose_next_answer("capture", applied=True)
    city.call_gateway(stay.stay_id)
    for _ in range(60):
        city.later(hours=1, minutes=1)
        city.tick()
        city.gateway.lose_next_answer("reports", applied=False)
        city.call_gateway(stay.stay_id)
    assert city.stay(stay.stay_id).holds[0].payment.state == "needs_review"
    city.report(city.report_of(stay.order_ids[0]))
    assert city.stay(stay.stay_id).holds[0].payment.captured_grosze == 800
    assert "captured" in city.ledger(stay.order_ids[0])


def test_a_second_hold_on_a_captured_order_goes_back_at_once(city):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    held = city.report_of(stay.order_ids[0])
    city.call_gateway(stay.stay_id)
    city.report(city.report_of(stay.order_ids[0]))
    city.report(replace(held, remote_id="R-second-card"))
    after = city.stay(stay.stay_id)
    assert [hold.payment.state for hold in after.holds] == ["captured", "release_requested"]
    assert after.holds[1].payment.remote_id == "R-second-card"
    assert after.due_at is not None


def test_money_taken_without_a_hold_is_in_the_ledger(city):
    stay = city.start()
    paid = replace(city.gateway.approve(stay.order_ids[0]), outcome="paid")
    city.report(paid)
    assert city.stay(stay.stay_id).reviewed
    assert city.ledger(stay.order_ids[0])


def test_a_capture_in_another_currency_is_not_ours(city):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    city.call_gateway(stay.stay_id)
    city.report(replace(city.report_of(stay.order_ids[0]), currency="EUR"))
    assert city.stay(stay.stay_id).holds[0].payment.state == "needs_review"


def test_a_repeated_start_tells_nothing_of_what_happened_since(city):
    first = city.answer(city.start())
    city.report(city.gateway.decline(f"{first.stay_id}_1"))
    assert city.answer(city.start()) == first


def test_a_superseded_start_repeats_its_first_answer(city):
    first = city.start()
    answer = city.answer(first)
    city.running(city.caller(device_id="dev_b"))
    city.report(city.gateway.approve(first.order_ids[0]))
    assert city.answer(city.start()) == answer


def test_a_queue_that_is_down_stops_no_stay_from_ending(city):
    waiting = city.running(
        city.caller("key-00000001"), plate="KR 11111", kind="limited", until=MONDAY_9 + timedelta(minutes=30)
    )
    ending = city.running(city.caller("key-00000002"), plate="KR 22222", kind="limited", until=TEN)
    city.later(minutes=10)
    city.stop(waiting.stay_id)
    city.now = TEN + timedelta(seconds=30)

    def down(_):
        raise ConnectionError

    with suppress(ConnectionError):
        take_due(city.now, 1, editions(), down, complain)
    assert city.stay(ending.stay_id).state == "stopped"


def test_a_report_about_an_order_of_another_shape_is_not_ours(city):
    stay = city.start()
    held = city.gateway.approve(stay.order_ids[0])
    assert not city.report(replace(held, order_id="7"))
    assert not city.report(replace(held, order_id="7", outcome="paid"))


def test_a_declined_extension_does_not_swallow_the_reminder(city):
    stay = limited(city)
    longer = city.extend(stay.stay_id, TEN + timedelta(hours=1))
    city.now = TEN - timedelta(minutes=15) + timedelta(seconds=20)  # before the minute's sweep
    city.report(city.gateway.decline(longer.order_ids[1]))
    city.later(seconds=40)
    city.tick()
    assert city.stay(stay.stay_id).reminders == 1


def test_an_order_in_review_before_its_hold_leaves_no_stay_awaiting_payment(city):
    stay = city.start()
    for _ in range(60):
        city.later(hours=1, minutes=1)
        city.tick()
        city.gateway.lose_next_answer("reports", applied=False)
        city.call_gateway(stay.stay_id)
    after = city.stay(stay.stay_id)
    assert after.holds[0].payment.state == "needs_review"
    assert after.state == "unpaid"


def test_of_two_holds_on_one_order_one_is_captured_and_the_other_released(city):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    city.gateway.lose_next_answer("capture", applied=False)
    city.call_gateway(stay.stay_id)
    held = city.report_of(stay.order_ids[0])
    city.later(minutes=6)
    city.tick()
    city.gateway.reports = lambda _: [held, replace(held, remote_id="R-second-card")]
    city.call_gateway(stay.stay_id)
    assert [hold.payment.state for hold in city.stay(stay.stay_id).holds] == ["capture_requested", "release_requested"]


def test_a_second_card_approved_after_the_first_was_declined_is_found_by_asking(city):
    stay = city.start()
    held = city.gateway.approve(stay.order_ids[0])  # its notification is lost
    city.report(replace(held, remote_id="R-first-card", outcome="failed", details="DO_NOT_HONOR"))
    city.later(minutes=16)
    city.tick()
    city.call_gateway(stay.stay_id)
    assert city.stay(stay.stay_id).state == "running"


def test_money_taken_while_a_person_already_decides_is_in_the_ledger_too(city):
    stay = city.start()
    for _ in range(30):  # the gateway keeps silent until a person is asked
        city.later(hours=1, minutes=1)
        city.tick()
        city.gateway.lose_next_answer("reports", applied=False)
        city.call_gateway(stay.stay_id)
    assert city.stay(stay.stay_id).reviewed
    city.report(replace(city.gateway.approve(stay.order_ids[0]), outcome="paid"))
    booked = city.ledger(stay.order_ids[0]).values()
    assert sum(lines.get("city:gateway", 0) for lines in booked) == 10700


def test_two_clocks_that_disagree_never_let_two_stays_run_for_one_plate(city):
    first = limited(city)
    longer = city.extend(first.stay_id, TEN + timedelta(hours=1))
    city.now = TEN + timedelta(milliseconds=200)
    second = city.running(city.caller(device_id="dev_b"))
    city.now = TEN - timedelta(milliseconds=200)  # another machine's clock
    city.report(city.gateway.approve(longer.order_ids[1]))
    city.now = TEN + timedelta(minutes=1)
    assert running_at(city, "KR1AB23", first.stay_id, second.stay_id) == [second.stay_id]


def test_a_redirect_is_kept_although_another_write_was_in_its_way(city, aws):
    conflict = {
        "Error": {"Code": "TransactionConflictException", "Message": "another transaction"},
        "ResponseMetadata": {"HTTPStatusCode": 400, "HTTPHeaders": {}, "RetryAttempts": 0},
    }
    answers = iter([(SimpleNamespace(status_code=400, headers={}), conflict)])
    aws("dynamodb").meta.events.register("before-call.dynamodb.UpdateItem", lambda **_: next(answers, None))
    stay = city.start()
    assert city.stay(stay.stay_id).holds[0].payment.redirect_url
