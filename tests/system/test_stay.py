"""Whole stays, from the start to the last grosz."""

from datetime import datetime

from tests.system.driver import WARSAW, Driver, events, eventually, sums


def test_an_open_stay_costs_its_started_minutes_and_everybody_agrees(paid_hours, driver: Driver):
    paid_hours.go_to(paid_hours.next_morning(), 9)
    stay = driver.parked()
    assert stay["money"]["held"]["amount"] == 800 + 900 + 1000 + 10 * 800, "thirteen hours until 22:00"
    paid_hours.advance(minutes=74, seconds=30)

    stopped = driver.stop(stay).json
    stay = driver.until(stay, "captured")

    fee = 800 + 900 * 15 // 60
    assert stopped["fee"]["amount"] == stay["fee"]["amount"] == fee
    held, captured, released = sums(stay["money"])
    assert (captured, held) == (fee, fee + released)
    assert [(step["event"], step["amount"]["amount"]) for step in stay["money"]["timeline"]] == [
        ("held", held),
        ("captured", fee),
        ("released", released),
    ]
    assert all(step["bank_shows_by"] > step["at"] for step in stay["money"]["timeline"][1:])

    order = driver.at_the_gateway(stay)
    assert sums(order) == (held, captured, released)
    assert order["balanced"]
    assert len(events(order, "clear")) == 1

    receipt = driver.phone.get(f"/parking/stays/{stay['stay_id']}/receipt").json
    assert receipt["total"] == receipt["captured"] == stay["fee"]
    assert sum(line["amount"]["amount"] for line in receipt["lines"]) == fee
    assert receipt["order_ids"] == [stay["payment"]["order_id"]]
    assert receipt["plate"] == driver.plate


def test_the_price_that_was_quoted_is_the_price_that_is_held(paid_hours, driver: Driver):
    wanted = {"subzone": "A", "kind": "limited", "until": paid_hours.in_(hours=2)}
    quote = driver.phone.post("/parking/quotes", wanted).json
    stay = driver.parked(**wanted)
    assert quote["hold"]["amount"] - stay["money"]["held"]["amount"] in range(0, 60)  # a minute may have begun
    assert stay["resident"] is False


def test_a_limited_stay_ends_at_its_limit_by_itself(paid_hours, driver: Driver):
    until = paid_hours.in_(minutes=90)
    stay = driver.parked(kind="limited", until=until)
    assert stay["ends_at"] == until
    paid_hours.advance(minutes=91)

    stay = driver.until(stay, "captured")

    assert (stay["stopped_by"], stay["stopped_at"]) == ("limit", until)
    assert stay["fee"] == stay["money"]["captured"]
    held, captured, released = sums(driver.at_the_gateway(stay))
    assert (held, captured, released) == sums(stay["money"])
    assert released in range(0, 60)  # nothing, unless a minute ended between the request and the approval


def test_an_extension_is_a_second_hold_and_still_one_stay(paid_hours, driver: Driver):
    stay = driver.parked(kind="limited", until=paid_hours.in_(minutes=60))
    later = paid_hours.in_(minutes=180)
    asked = driver.phone.post(f"/parking/stays/{stay['stay_id']}/extend", {"until": later}).json
    assert asked["ends_at"] == stay["ends_at"], "the end moves when the hold is confirmed, not before"
    driver.approve(asked)
    eventually(lambda: driver.stay(stay)["ends_at"] == later, "the later end")
    paid_hours.advance(minutes=120)

    driver.stop(stay)
    stay = driver.until(stay, "captured")
    stay = eventually(lambda: (now := driver.stay(stay)) and _all_settled(now) and now, "both holds settled")

    books = [driver.at_the_gateway(stay, number) for number in (1, 2)]
    assert sums(stay["money"]) == tuple(map(sum, zip(*map(sums, books), strict=True)))
    assert stay["money"]["captured"] == stay["fee"]
    assert all(book["balanced"] and book["captured"] for book in books), "the fee is more than the first hold"
    receipt = driver.phone.get(f"/parking/stays/{stay['stay_id']}/receipt").json
    assert receipt["order_ids"] == [book["order_id"] for book in books]
    assert [one["stay_id"] for one in driver.phone.get("/parking/stays").json["items"]] == [stay["stay_id"]]


def test_a_forgotten_stay_ends_with_the_paid_hours(paid_hours, driver: Driver):
    stay = driver.parked()
    today = paid_hours.now().date()
    paid_hours.go_to(today, 22, 0, 5)

    stay = driver.until(stay, "captured")

    assert stay["stopped_by"] == "end_of_paid_hours"
    assert datetime.fromisoformat(stay["stopped_at"]) == datetime(today.year, today.month, today.day, 22, tzinfo=WARSAW)
    assert stay["money"]["captured"] == stay["fee"]


def test_a_stay_stopped_before_opening_time_costs_nothing(paid_hours, driver: Driver):
    paid_hours.go_to(paid_hours.next_morning(), 8, 30)
    stay = driver.parked()
    driver.stop(stay)
    stay = driver.until(stay, "released")
    assert stay["fee"]["amount"] == 0
    held, captured, released = sums(driver.at_the_gateway(stay))
    assert (captured, released) == (0, held)
    assert sums(stay["money"]) == (held, 0, held)


def test_sunday_is_free_and_the_gateway_never_hears_of_it(clock, driver: Driver):
    clock.go_to(clock.next_sunday(), 12)
    refused = driver.start()
    assert (refused.status, refused.json["code"]) == (409, "parking_is_free")
    opens = datetime.fromisoformat(refused.json["next_paid_at"])
    assert opens > clock.now()
    assert (opens.hour, opens.minute) == (9, 0)
    assert driver.gateway.orders(driver.email()) == []
    assert driver.phone.get("/parking/stays").json["items"] == []


def test_a_plate_of_letters_spaces_and_diacritics_is_one_plate(paid_hours, driver: Driver):
    plate = f"Žš {driver.plate[2:6]}-{driver.plate[6:]}".lower()
    stay = driver.started(plate=plate)
    assert stay["plate"] == f"ŽŠ{driver.plate[2:]}"
    refused = driver.start(plate="КР12345")
    assert (refused.status, refused.json["code"]) == (422, "plate_letter_unknown")


def test_the_receipt_waits_for_the_end(paid_hours, driver: Driver):
    stay = driver.parked()
    refused = driver.phone.get(f"/parking/stays/{stay['stay_id']}/receipt")
    assert (refused.status, refused.json["code"]) == (409, "receipt_not_ready")


def _all_settled(stay) -> bool:
    held, captured, released = sums(stay["money"])
    return held == captured + released
