"""`make demo`: one real stay from the first start of the app to the last grosz, each step as the phone sees it."""

import sys
import textwrap
import time
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from typing import Any
from zoneinfo import ZoneInfo

from local.phone import Neighbours, Phone, call, endpoints
from mk.__main__ import main as mk
from mk.stage import enter

WARSAW = ZoneInfo("Europe/Warsaw")
EMAIL = "driver@example.com"
PLATE = "KR1AB23"


def main() -> int:
    """Park in subzone B from 7:58, stop at 9:59:… with 60 started minutes of paid time, and show every grosz."""
    known = endpoints()
    neighbours = Neighbours(known["sandbox"])
    phone, inspector = Phone(known["api"], neighbours), Phone(known["api"], neighbours)
    day = _next_paid_day(neighbours.now(), phone)
    opening = datetime.combine(day, clock_time(9), WARSAW)

    _step("The clock goes to two minutes before eight on the next paid day")
    neighbours.set_clock(opening - timedelta(minutes=62))
    _saw(f"{neighbours.now().astimezone(WARSAW):%A %Y-%m-%d %H:%M}")

    _step("A phone registers with its own key: POST /devices")
    _saw(f"{phone.register('token-of-the-demo').status} {phone.device_id}")

    _step("What does an hour in B cost? GET /parking/fees")
    hour = phone.get(
        f"/parking/fees?subzone=B&from={_query(opening)}&until={_query(opening + timedelta(hours=1))}"
    ).json
    _saw(f"{_zloty(hour['total'])} by {hour['edition']}")

    _step("And at most, today? POST /parking/quotes")
    quote = phone.post("/parking/quotes", {"subzone": "B", "kind": "open"}).json
    _saw(f"charged from {quote['charged_from'][11:16]}, until {quote['ends_at'][11:16]}, held {_zloty(quote['hold'])}")

    _step("Start: POST /parking/stays")
    terms = next(one for one in phone.get("/legal").json["items"] if one["kind"] == "terms")["version"]
    order = {"subzone": "B", "kind": "open", "plate": PLATE, "email": EMAIL, "terms_version": terms, "method": "card"}
    stay = phone.post("/parking/stays", order).json
    _saw(f"{stay['state']}; approve at {stay['payment']['redirect_url']}")

    _step("The driver approves on the gateway's page; the gateway reports the hold")
    neighbours.decide(stay["payment"]["redirect_url"], "approve")
    stay = phone.wait_for(stay["stay_id"], "running")
    _saw(f"{stay['state']} since {stay['started_at'][11:19]}, held {_zloty(stay['money']['held'])}")
    _got(neighbours, phone, "Parking")
    _ledger(stay)

    _step("An inspector walks by: GET /inspection/plates/" + PLATE)
    inspector.register()
    mk(["inspectors", "grant", inspector.device_id, "--why", "goes on patrol", "--language", "en"])
    _saw(inspector.get(f"/inspection/plates/{PLATE}?subzone=B").json["verdict"])

    _step("Two hours later the phone is reminded that the stay is still running")
    neighbours.set_clock(opening + timedelta(minutes=59, seconds=5))
    _got(neighbours, phone, "still")

    _step("Stop: POST /parking/stays/{id}/stop")
    stay = phone.post(f"/parking/stays/{stay['stay_id']}/stop").json
    _saw(f"{stay['state']} at {stay['stopped_at'][11:19]}, the fee is {_zloty(stay['fee'])}")
    stay = phone.wait_for(stay["stay_id"], "captured")
    _got(neighbours, phone, "8.00")
    _ledger(stay)

    _step("Money timeline: GET /parking/stays/{id}")
    for event in stay["money"]["timeline"]:
        shown = f", at your bank by {event['bank_shows_by'][:10]}" if event["bank_shows_by"] else ""
        _saw(f"{event['at'][11:19]}  {event['event']:<9}{_zloty(event['amount']):>12}{shown}")

    _step("Receipt: GET /parking/stays/{id}/receipt")
    pdf = phone.get(f"/parking/stays/{stay['stay_id']}/receipt", Accept="application/pdf")
    _saw(f"{pdf.status} {pdf.headers['content-type']}, {len(pdf.body)} bytes")
    assert pdf.body.startswith(b"%PDF")

    return _summed_up(stay["money"], neighbours.money(stay["payment"]["order_id"]))


def _summed_up(ours: dict[str, Any], theirs: dict[str, Any]) -> int:
    held, captured, released = (ours[name]["amount"] for name in ("held", "captured", "released"))
    print(f"\nheld {held / 100:.2f} = captured {captured / 100:.2f} + released {released / 100:.2f}")
    agreed = (held, captured, released) == (theirs["held"], theirs["captured"], theirs["released"])
    print("the gateway's own books say the same" if agreed else f"the gateway's books differ: {theirs}")
    return 0 if agreed and held == captured + released else 1


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


def _ledger(stay: dict[str, Any]) -> None:
    """Print the entries of the stay's order as they stand in DynamoDB."""
    enter("local")
    from chalicelib.payments.booked_entries import of_order

    for entry in of_order(stay["payment"]["order_id"]):
        lines = "  ".join(f"{account} {grosze / 100:+.2f}" for account, grosze in entry.lines)
        print(f"      ledger  {entry.kind:<18} {lines}")


def _got(neighbours: Neighbours, phone: Phone, word: str) -> None:
    """Wait for the newest push with that word and print it."""
    deadline = time.monotonic() + 30
    while True:
        found = [push for push in neighbours.inbox(device_id=phone.device_id) if word in push["title"] + push["body"]]
        if found:
            print(textwrap.indent(f"push    {found[0]['title']}: {found[0]['body']}", "      "))
            return
        if time.monotonic() > deadline:
            raise TimeoutError(f"no push with “{word}” came")
        time.sleep(0.2)


def _step(text: str) -> None:
    print(f"\n• {text}")


def _saw(text: str) -> None:
    print(f"      phone   {text}")


def _zloty(money: dict[str, Any]) -> str:
    return f"PLN {money['amount'] / 100:.2f}"


def _query(moment: datetime) -> str:
    return moment.isoformat().replace("+", "%2B")


if __name__ == "__main__":
    sys.exit(main())
