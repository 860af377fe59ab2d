"""What is asked twice happens once; what two ask for one gets."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from local.phone import call
from tests.system.driver import Driver, assert_problem, events, eventually, sums


def test_a_start_repeated_with_its_key_is_answered_the_same_to_the_byte(paid_hours, driver: Driver):
    first = driver.start(key="key-of-a-start")
    assert first.status == 201
    again = driver.start(key="key-of-a-start")
    assert (again.status, again.body) == (201, first.body)
    assert len(driver.gateway.orders(driver.email())) == 1


@pytest.mark.parametrize("decision", ["decline", "approve"])
def test_whatever_became_of_a_start_its_repeat_is_answered_the_same(paid_hours, driver: Driver, decision):
    first = driver.start(key="key-of-a-start")
    driver.approve(first.json, decision)
    driver.until(first.json, "running" if decision == "approve" else "unpaid")
    if decision == "approve":
        paid_hours.advance(minutes=10)
        driver.stop(first.json)
        driver.until(first.json, "captured")
    assert driver.start(key="key-of-a-start").body == first.body


def test_two_starts_at_once_with_one_key_are_one_stay(paid_hours, driver: Driver):
    driver.phone.access_token()
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda _: driver.start(key="key-of-a-double-tap"), range(2)))
    # The second is told the same, or that the first is still being answered; it never holds money again.
    assert {answer.status for answer in answers} <= {201, 409}
    assert {answer.json["code"] for answer in answers if answer.status == 409} <= {"request_in_progress"}
    assert driver.start(key="key-of-a-double-tap").status == 201
    assert len(driver.gateway.orders(driver.email())) == 1


def test_a_key_belongs_to_one_body(paid_hours, driver: Driver):
    assert driver.start(key="key-of-a-start").status == 201
    assert_problem(driver.start(key="key-of-a-start", subzone="C"), 422, "idempotency_key_reused")
    assert len(driver.gateway.orders(driver.email())) == 1


def test_a_key_belongs_to_one_phone(paid_hours, driver: Driver, new_driver: Callable[..., Driver]):
    other = new_driver()
    mine, theirs = driver.started(key="the-same-key"), other.started(key="the-same-key")
    assert mine["stay_id"] != theirs["stay_id"]


def test_money_moves_only_with_a_key(paid_hours, driver: Driver):
    stay = driver.parked()
    authorization = {"Authorization": f"Bearer {driver.phone.access_token()}"}
    for path, body in (
        ("/parking/stays", driver.order()),
        (f"/parking/stays/{stay['stay_id']}/stop", None),
        (f"/parking/stays/{stay['stay_id']}/extend", {"until": stay["ends_at"]}),
    ):
        answer = call("POST", driver.phone.api + path, body, authorization)
        assert_problem(answer, 400, "idempotency_key_missing")


def test_stop_pressed_twice_at_once_captures_once(paid_hours, driver: Driver):
    stay = driver.parked()
    paid_hours.advance(minutes=30)
    driver.phone.access_token()

    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda _: driver.stop(stay), range(2)))

    assert [answer.status for answer in answers] == [200, 200]
    assert answers[0].json["stopped_at"] == answers[1].json["stopped_at"]
    stay = driver.until(stay, "captured")
    order = driver.at_the_gateway(stay)
    assert len(events(order, "clear")) == 1
    assert sums(order) == sums(stay["money"])
    assert driver.stop(stay).json["fee"] == stay["fee"], "and stopping what has stopped changes nothing"


def test_a_running_plate_is_taken_for_every_phone(paid_hours, driver: Driver, new_driver: Callable[..., Driver]):
    other = new_driver()
    driver.parked()
    for again in (driver.start(), other.start(plate=driver.plate)):
        assert_problem(again, 409, "already_parked")
    assert other.gateway.orders(other.email()) == []


def test_of_two_approved_starts_of_one_plate_one_runs_and_the_other_hold_goes_back(
    paid_hours, driver: Driver, new_driver: Callable[..., Driver]
):
    other = new_driver(push_token="token-of-another-phone")
    stays = [(one, one.started(plate=driver.plate)) for one in (driver, other)]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda one: one[0].approve(one[1]), stays))

    stays = [(one, _decided(one, stay)) for one, stay in stays]

    states = {stay["state"]: (one, stay) for one, stay in stays}
    assert states.keys() == {"running", "unpaid"}
    loser, lost = states["unpaid"]
    lost = loser.until(lost, "released")
    assert lost["unpaid_because"] == "superseded"
    held, captured, released = sums(loser.at_the_gateway(lost))
    assert (captured, released) == (0, held)
    assert loser.push(f"{lost['stay_id']}:stay_superseded:push")
    winner, won = states["running"]
    assert sums(winner.at_the_gateway(won))[1:] == (0, 0)


def test_the_same_key_registers_the_same_phone(driver: Driver):
    again = driver.phone.register()
    assert again.json["device_id"] == driver.phone.device_id


def _decided(driver: Driver, stay):
    def decided():
        now = driver.stay(stay)
        return None if now["state"] == "awaiting_payment" else now

    return eventually(decided, "what became of the approval")
