"""5+1: the first month is paid on the operator's page, the next ones by themselves, until the holder stops it."""

from datetime import date, timedelta

import pytest

from local.pages import TicketGateway
from local.phone import call
from tests.system.driver import Driver, assert_problem, eventually

FIVE_PLUS_ONE = {"product": "5plus1-z1", "rate": "resident"}
MONTH, WHOLE = 9900, 51500
"""Of the list of March 2026: five such months and a sixth for 20.00."""


@pytest.fixture
def begun(paid_hours, driver: Driver, card_id, mpk):
    """A subscription whose first month is paid."""
    driver.bought_ticket(mpk, **FIVE_PLUS_ONE, resident_card=card_id)
    [subscription] = driver.phone.get("/subscriptions").json["items"]
    return subscription


def seen(driver: Driver, subscription):
    return driver.phone.get(f"/subscriptions/{subscription['subscription_id']}").json


def seen_when(driver: Driver, subscription, is_so):
    return eventually(lambda: is_so(now := seen(driver, subscription)) and now, "the subscription so", 90)


def taken(driver: Driver, mpk: TicketGateway, month) -> list[tuple[str, int]]:
    """Return what the gateway's books say of a month's order."""
    order_id = driver.ticket(month).json["payment"]["order_id"]
    return [(one["status"], one["amount"]) for one in mpk.transactions(order_id)]


def test_the_order_names_the_whole_and_takes_the_first_month(driver: Driver, begun, mpk):
    assert (begun["state"], begun["total"]["amount"], begun["paid"]["amount"]) == ("running", WHOLE, MONTH)
    [first] = begun["months"]
    assert (first["state"], taken(driver, mpk, first)) == ("active", [("paid", MONTH)])
    following = begun["next_charge"]
    assert (following["number"], following["amount"]["amount"]) == (2, MONTH)
    assert date.fromisoformat(following["on"]) == date.fromisoformat(first["last_day"]) - timedelta(days=2)


def test_the_second_month_is_charged_by_itself_and_a_stop_ends_the_mandate(paid_hours, driver: Driver, begun, mpk):
    paid_hours.go_to(date.fromisoformat(begun["next_charge"]["on"]), 10, 1)

    charged = seen_when(driver, begun, lambda now: now["paid"]["amount"] == 2 * MONTH)

    first, second = charged["months"]
    assert (first["state"], second["state"], charged["next_charge"]["number"]) == ("active", "future", 3)
    assert date.fromisoformat(second["first_day"]) == date.fromisoformat(first["last_day"]) + timedelta(days=1)
    assert taken(driver, mpk, second) == [("paid", MONTH)]

    stopped = driver.phone.delete(f"/subscriptions/{begun['subscription_id']}").json

    assert (stopped["state"], stopped["ended_because"], stopped["next_charge"]) == ("stopped", "stopped", None)
    assert [month["state"] for month in stopped["months"]] == ["active", "future"]
    page = f"{mpk.url}/mandates/{begun['subscription_id']}"
    eventually(lambda: b"withdrawn" in call("GET", page).body, "the end of the mandate", 90)
    assert driver.push(f"{second['ticket_id']}:subscription_stopped:push")


def test_a_declined_month_is_paid_by_hand_where_the_phone_shows(paid_hours, driver: Driver, card_id, mpk):
    driver.bought_ticket(mpk, "mandate-declined", **FIVE_PLUS_ONE, resident_card=card_id)
    [begun] = driver.phone.get("/subscriptions").json["items"]
    paid_hours.go_to(date.fromisoformat(begun["next_charge"]["on"]), 10, 1)
    declined = seen_when(driver, begun, lambda now: now["months"][-1]["reason"])
    second = declined["months"][1]
    assert driver.push(f"{second['ticket_id']}:subscription_declined:push")

    mpk.pay(second["redirect_url"], method="blik", blik_code="777123")

    paid = seen_when(driver, begun, lambda now: now["paid"]["amount"] == 2 * MONTH)
    assert (paid["state"], paid["next_charge"]["number"]) == ("running", 3)


def test_nobody_else_sees_or_stops_it(driver: Driver, begun, new_driver):
    other, path = new_driver().phone, f"/subscriptions/{begun['subscription_id']}"
    assert other.get("/subscriptions").json["items"] == []
    assert_problem(other.get(path), 404, "subscription_unknown")
    assert_problem(other.delete(path), 404, "subscription_unknown")
    assert seen(driver, begun)["state"] == "running"
