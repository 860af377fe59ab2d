"""What is sent has an end: for a number, a person, a phone, a day, and in all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.activation.counted_sends import CountedSend
from chalicelib.activation.phone_number import PhoneNumber
from chalicelib.activation.sms_budget import BUDGET, limits
from tests.activation.code_cases import ADA, EWA, NUMBER, OTHER_NUMBER, later, new_city


@pytest.fixture
def city():
    with new_city() as city:
        yield city


def sent(city, times, **asked) -> int:
    """How many codes come when somebody asks that often, two minutes apart, each time in a new activation."""
    reached = 0
    for turn in range(times):
        now = later(minutes=2 * turn)
        city.ask(f"act_{asked}_{turn}", **{"device_id": f"dev_{turn}", "now": now} | asked)
        reached += len(city.work(now))
    return reached


def test_a_number_gets_five_codes_a_day_whoever_asks(city):
    city.budget = replace(BUDGET, person_day=99)
    assert sent(city, 8) == BUDGET.number_day == 5


def test_a_person_gets_five_codes_a_day_on_however_many_numbers(city):
    reached = 0
    for turn in range(8):
        now = later(minutes=2 * turn)
        city.ask(f"act_{turn}", f"dev_{turn}", number=PhoneNumber(f"60010000{turn}"), now=now)
        reached += len(city.work(now))
    assert reached == BUDGET.person_day == 5


def test_a_person_gets_twenty_codes_a_month_which_are_a_hundred_tries(city):
    reached = 0
    for day in range(1, 9):
        for turn in range(5):
            now = datetime(2026, 12, day, 9, 2 * turn, tzinfo=UTC)
            city.ask(f"act_{day}_{turn}", f"dev_{turn}", now=now)
            reached += len(city.work(now))
    assert reached == BUDGET.person_month == 20
    first_of_january = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)  # in Kraków
    city.ask("act_january", now=first_of_january)
    assert len(city.work(first_of_january)) == 1


def test_a_phone_gets_ten_codes_a_day_for_whomever(city):
    city.budget = replace(BUDGET, number_day=99, person_day=99)
    assert sent(city, 12, device_id="dev_a") == BUDGET.device_day == 10


def test_the_day_has_a_budget_for_all(city):
    city.budget = replace(BUDGET, all_day=3, number_day=99, person_day=99)
    assert sent(city, 5) == 3


def test_a_budget_of_nothing_sends_nothing(city):
    city.budget = replace(BUDGET, all_day=0)
    assert sent(city, 1) == 0


def test_a_day_is_krakows_day(city):
    before_midnight = datetime(2026, 12, 8, 22, 59, tzinfo=UTC)
    city.budget = replace(BUDGET, number_day=1)
    city.ask("act_a", now=before_midnight)
    city.ask("act_b", "dev_b", now=before_midnight + timedelta(minutes=1))
    assert len(city.work(before_midnight + timedelta(minutes=1))) == 2


def test_a_number_rests_for_a_minute_even_between_activations(city):
    city.ask("act_a")
    city.ask("act_b", "dev_b", now=later(seconds=30))
    assert len(city.work(now=later(seconds=31))) == 1
    city.ask_again("act_b", "dev_b", now=later(seconds=90))
    assert len(city.work(now=later(seconds=90))) == 1


def test_a_slow_worker_does_not_swallow_the_next_code(city):
    city.ask()
    city.work(now=later(seconds=20))
    city.ask_again(now=later(seconds=60))
    assert len(city.work(now=later(seconds=60))) == 1


def test_one_number_does_not_wait_for_another(city):
    city.ask("act_a", now=later(seconds=1))
    city.ask("act_b", "dev_b", number=OTHER_NUMBER, pesel=EWA, now=later(seconds=0))
    assert len(city.work(now=later(seconds=1))) == 2


def test_what_is_refused_is_counted_on_no_limit(city):
    city.budget = replace(BUDGET, all_day=1)
    city.ask("act_a", number=OTHER_NUMBER, pesel=EWA)
    city.work()
    before = dict(city.memory.table(CountedSend).items)
    city.ask("act_b")
    city.work()
    assert city.memory.table(CountedSend).items == before


def test_counters_name_nobody_and_end():
    found = limits("k1:hash-of-number", "k1:hash-of-pesel", "dev_a", later())
    assert [limit.counter_id for limit in found] == [
        "number#k1:hash-of-number#2026-12-08",
        "person#k1:hash-of-pesel#2026-12-08",
        "person#k1:hash-of-pesel#2026-12",
        "device#dev_a#2026-12-08",
        "all#2026-12-08",
    ]
    assert all(limit.expires_at > later(days=1) for limit in found)


def test_the_log_names_the_limit_and_nobody(city, caplog):
    city.budget = replace(BUDGET, all_day=1)
    city.ask("act_a", number=OTHER_NUMBER, pesel=EWA)
    city.ask("act_b", "dev_b")
    city.work()
    assert [vars(record)["sms_limit"] for record in caplog.records if "sms_limit" in vars(record)] == ["all_day"]
    logged = str([vars(record) for record in caplog.records])
    assert not any(personal in logged for personal in (NUMBER.digits, OTHER_NUMBER.digits, ADA.digits, EWA.digits))
