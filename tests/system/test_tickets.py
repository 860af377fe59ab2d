"""Tickets, from the operator's pay page to the inspector's eyes and to the money that comes back."""

import pytest

from local.offline import Device
from local.pages import TicketGateway
from tests.system.driver import Driver, assert_problem, eventually

RESIDENTS = {"product": "named-network-z1", "rate": "resident"}


@pytest.fixture
def device(tmp_path, api):
    """What an inspector took along when there was a network."""
    device = Device(tmp_path)
    device.fetch(api)
    return device


@pytest.fixture
def look(inspector):
    """Have the inspector look at a code, with a network; zone I and documents seen unless said otherwise."""

    def look(shown, **where):
        asked = {"shown": shown, "zone": "I", "documents_seen": True} | where
        told = inspector.post("/inspection/tickets", asked).json
        return told["verdict"], told["reason"]

    return look


def test_a_residents_ticket_is_bought_shown_offline_and_judged(
    paid_hours, driver: Driver, card_id, cards, mpk, device, look
):
    without = driver.phone.post("/tickets/orders", driver.ticket_order(**RESIDENTS))
    assert_problem(without, 409, "resident_card_wanted")

    ticket = driver.ordered_ticket(**RESIDENTS, resident_card=card_id, method="blik")
    assert ticket["state"] == "pending"
    mpk.pay(ticket["payment"]["redirect_url"], blik_code="777123")
    ticket = driver.ticket_when(ticket, lambda now: now["state"] == "active")

    [theirs] = mpk.transactions(ticket["payment"]["order_id"])
    assert (theirs["status"], theirs["amount"]) == ("paid", ticket["payment"]["paid"]["amount"])
    shown = driver.showing(ticket)
    told = device.judge(shown, paid_hours.now())
    assert (told["verdict"], told["ticket"]["ticket_id"]) == ("valid", ticket["ticket_id"])
    assert look(shown) == ("valid", "good")
    cards.press("acc_01", "revoke")
    eventually(lambda: driver.phone.get("/cards").json["items"][0]["status"] == "revoked", "the card revoked")
    refused = driver.phone.post("/tickets/orders", driver.ticket_order(**RESIDENTS, resident_card=card_id))
    assert_problem(refused, 409, "resident_card_wanted")


def test_what_an_inspector_sees_of_a_ticket(paid_hours, driver: Driver, new_driver, mpk, device, look):
    ticket = driver.bought_ticket(mpk)
    credential = driver.phone.credential(ticket["ticket_id"]).json["credential"]

    assert look(driver.phone.shown(credential)) == ("valid", "good")
    assert look(driver.phone.shown(credential), documents_seen=False) == ("cannot_tell", "documents")
    assert look(driver.phone.shown(credential), zone="II") == ("not_valid", "other_zone")
    copied = new_driver().phone.shown(credential)
    assert look(copied) == ("not_valid", "other_phone")
    assert device.judge(copied, paid_hours.now())["reason"] == "other_phone"
    photographed = driver.phone.shown(credential)
    paid_hours.advance(seconds=25)
    assert look(photographed) == ("cannot_tell", "not_live")
    assert device.judge(photographed, paid_hours.now())["reason"] == "not_live"
    as_passenger = driver.phone.post("/inspection/tickets", {"shown": photographed})
    assert_problem(as_passenger, 403, "forbidden")


def test_a_moved_ticket_is_on_the_new_phone_alone(paid_hours, driver: Driver, new_driver, mpk, device, look, api):
    newer = new_driver()
    ticket = driver.bought_ticket(mpk)
    old_credential = driver.phone.credential(ticket["ticket_id"]).json["credential"]
    path = f"/tickets/{ticket['ticket_id']}"
    assert_problem(newer.phone.post(f"{path}/move", {"code": "move_nbswy3dpnbswy3dp"}), 403, "ticket_move_not_proven")
    code = driver.phone.post(f"{path}/transfer").json["code"]
    paid_hours.advance(seconds=1)  # what vouches is dated in whole seconds

    assert newer.phone.post(f"{path}/move", {"code": code}).status == 200

    assert_problem(driver.ticket(ticket), 404, "ticket_unknown")
    assert_problem(driver.phone.credential(ticket["ticket_id"]), 404, "ticket_unknown")
    assert driver.phone.get("/tickets").json["items"] == []
    assert look(driver.phone.shown(old_credential)) == ("not_valid", "revoked")
    device.fetch(api)
    assert device.judge(driver.phone.shown(old_credential), paid_hours.now())["reason"] == "revoked"
    assert look(newer.showing(ticket)) == ("valid", "good")
    assert device.judge(newer.showing(ticket), paid_hours.now())["verdict"] == "valid"
    assert driver.push(f"{ticket['ticket_id']}:ticket_moved:1:push")


