"""The gateway's notifications come twice, early, late, lost, in another order, or not from the gateway."""

import base64

import pytest

from tests.system.driver import Driver, assert_problem, events, eventually, raw, sums


@pytest.mark.parametrize("magic", ["itn-twice", "itn-early", "itn-late", "itn-lost", "itn-reordered"])
def test_however_the_reports_come_the_stay_is_paid_once(paid_hours, driver: Driver, magic):
    stay = driver.parked(magic)
    paid_hours.advance(minutes=29, seconds=30)
    driver.stop(stay)
    stay = driver.until(stay, "captured")

    assert 400 - 8 * 14 <= stay["fee"]["amount"] <= 400 + 14, "half an hour, less what the report was late"
    order = eventually(lambda: _all_delivered(driver.at_the_gateway(stay)), "every notification delivered")
    assert sums(order) == sums(stay["money"])
    assert len(events(order, "clear")) == 1
    assert driver.stay(stay) == stay, "what came afterwards changed nothing"
    kinds = [push["identifier"].split(":")[1] for push in driver.pushes()]
    assert sorted(kinds) == sorted(set(kinds)), "and told nothing twice"


def test_a_report_that_overtakes_the_answer_finds_the_stay(paid_hours, driver: Driver):
    stay = driver.started("itn-early")
    assert stay["state"] == "awaiting_payment", "the answer is of the request; the phone asks again anyway"
    assert driver.until(stay, "running", seconds=2)["money"]["held"]["amount"] > 0


def test_a_report_with_a_wrong_hash_moves_nothing_and_the_gateway_is_asked_instead(paid_hours, driver: Driver):
    stay = driver.started("approve.wrong-hash")
    eventually(lambda: "HTTP 400" in _outcomes(driver.at_the_gateway(stay)), "a refused delivery")
    assert driver.stay(stay)["state"] == "awaiting_payment"
    paid_hours.advance(minutes=16)
    stay = driver.until(stay, "running")

    driver.stop(stay)
    eventually(lambda: driver.at_the_gateway(stay)["captured"], "the capture")
    assert driver.stay(stay)["payment"]["state"] == "capture_requested", "no believable report of it has come"
    paid_hours.advance(minutes=6)
    stay = driver.until(stay, "captured")
    assert sums(driver.at_the_gateway(stay)) == sums(stay["money"])


def test_a_report_of_another_amount_is_left_to_a_person(paid_hours, driver: Driver):
    stay = driver.started("approve.wrong-amount")
    stay = driver.until(stay, "needs_review")
    assert (stay["state"], stay["payment"]["reason"]) == ("unpaid", "amount_mismatch")
    assert driver.started()["state"] == "awaiting_payment", "the plate is free"
    assert sums(driver.at_the_gateway(stay))[1:] == (0, 0), "and nothing was taken"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"transactions=",
        b"transactions=" + base64.b64encode(b"<transactionList/>"),
        b"transactions=" + base64.b64encode(b'<!DOCTYPE a [<!ENTITY b "c">]><transactionList>&b;</transactionList>'),
        b"transactions=!!!&more=1",
        "transactions=żółw".encode(),
    ],
)
def test_what_the_gateway_did_not_write_is_refused(api, body):
    answer = raw(
        "POST", f"{api}/payments/autopay/notifications", body, content_type="application/x-www-form-urlencoded"
    )
    assert_problem(answer, 400, "notification_not_authentic")


def _all_delivered(order):
    waiting = [one for one in order["notifications"] if one["state"] == "waiting"]
    return None if waiting else order


def _outcomes(order) -> set[str]:
    return {delivery["outcome"] for one in order["notifications"] for delivery in one["deliveries"]}
