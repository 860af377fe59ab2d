"""A time-out is not a refusal: whatever the gateway leaves unanswered, the money is decided about once."""

from datetime import timedelta

from tests.system.driver import Driver, assert_problem, events, eventually, sums

_LOOKED_AT_AGAIN = timedelta(minutes=5, seconds=5)


def test_a_declined_card_leaves_the_plate_free(paid_hours, driver: Driver):
    declined = driver.started("declined")
    driver.approve(declined)
    declined = driver.until(declined, "unpaid")
    assert (declined["payment"]["state"], declined["payment"]["reason"]) == ("failed", "do_not_honor")
    assert declined["payment"]["redirect_url"] is None
    assert driver.push(f"{declined['stay_id']}:stay_payment_failed:push")
    assert driver.parked()["state"] == "running"


def test_a_driver_who_changes_his_mind_on_the_gateways_page_has_parked_nothing(paid_hours, driver: Driver):
    stay = driver.started()
    driver.approve(stay, "decline")
    assert driver.until(stay, "unpaid")["payment"]["state"] == "failed"


def test_a_driver_who_walks_away_from_the_page_holds_nothing_up(paid_hours, driver: Driver):
    stay = driver.started()
    driver.approve(stay, "leave")
    paid_hours.advance(minutes=15, seconds=5)
    stay = driver.until(stay, "unpaid")
    assert stay["payment"]["state"] in ("expired", "failed")  # as we asked or as the gateway told, whichever was first
    assert sums(driver.at_the_gateway(stay)) == (0, 0, 0)
    assert driver.parked()["state"] == "running"


def test_a_start_answered_with_nonsense_is_unavailable_and_holds_nothing(paid_hours, driver: Driver):
    answer = driver.start("start-error")
    assert_problem(answer, 503, "payment_gateway_unavailable")
    assert driver.gateway.orders(driver.email("start-error")) == []


def test_a_start_without_an_answer_is_unavailable_and_settled_later(paid_hours, driver: Driver):
    answer = driver.start("start-timeout", key="key-of-a-start")
    assert_problem(answer, 503, "payment_gateway_unavailable")
    assert answer.headers["retry-after"]
    [stay] = driver.phone.get("/parking/stays").json["items"]
    assert (stay["state"], stay["payment"]["state"]) == ("awaiting_payment", "created")

    paid_hours.advance(seconds=31)
    assert_problem(driver.start("start-timeout", key="key-of-a-start"), 503, "payment_gateway_unavailable")
    paid_hours.advance(minutes=15)
    stay = driver.until(stay, "unpaid")

    assert sums(driver.at_the_gateway(stay)) == (0, 0, 0)
    assert len(driver.gateway.orders(driver.email("start-timeout"))) == 1
    assert driver.parked()["state"] == "running", "the driver starts anew"


def test_a_hold_whose_start_got_no_answer_is_a_stay_like_any_other(paid_hours, driver: Driver):
    assert_problem(driver.start("start-timeout.approve"), 503, "payment_gateway_unavailable")
    [stay] = driver.phone.get("/parking/stays").json["items"]
    stay = driver.until(stay, "running")
    driver.stop(stay)
    stay = driver.until(stay, "captured")
    assert sums(driver.at_the_gateway(stay)) == sums(stay["money"])


def test_a_capture_without_an_answer_is_captured_once(paid_hours, driver: Driver):
    stay = _stopped(driver, paid_hours, "approve.clear-timeout")
    stay = driver.until(stay, "captured")
    _look_again(paid_hours)
    order = driver.at_the_gateway(stay)
    assert len(events(order, "clear")) == 1
    assert sums(order) == sums(stay["money"])


def test_a_capture_that_never_arrived_is_made_after_asking(paid_hours, driver: Driver):
    stay = _stopped(driver, paid_hours, "approve.clear-lost")
    eventually(lambda: events(driver.at_the_gateway(stay), "clear"), "the lost capture")
    assert driver.stay(stay)["payment"]["state"] == "capture_requested"
    stay = _looked_at_again(driver, paid_hours, stay, "captured")
    lost, done = events(driver.at_the_gateway(stay), "clear")
    assert ("lost" in lost, "confirmed" in done) == (True, True)
    assert lost.rpartition("MessageID")[2].split(")")[0] == done.rpartition("MessageID")[2].split(")")[0]


def test_a_refused_capture_is_made_again(paid_hours, driver: Driver):
    stay = _stopped(driver, paid_hours, "approve.clear-refused")
    eventually(lambda: events(driver.at_the_gateway(stay), "clear"), "the refused capture")
    stay = _looked_at_again(driver, paid_hours, stay, "captured")
    assert sums(driver.at_the_gateway(stay)) == sums(stay["money"])


def test_a_release_without_an_answer_is_released_once(paid_hours, driver: Driver):
    paid_hours.go_to(paid_hours.next_morning(), 8, 30)
    stay = driver.parked("approve.cancel-timeout")
    driver.stop(stay)
    stay = driver.until(stay, "released")
    _look_again(paid_hours)
    order = driver.at_the_gateway(stay)
    assert len(events(order, "cancel")) == 1
    assert sums(order) == (order["held"], 0, order["held"])


def test_a_hold_that_lapses_takes_nothing_and_says_so(paid_hours, driver: Driver):
    stay = driver.parked("approve.hold-expires")
    paid_hours.advance(minutes=61)
    stay = driver.until(stay, "expired")
    assert stay["payment"]["reason"] == "hold_lapsed"
    stopped = driver.stop(stay)
    assert stopped.status == 200
    held, captured, released = sums(driver.at_the_gateway(stay))
    assert (captured, released) == (0, held)
    assert sums(driver.stay(stay)["money"]) == (held, 0, held)


def _stopped(driver: Driver, clock, magic: str):
    stay = driver.parked(magic)
    clock.advance(minutes=30)
    return driver.stop(stay).json


def _look_again(clock) -> None:
    """Let the minute schedule come to what is unconfirmed."""
    clock.advance(seconds=_LOOKED_AT_AGAIN.total_seconds())


def _looked_at_again(driver: Driver, clock, stay, state: str):
    _look_again(clock)
    return driver.until(stay, state)
