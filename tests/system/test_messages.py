"""What reaches the driver: pushes on the phone, letters in the mailbox."""

from collections.abc import Callable

from tests.system.driver import Driver, eventually


def test_the_driver_is_told_of_the_start_and_of_the_fee(paid_hours, driver: Driver):
    stay = driver.parked()
    started = driver.push(f"{stay['stay_id']}:stay_started:push")
    assert driver.plate in started["title"] + started["body"]
    assert started["link"] == f"stays/{stay['stay_id']}"
    paid_hours.advance(minutes=59, seconds=30)
    driver.stop(stay)

    stopped = driver.push(f"{stay['stay_id']}:stay_stopped:push")
    assert "8.00" in stopped["title"] + stopped["body"]
    letters = eventually(lambda: _two_of(driver.emails()), "both letters")
    assert [letter["to"] for letter in letters] == [[driver.email()]] * 2
    assert any("8.00" in letter["body"] for letter in letters)
    assert all(letter["html"] for letter in letters)


def test_messages_are_in_the_language_of_the_start(paid_hours, new_driver: Callable[..., Driver]):
    letters = {}
    for language, word in (("pl", "Postój"), ("uk", "Паркування")):
        driver = new_driver("token-of-a-phone", language)
        stay = driver.parked("approve")
        push = driver.push(f"{stay['stay_id']}:stay_started:push")
        letters[language] = push["title"] + push["body"]
        assert word.lower() in letters[language].lower()
    assert letters["pl"] != letters["uk"]


def test_a_reminder_comes_a_quarter_of_an_hour_before_the_end(paid_hours, driver: Driver):
    until = paid_hours.in_(minutes=60)
    stay = driver.parked(kind="limited", until=until)
    paid_hours.advance(minutes=44)
    assert _reminders(driver) == []
    paid_hours.advance(minutes=1, seconds=5)

    reminder = driver.push(f"{stay['stay_id']}:stay_reminder:1:push")

    assert until[11:16] in reminder["title"] + reminder["body"]
    assert len(_reminders(driver)) == 1
    assert driver.stay(stay)["state"] == "running"


def test_an_open_stay_says_every_two_hours_what_it_costs_so_far(paid_hours, driver: Driver):
    paid_hours.go_to(paid_hours.next_morning(), 9)
    stay = driver.parked()
    paid_hours.go_to(paid_hours.now().date(), 11, 0, 5)
    push = driver.push(f"{stay['stay_id']}:stay_still_running:1:push")
    assert "17.00" in push["title"] + push["body"], "two hours in B"


def test_a_dead_push_token_is_switched_off_and_a_new_one_is_heard(paid_hours, new_driver: Callable[..., Driver]):
    driver = new_driver("dead-token-of-an-uninstalled-app")
    stay = driver.parked()
    eventually(lambda: driver.phone.get("/devices/me").json["push"] == {"registered": False}, "the switch")
    assert driver.pushes() == []

    changed = driver.phone.patch("/devices/me", {"push_token": "token-of-the-app-installed-again"})
    assert changed.json["push"] == {"registered": True}
    paid_hours.advance(minutes=10)
    driver.stop(stay)
    assert driver.push(f"{stay['stay_id']}:stay_stopped:push")


def test_an_erased_phone_gets_nothing_more(paid_hours, driver: Driver, gateway):
    stay = driver.parked()
    driver.push(f"{stay['stay_id']}:stay_started:push")
    assert driver.phone.delete("/devices/me").status == 204
    assert driver.phone.get("/devices/me").json["code"] == "device_unknown"
    paid_hours.advance(minutes=10)
    driver.stop(stay)  # its token lives on for a quarter of an hour
    driver.until(stay, "captured")
    eventually(lambda: _two_of(driver.emails()), "the letter about the fee")
    assert len(driver.pushes()) == 1


def _two_of(found):
    return found if len(found) == 2 else None


def _reminders(driver: Driver):
    return [push for push in driver.pushes() if ":stay_reminder:" in push["identifier"]]
