"""A call that is ordered while an earlier one waits: it has its own attempts, and nothing is called twice."""

from chalicelib.parking.decide_payment import DESK
from tests.parking.city import City


def with_a_refund_that_waits(city: City, hours: int):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    city.call_gateway(stay.stay_id)
    [order] = stay.order_ids
    city.report(city.report_of(order))
    DESK.refund_payment(order, 800, "operator", "why", city.now)
    city.call_gateway(stay.stay_id)
    for _ in range(hours):
        city.later(hours=1)
        city.tick()
        city.call_gateway(stay.stay_id)
    return stay.stay_id, order


def test_a_release_beside_an_old_refund_is_not_left_to_a_person_at_once(city: City):
    stay_id, order = with_a_refund_that_waits(city, 30)
    city.report(city.gateway.approve_again(order))
    city.call_gateway(stay_id)
    city.later(hours=1)
    city.tick()
    assert [hold.payment.state for hold in city.stay(stay_id).holds] == ["refund_requested", "release_requested"]


def test_an_old_refund_beside_a_new_call_is_asked_about_and_not_sent_again(city: City):
    stay_id, order = with_a_refund_that_waits(city, 2)
    sent = [call for call in city.gateway.calls if call[0] == "refund"]
    city.report(city.gateway.approve_again(order))
    city.call_gateway(stay_id)
    assert [call for call in city.gateway.calls if call[0] == "refund"] == sent
