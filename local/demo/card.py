"""Act 2: a Kraków Card comes to the phone, and its first vehicle parks at the resident's price."""

from datetime import datetime, timedelta
from typing import Any

from local.demo.parking import WARSAW, summed_up
from local.demo.told import EMAIL, Cast, current, ledger, query, saw, step, zloty
from local.pages import CardSystem
from local.phone import call, eventually

ACCOUNT = "acc_01"
PLATE = "KR 2CD34"


def use_card(cast: Cast) -> tuple[str, bool]:
    """Return the card that is on the phone now, and whether the stay's sums agree with the gateway's."""
    card_id = _activate(cast)
    return card_id, _park(cast)


def _activate(cast: Cast) -> str:
    phone, cards = cast.phone, cast.cards
    step("A resident gets a new Kraków Card")
    cards.press(ACCOUNT, "restore")
    cards.press(ACCOUNT, "issue")
    who = cards.resident(ACCOUNT)
    saw(f"{who.email}, valid until {cards.card(ACCOUNT)['valid_until']}", "KK page")

    step("What is there for residents? GET /services")
    kk = _service(phone.get("/services").json)
    saw(f"{kk['name']}: {kk['status']}; {len(kk['how_to_activate']['steps'])} steps explain how")

    step("Choose it: POST /activations")
    activation = phone.post("/activations", {"service": "kk"}).json
    saw(activation["next_step"]["instruction"])

    step("Sign in at the card system's own page; the password never comes to the app")
    visit = cards.sign_in(activation["sign_in_url"], who)
    activation = phone.take(activation, **visit).json
    saw(activation["next_step"]["instruction"])

    step("The phone number, and both consents")
    legal = phone.get("/legal").json
    consents = {"terms_version": current(legal, "terms"), "privacy_version": current(legal, "privacy")}
    activation = phone.take(activation, phone=who.phone, **consents).json
    saw(activation["next_step"]["instruction"])

    step("PESEL and the number once more: whoever they are, the answer is the same; only the right ones get a code")
    before = cast.neighbours.codes(who.phone)
    activation = phone.take(activation, pesel=who.pesel, phone=who.phone).json
    saw(activation["next_step"]["instruction"])
    eventually(lambda: len(cast.neighbours.codes(who.phone)) > len(before), "a code")
    saw(cast.neighbours.inbox(phone=who.phone)[0]["body"].splitlines()[0], "SMS")

    step("The code from the message")
    activation = phone.take(activation, code=cast.neighbours.codes(who.phone)[0]).json
    [card] = phone.get("/cards").json["items"]
    saw(f"{card['name']}: {card['status']} until {card['valid_until']}")
    assert activation["card_id"] == card["card_id"]
    return str(card["card_id"])


def _park(cast: Cast) -> bool:
    phone, neighbours = cast.phone, cast.neighbours

    step("A vehicle on the card: POST /vehicles")
    vehicle = phone.post("/vehicles", {"plate": PLATE}).json
    plate = vehicle["plate"]
    saw(f"{plate} is on the card")

    step("What would an hour and a half in B cost it? POST /parking/quotes")
    until = (neighbours.now() + timedelta(minutes=90)).isoformat()
    wanted = {"subzone": "B", "kind": "limited", "until": until}
    anybody = phone.post("/parking/quotes", wanted).json
    quote = phone.post("/parking/quotes", wanted | {"plate": plate}).json
    saw(f"anybody {zloty(anybody['fee'])}, this vehicle {zloty(quote['fee'])}: the card is known")

    step("Start with that card, approve, and come back after an hour")
    order = wanted | {"plate": plate, "email": EMAIL, "method": "card", "resident_card": quote["resident_card"]}
    order["terms_version"] = current(phone.get("/legal").json, "terms")
    stay = phone.post("/parking/stays", order).json
    neighbours.decide(stay["payment"]["redirect_url"], "approve")
    stay = phone.wait_for(stay["stay_id"], "running")
    saw(f"{stay['state']} at the resident's price, held {zloty(stay['money']['held'])}")
    neighbours.advance(timedelta(hours=1) - timedelta(seconds=30))
    phone.post(f"/parking/stays/{stay['stay_id']}/stop")
    stay = phone.wait_for(stay["stay_id"], "captured")
    saved = _full_fee(cast.api, stay)["amount"] - stay["fee"]["amount"]
    saw(f"{stay['state']}, the fee is {zloty(stay['fee'])}; the card saved {zloty({'amount': saved})}")
    ledger(stay["payment"]["order_id"])
    assert stay["resident"]
    assert saved > 0

    step("Meanwhile the card system was told of the phone and of the vehicle")
    card = eventually(lambda: _in_step(cast.cards, plate), "the card system in step", 90)
    since = datetime.fromisoformat(card["connected_at"]).astimezone(WARSAW)
    saw(f"on a phone since {since:%H:%M:%S}, vehicles: {', '.join(card['vehicles'])}", "KK page")

    step("The card's second vehicle pays what anybody pays")
    second = phone.post("/vehicles", {"plate": "KR 3EF56"}).json["plate"]
    asked = phone.post("/parking/quotes", {"subzone": "B", "kind": "open", "plate": second}).json
    saw(f"{second}: resident's price {'yes' if asked['resident'] else 'no'}, for today it was {plate}'s")
    return summed_up(stay["money"], neighbours.money(stay["payment"]["order_id"]))


def _full_fee(api: str, stay: dict[str, Any]) -> Any:
    """Return what the stay would have cost without the card."""
    from_, until = (datetime.fromisoformat(stay[name]) for name in ("started_at", "stopped_at"))
    return call("GET", f"{api}/parking/fees?subzone=B&from={query(from_)}&until={query(until)}").json["total"]


def _in_step(cards: CardSystem, plate: str) -> Any:
    card = cards.card(ACCOUNT)
    return card if card["connected_at"] and plate in card["vehicles"] else None


def _service(services: Any) -> Any:
    return next(one for one in services["items"] if one["service_id"] == "kk")
