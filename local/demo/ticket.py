"""Act 3: a resident's ticket, from the operator's pay page to the last grosz back, and a ride without one."""

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from local.demo.fare import pay_fare
from local.demo.invoice import ask_for_invoice, see_correction
from local.demo.told import Cast, current, got, ledger, operators_books, saw, step, zloty
from local.offline import Device
from local.phone import Phone, eventually

EMAIL = "passenger@example.com"
HOLDER = {"given_name": "Jan", "surname": "Przykładowy", "born_in": 1990}


def ride(cast: Cast, card_id: str) -> bool:
    """Return whether all that was paid and went back agrees with the operator's books."""
    ticket = _buy(cast, card_id)
    _show(cast, ticket)
    phone = _move(cast, ticket)
    ask_for_invoice(phone, ticket)
    agreed = _give_back(cast, phone, ticket)
    return pay_fare(cast, phone) and agreed


def _buy(cast: Cast, card_id: str) -> Any:
    phone = cast.phone
    step("A month on the whole network, for a resident? POST /tickets/quotes")
    wish = {"product": "named-network-z1", "rate": "resident"}
    quote = phone.post("/tickets/quotes", wish).json
    saw(f"{quote['name']}: {zloty(quote['total'])}")
    anybody = phone.post("/tickets/quotes", {"product": "metropolitan-z1"}).json
    saw(f"without the card it would be {anybody['name']}: {zloty(anybody['total'])}")

    step("Order it: POST /tickets/orders")
    order = wish | {"holder": HOLDER, "resident_card": card_id, "total": quote["total"], "method": "blik"}
    order |= {"email": EMAIL, "terms_version": current(phone.get("/legal").json, "terms")}
    ticket = phone.post("/tickets/orders", order).json
    saw(f"{ticket['state']}; pay at {ticket['payment']['redirect_url']}")

    step("The BLIK code on the page of the operator's gateway, which reports the money")
    cast.gateway.pay(ticket["payment"]["redirect_url"], blik_code="777 123")
    ticket = eventually(lambda: _in_state(phone, ticket, "active"), "the ticket")
    saw(f"{ticket['state']}, {ticket['holder']}, until {ticket['valid_until'][:16].replace('T', ' ')}")
    ledger(ticket["payment"]["order_id"])
    return ticket


def _show(cast: Cast, ticket: Any) -> None:
    phone = cast.phone
    step("What the phone will show: GET /tickets/{id}/credential, good without a network for two days")
    credential = phone.credential(ticket["ticket_id"]).json
    mark = credential["marks"][0]
    saw(f"{len(credential['credential'])} letters of base64; today's mark is {mark['word']} on {mark['colour']}")

    step("The inspector's app has fetched keys and revocations; now both are offline: python -m verifier")
    with tempfile.TemporaryDirectory() as folder:
        device = Device(Path(folder))
        device.fetch(cast.api)
        told = device.judge(phone.shown(credential["credential"]), cast.neighbours.now())
    saw(f"{told['verdict']}: {told['advice']}", "sees")
    assert told["verdict"] == "valid", told

    step("With a network: POST /inspection/tickets, and the look is recorded")
    told = _judged_online(cast, phone.shown(credential["credential"]))
    saw(f"{told['verdict']}: {told['advice']}", "sees")
    assert told["verdict"] == "valid", told


def _move(cast: Cast, ticket: Any) -> Phone:
    """Return the phone that has the ticket now."""
    old, new = cast.phone, cast.new_phone()
    credential = old.credential(ticket["ticket_id"]).json["credential"]

    step("A new phone: the old one shows a code, the new one takes the ticket over")
    new.register("token-of-the-new-phone")
    transfer = old.post(f"/tickets/{ticket['ticket_id']}/transfer").json
    moved = new.post(f"/tickets/{ticket['ticket_id']}/move", {"code": transfer["code"]}).json
    saw(f"{moved['state']}; {moved['moves_left']} more this month", "new")
    gone = old.get(f"/tickets/{ticket['ticket_id']}")
    saw(f"{gone.status} {gone.json['code']}", "old")

    step("What the old phone still shows is worth nothing")
    told = _judged_online(cast, old.shown(credential))
    saw(f"{told['verdict']}: {told['advice']}", "sees")
    assert (gone.status, told["reason"]) == (404, "revoked")
    return new


def _give_back(cast: Cast, phone: Phone, ticket: Any) -> bool:
    path, order_id = f"/tickets/{ticket['ticket_id']}/return", ticket["payment"]["order_id"]
    step("Give it back? The sum comes first: GET /tickets/{id}/return")
    offer = phone.get(path).json
    saw(f"{zloty(offer['refund'])} back for {offer['unused_days']} days, good until the end of {offer['ends_on']}")

    step("Yes, for exactly that sum: POST /tickets/{id}/return")
    returned = phone.post(path, {"refund": offer["refund"]}).json
    saw(f"{returned['state']}; {zloty(returned['payment']['on_its_way_back'])} are on their way back")

    eventually(lambda: cast.gateway.transactions(order_id)[0]["refunds"], "the refund at the gateway")
    step("The gateway tells nobody when a refund is done, so five minutes later it is asked")
    cast.neighbours.advance(timedelta(minutes=5, seconds=5))
    ticket = eventually(lambda: _refunded(phone, ticket, offer["refund"]), "the money back", 90)
    got(phone, f"{offer['refund']['amount'] / 100:.2f}")
    ledger(order_id)
    see_correction(phone, ticket, offer["used"])
    paid, back = ticket["payment"]["paid"]["amount"], ticket["payment"]["refunded"]["amount"]
    print(f"\npaid {paid / 100:.2f} = used {offer['used']['amount'] / 100:.2f} + given back {back / 100:.2f}")
    [theirs] = cast.gateway.transactions(order_id)
    agreed = (theirs["amount"], theirs["refunded"]) == (paid, back)
    operators_books(theirs, agree=agreed)
    return bool(agreed and paid == offer["used"]["amount"] + back)


def _judged_online(cast: Cast, shown: str) -> Any:
    return cast.inspector.post("/inspection/tickets", {"shown": shown, "zone": "I", "documents_seen": True}).json


def _in_state(phone: Phone, ticket: Any, state: str) -> Any:
    now = phone.get(f"/tickets/{ticket['ticket_id']}").json
    return now if now["state"] == state else None


def _refunded(phone: Phone, ticket: Any, sum_: Any) -> Any:
    now = phone.get(f"/tickets/{ticket['ticket_id']}").json
    return now if now["payment"]["refunded"] == sum_ else None