def test_a_ticket_is_returned_for_exactly_the_sum_that_was_shown(paid_hours, driver: Driver, card_id, mpk):
    ticket = driver.bought_ticket(mpk, **RESIDENTS, resident_card=card_id)
    path = f"/tickets/{ticket['ticket_id']}/return"
    offer = driver.phone.get(path).json
    paid = ticket["payment"]["paid"]["amount"]
    assert offer["refund"]["amount"] + offer["used"]["amount"] == paid
    another = {"refund": offer["refund"] | {"amount": offer["refund"]["amount"] + 1}}
    assert_problem(driver.phone.post(path, another), 409, "return_sum_changed")

    returned = driver.phone.post(path, {"refund": offer["refund"]}).json
    again = driver.phone.post(path, {"refund": offer["refund"]}).json

    assert (returned["state"], again["state"]) == ("returned", "returned")
    assert returned["payment"]["on_its_way_back"] == offer["refund"]
    _refund_is_told(paid_hours, driver, mpk, ticket, offer["refund"]["amount"])
    [theirs] = mpk.transactions(ticket["payment"]["order_id"])
    assert (theirs["amount"], theirs["refunded"], len(theirs["refunds"])) == (paid, offer["refund"]["amount"], 1)


def test_what_was_paid_twice_comes_back_once(paid_hours, driver: Driver, mpk):
    ticket = driver.bought_ticket(mpk, "paid-twice")
    price = ticket["payment"]["amount"]["amount"]

    ticket = _refund_is_told(paid_hours, driver, mpk, ticket, price)

    assert (ticket["state"], ticket["payment"]["paid"]["amount"]) == ("active", 2 * price)
    refunded = [one["refunded"] for one in mpk.transactions(ticket["payment"]["order_id"])]
    assert sorted(refunded) == [0, price]
    assert [one["ticket_id"] for one in driver.phone.get("/tickets").json["items"]] == [ticket["ticket_id"]]
    assert driver.push(f"{ticket['ticket_id']}:ticket_paid_twice:2:push")


def test_a_payment_that_the_bank_refuses_makes_no_ticket(paid_hours, driver: Driver, mpk):
    ticket = driver.ordered_ticket()
    mpk.pay(ticket["payment"]["redirect_url"], card="no-funds")

    ticket = driver.ticket_when(ticket, lambda now: now["payment"]["state"] == "failed")

    assert (ticket["unpaid_because"], ticket["payment"]["paid"]["amount"]) == ("insufficient_funds", 0)
    assert_problem(driver.phone.credential(ticket["ticket_id"]), 404, "ticket_unknown")


def test_an_order_repeated_with_its_key_is_one_order(paid_hours, driver: Driver, mpk):
    order = driver.ticket_order()
    first, again = (driver.phone.post("/tickets/orders", order, key="key-of-a-ticket") for _ in range(2))
    assert (first.status, again.status) == (201, 201)
    assert again.json["payment"]["redirect_url"] == first.json["payment"]["redirect_url"]
    assert len(mpk.transactions(first.json["payment"]["order_id"])) == 1
    another = driver.phone.post("/tickets/orders", order | {"method": "transfer"}, key="key-of-a-ticket")
    assert_problem(another, 422, "idempotency_key_reused")


def _refund_is_told(clock, driver: Driver, mpk: TicketGateway, ticket, grosze: int):
    """Wait until the ticket knows that so much went back; the gateway tells it only when asked, five minutes later."""
    order_id = ticket["payment"]["order_id"]
    eventually(lambda: any(one["refunds"] for one in mpk.transactions(order_id)), "the refund at the gateway")
    clock.advance(minutes=5, seconds=5)
    return driver.ticket_when(ticket, lambda now: now["payment"]["refunded"]["amount"] == grosze, seconds=90)
