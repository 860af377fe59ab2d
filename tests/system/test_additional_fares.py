"""An additional fare, from the inspector's phone to the operator's pay page and to what goes back."""

import pytest

from tests.system.driver import Driver, assert_problem, eventually

PASSENGER = {"given_name": "Jan", "surname": "Przykładowy", "born_in": 1990}
DEMAND = {"offence": "no_ticket", "line": "50", "zone": "I", "passenger": PASSENGER}
FULL = 40000
"""Of the list of March 2026, of which no other amount was found: it is due from the eighth day on."""


@pytest.fixture
def slip(inspector):
    """What an inspector handed over."""
    told = inspector.post("/inspection/additional-fares", DEMAND).json
    return {"number": told["number"], "secret": told["secret"]}


def paying(driver: Driver, slip, **changes):
    return slip | {"total": {"amount": FULL}, "method": "blik", "email": driver.email()} | changes


def seen(driver: Driver, slip):
    return driver.phone.post("/additional-fares/lookups", slip).json


def seen_when(driver: Driver, slip, is_so, seconds: float = 20):
    return eventually(lambda: is_so(seen(driver, slip)) and seen(driver, slip), "the demand", seconds)


def test_an_additional_fare_is_seen_and_paid_with_its_slip_alone(paid_hours, driver: Driver, slip, mpk):
    early = seen(driver, slip)
    assert (early["state"], early["due"], early["due_later"]["amount"]) == ("demanded", None, FULL)
    assert_problem(
        driver.phone.post("/additional-fares/payments", paying(driver, slip)), 404, "additional_fare_amount_unknown"
    )
    paid_hours.advance(days=8)

    attempt = driver.phone.post("/additional-fares/payments", paying(driver, slip)).json
    mpk.pay(attempt["redirect_url"], blik_code="777123")

    paid = seen_when(driver, slip, lambda now: now["state"] == "paid")
    assert (paid["due"]["amount"], paid["paid"]["amount"]) == (0, FULL)
    [theirs] = mpk.transactions(attempt["order_id"])
    assert (theirs["status"], theirs["amount"]) == ("paid", FULL)
    again = driver.phone.post("/additional-fares/payments", paying(driver, slip))
    assert_problem(again, 409, "additional_fare_settled")


def test_what_two_phones_pay_comes_back_once(paid_hours, driver: Driver, new_driver, slip, mpk):
    paid_hours.advance(days=8)
    other = new_driver()
    attempts = [one.phone.post("/additional-fares/payments", paying(one, slip)).json for one in (driver, other)]
    for attempt in attempts:
        mpk.pay(attempt["redirect_url"], blik_code="777123")
    seen_when(driver, slip, lambda now: now["on_its_way_back"]["amount"] == FULL)

    paid_hours.advance(minutes=5, seconds=5)
    orders = [attempt["order_id"] for attempt in attempts]
    eventually(lambda: any(one["refunds"] for order in orders for one in mpk.transactions(order)), "the refund", 90)
    paid_hours.advance(minutes=10, seconds=5)

    settled = seen_when(driver, slip, lambda now: now["refunded"]["amount"] == FULL, seconds=90)
    assert (settled["state"], settled["paid"]["amount"]) == ("paid", 2 * FULL)


def test_an_attempt_repeated_with_its_key_is_one_attempt(paid_hours, driver: Driver, slip, mpk):
    paid_hours.advance(days=8)
    order = paying(driver, slip)
    first, again = (driver.phone.post("/additional-fares/payments", order, key="key-of-a-payment") for _ in range(2))
    assert (first.status, again.status) == (201, 201)
    assert first.json["redirect_url"] == again.json["redirect_url"]
    assert len(mpk.transactions(first.json["order_id"])) == 1


def test_nobody_sees_it_without_the_secret(driver: Driver, slip, inspector):
    wrong = slip | {"secret": "0000-0000"}
    assert_problem(driver.phone.post("/additional-fares/lookups", wrong), 404, "additional_fare_unknown")
    assert_problem(driver.phone.post("/inspection/additional-fares", DEMAND), 403, "forbidden")
    assert_problem(inspector.post("/additional-fares/lookups", slip), 403, "forbidden")


def test_a_named_ticket_cancels_it_at_the_desk_and_the_handling_fee_is_paid(paid_hours, driver: Driver, slip, mpk, mk):
    ticket = driver.bought_ticket(mpk)
    paid_hours.advance(seconds=2)
    late = driver.phone.post("/additional-fares/cancellations", slip | {"ticket_id": ticket["ticket_id"]})
    assert_problem(late, 409, "additional_fare_not_cancelled")
    assert _number(slip) in {one["number"] for one in mk("fares", "list", "--limit", "1000")["items"]}

    cancelling = ("fares", "cancel", slip["number"], "named_ticket", "--handling-fee", "30.00")
    mk(*cancelling, "--why", "seen at the service point: a paper ticket of that day")

    cancelled = seen(driver, slip)
    assert (cancelled["state"], cancelled["due"]["amount"]) == ("handling_fee_due", 3000)
    attempt = driver.phone.post("/additional-fares/payments", paying(driver, slip, total={"amount": 3000})).json
    mpk.pay(attempt["redirect_url"], blik_code="777123")
    settled = seen_when(driver, slip, lambda now: now["paid"]["amount"] == 3000)
    assert (settled["state"], settled["due"]["amount"]) == ("cancelled", 0)
    assert [payment["order_id"] for payment in mk("fares", "show", slip["number"])["payments"]] == [attempt["order_id"]]


def test_a_ticket_bought_before_is_not_enough_where_the_handling_fee_is_unknown(
    paid_hours, driver: Driver, inspector, mpk
):
    ticket = driver.bought_ticket(mpk)
    told = inspector.post("/inspection/additional-fares", DEMAND).json
    order = {"number": told["number"], "secret": told["secret"], "ticket_id": ticket["ticket_id"]}
    assert_problem(driver.phone.post("/additional-fares/cancellations", order), 404, "handling_fee_unknown")


def _number(slip) -> str:
    return slip["number"].replace(" ", "")
