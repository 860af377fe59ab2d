"""Act 1: a stay of a phone that is nobody's yet, from its first start to the last grosz."""

from datetime import date, datetime, timedelta
from datetime import time as clock_time
from typing import Any
from zoneinfo import ZoneInfo

from local.demo.told import EMAIL, Cast, current, got, ledger, query, saw, step, zloty
from local.phone import Phone, call
from mk.__main__ import main as mk

WARSAW = ZoneInfo("Europe/Warsaw")
PLATE = "KR1AB23"


def park(cast: Cast) -> bool:
    """Park in subzone B from 7:58, stop at 9:59:… with 60 started minutes of paid time, and show every grosz."""
    neighbours, phone, inspector = cast.neighbours, cast.phone, cast.inspector
    day = _next_paid_day(neighbours.now(), phone)
    opening = datetime.combine(day, clock_time(9), WARSAW)

    step("The clock goes to two minutes before eight on the next paid day")
    neighbours.set_clock(opening - timedelta(minutes=62))
    saw(f"{neighbours.now().astimezone(WARSAW):%A %Y-%m-%d %H:%M}")

    step("A phone registers with its own key: POST /devices")
    saw(f"{phone.register('token-of-the-demo').status} {phone.device_id}")

    step("What does an hour in B cost? GET /parking/fees")
    hour = phone.get(f"/parking/fees?subzone=B&from={query(opening)}&until={query(opening + timedelta(hours=1))}").json
    saw(f"{zloty(hour['total'])} by {hour['edition']}")

    step("And at most, today? POST /parking/quotes")
    quote = phone.post("/parking/quotes", {"subzone": "B", "kind": "open"}).json
    saw(f"charged from {quote['charged_from'][11:16]}, until {quote['ends_at'][11:16]}, held {zloty(quote['hold'])}")

    step("Start: POST /parking/stays")
    terms = current(phone.get("/legal").json, "terms")
    order = {"subzone": "B", "kind": "open", "plate": PLATE, "email": EMAIL, "terms_version": terms, "method": "card"}
    stay = phone.post("/parking/stays", order).json
    saw(f"{stay['state']}; approve at {stay['payment']['redirect_url']}")

    step("The driver approves on the gateway's page; the gateway reports the hold")
    neighbours.decide(stay["payment"]["redirect_url"], "approve")
    stay = phone.wait_for(stay["stay_id"], "running")
    saw(f"{stay['state']} since {stay['started_at'][11:19]}, held {zloty(stay['money']['held'])}")
    got(phone, "Parking")
    ledger(stay["payment"]["order_id"])

    step("An inspector walks by: GET /inspection/plates/" + PLATE)
    inspector.register()
    mk(["inspectors", "grant", inspector.device_id, "--why", "goes on patrol", "--language", "en"])
    saw(inspector.get(f"/inspection/plates/{PLATE}?subzone=B").json["verdict"], "sees")

    step("Two hours later the phone is reminded that the stay is still running")
    neighbours.set_clock(opening + timedelta(minutes=59, seconds=5))
    got(phone, "still")

    step("Stop: POST /parking/stays/{id}/stop")
    stay = phone.post(f"/parking/stays/{stay['stay_id']}/stop").json
    saw(f"{stay['state']} at {stay['stopped_at'][11:19]}, the fee is {zloty(stay['fee'])}")
    stay = phone.wait_for(stay["stay_id"], "captured")
    got(phone, "8.00")
    ledger(stay["payment"]["order_id"])

    step("Money timeline: GET /parking/stays/{id}")
    for event in stay["money"]["timeline"]:
        shown = f", at your bank by {event['bank_shows_by'][:10]}" if event["bank_shows_by"] else ""
        saw(f"{event['at'][11:19]}  {event['event']:<9}{zloty(event['amount']):>12}{shown}")

    step("Receipt: GET /parking/stays/{id}/receipt")
    pdf = phone.get(f"/parking/stays/{stay['stay_id']}/receipt", Accept="application/pdf")
    saw(f"{pdf.status} {pdf.headers['content-type']}, {len(pdf.body)} bytes")
    assert pdf.body.startswith(b"%PDF")

    return summed_up(stay["money"], neighbours.money(stay["payment"]["order_id"]))


def summed_up(ours: dict[str, Any], theirs: dict[str, Any]) -> bool:
    """Print held = captured + released by our account, and tell whether it is so and the gateway says the same."""
    held, captured, released = (ours[name]["amount"] for name in ("held", "captured", "released"))
    print(f"\nheld {held / 100:.2f} = captured {captured / 100:.2f} + released {released / 100:.2f}")
    agreed = (held, captured, released) == (theirs["held"], theirs["captured"], theirs["released"])
    print("the gateway's own books say the same" if agreed else f"the gateway's books differ: {theirs}")
    return bool(agreed and held == captured + released)


def _next_paid_day(now: datetime, phone: Phone) -> date:
    """The next day whose paid hours in B start at 9, with time to spare before."""
    day = (now.astimezone(WARSAW) + timedelta(hours=16, minutes=30)).date()
    while True:
        [subzone] = [one for one in _subzones(phone, day) if one["subzone"] == "B"]
        hours = subzone["standard"]["paid_hours"]
        if hours and hours["from"][11:16] == "09:00":
            return day
        day += timedelta(days=1)


def _subzones(phone: Phone, day: date) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = call("GET", f"{phone.api}/parking/subzones?on={day}").json["items"]
    return found
