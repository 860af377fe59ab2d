"""The calls to the gateway: answers that are lost, notifications that never come, and when a person is asked."""


def test_a_lost_capture_answer_is_asked_about_before_anything_else(city):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    city.gateway.lose_next_answer("capture", applied=True)
    city.call_gateway(stay.stay_id)
    assert city.stay(stay.stay_id).holds[0].payment.state == "capture_requested"
    city.later(minutes=6)
    city.tick()
    assert city.handed_out == [stay.stay_id]
    city.call_gateway(stay.stay_id)
    assert city.stay(stay.stay_id).holds[0].payment.captured_grosze == 800
    assert [call[0] for call in city.gateway.calls] == ["start_hold", "capture", "reports"]


def test_a_capture_that_never_arrived_is_sent_again_with_the_same_reference(city):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    city.gateway.lose_next_answer("capture", applied=False)
    city.call_gateway(stay.stay_id)
    city.later(minutes=6)
    city.tick()
    city.call_gateway(stay.stay_id)
    captures = [call for call in city.gateway.calls if call[0] == "capture"]
    assert len(captures) == 2
    assert captures[0] == captures[1]
    city.report(city.report_of(stay.order_ids[0]))
    assert city.stay(stay.stay_id).holds[0].payment.state == "captured"


def test_two_workers_make_one_call(city):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    city.call_gateway(stay.stay_id)
    city.call_gateway(stay.stay_id)
    assert [call[0] for call in city.gateway.calls] == ["start_hold", "capture"]


def test_a_start_that_the_driver_walked_away_from_expires_by_itself(city):
    stay = city.start()
    city.later(minutes=16)
    city.tick()
    city.call_gateway(stay.stay_id)
    after = city.stay(stay.stay_id)
    assert (after.state, after.holds[0].payment.state, after.due_at) == ("unpaid", "expired", None)


def test_a_hold_whose_notification_was_lost_is_found_by_asking(city):
    stay = city.start()
    city.gateway.approve(stay.order_ids[0])
    city.later(minutes=16)
    city.tick()
    city.call_gateway(stay.stay_id)
    assert city.stay(stay.stay_id).state == "running"


def test_a_lapsed_hold_is_called_to_a_persons_attention(city):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    city.report(city.gateway.expire(stay.order_ids[0]))
    payment = city.stay(stay.stay_id).holds[0].payment
    assert (payment.state, payment.reason) == ("expired", "hold_lapsed")
    booked = city.ledger(stay.order_ids[0])
    assert sum(lines.get("city:holds", 0) for lines in booked.values()) == 0


def test_a_gateway_that_never_confirms_ends_in_review(city):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    for _ in range(60):
        city.gateway.lose_next_answer("capture", applied=False)
        city.gateway.lose_next_answer("reports", applied=False)
        city.call_gateway(stay.stay_id)
        city.later(hours=1, minutes=1)
        city.tick()
    after = city.stay(stay.stay_id)
    assert after.holds[0].payment.state == "needs_review"
    assert after.due_at is None


def test_a_capture_that_is_not_confirmed_in_time_is_decided_by_a_person_before_the_hold_lapses(city):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    city.later(days=3)
    city.tick()
    city.gateway.lose_next_answer("capture", applied=False)
    city.call_gateway(stay.stay_id)
    city.later(hours=1)
    city.tick()
    assert city.stay(stay.stay_id).holds[0].payment.state == "needs_review"


def test_a_capture_that_nobody_made_for_days_is_still_made(city):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    city.later(days=3)
    city.tick()
    city.call_gateway(stay.stay_id)
    city.report(city.report_of(stay.order_ids[0]))
    assert city.stay(stay.stay_id).holds[0].payment.captured_grosze == 800
