"""Everything at once, in orders that many seeds give: at each call of DynamoDB another may go first."""

from random import Random

import pytest

from chalicelib.activation import check_code
from chalicelib.activation.errors import CodeExpired, CodeWrong, TooManyTries
from chalicelib.activation.kept_codes import KeptCode
from chalicelib.activation.phone_number import PhoneNumber
from chalicelib.activation.sms_budget import Budget
from chalicelib.errors import CityError
from chalicelib.storage import Stale
from simulation.scheduler import Scheduler
from tests.activation.code_cases import NOW, City, later, new_city, wrong

SEEDS = range(40)


def at_once(city: City, seed: int, works: list) -> list:
    """Run everything at once; return each one's refusal, or None."""
    scheduler = Scheduler(Random(seed), NOW)
    outcomes: list = [None] * len(works)

    def run(place, work):
        try:
            work()
        except (CityError, Stale) as refusal:
            outcomes[place] = refusal

    city.memory.before = lambda *_: scheduler.pause()
    for place, work in enumerate(works):
        scheduler.spawn(lambda place=place, work=work: run(place, work))
    scheduler.run()
    city.memory.before = lambda *_: None
    return outcomes


@pytest.mark.parametrize("seed", SEEDS)
def test_the_right_code_typed_by_many_at_once_works_once(seed):
    with new_city() as city:
        city.ask()
        (code,) = city.work()
        outcomes = at_once(city, seed, [lambda: city.type(code)] * 8)
    assert sum(outcome is None for outcome in outcomes) == 1
    assert {type(outcome) for outcome in outcomes if outcome} <= {CodeExpired, TooManyTries}


@pytest.mark.parametrize("seed", SEEDS)
def test_of_many_guesses_at_once_exactly_five_are_compared(seed, monkeypatch):
    compared = []
    with new_city() as city:
        city.ask()
        (code,) = city.work()
        judge = check_code.expect_right

        def counted(challenge, is_right, now):
            try:
                judge(challenge, is_right, now)
            finally:
                compared.append(challenge.tries)

        monkeypatch.setattr(check_code, "expect_right", counted)
        outcomes = at_once(city, seed, [lambda: city.type(wrong(code))] * 20)
        assert sorted(compared) == list(range(1, 21)), "each guess has a number of its own"
        assert sorted(str(outcome.details.get("left")) for outcome in outcomes if isinstance(outcome, CodeWrong)) == [
            *"1234"
        ]
        assert sum(isinstance(outcome, TooManyTries) for outcome in outcomes) == 16
        with pytest.raises(TooManyTries):
            city.type(code)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_asking_worked_on_by_many_is_sent_once(seed):
    with new_city() as city:
        city.ask()
        (body,) = city.queue.bodies
        at_once(city, seed, [lambda: city.deliver(body)] * 5)
        assert len(city.sms.sent) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_many_workers_at_once_stay_within_the_budget_to_the_message(seed):
    with new_city() as city:
        city.budget = Budget(number_day=99, person_day=99, person_month=99, device_day=99, all_day=3)
        for turn in range(8):
            city.ask(f"act_{turn}", f"dev_{turn}", number=PhoneNumber(f"99900000{turn}"))
        at_once(city, seed, [lambda body=body: city.deliver(body) for body in city.queue.bodies])
        assert len(city.sms.sent) == 3


@pytest.mark.parametrize("seed", SEEDS)
def test_asking_again_while_typing_never_brings_a_dead_code_to_life(seed):
    with new_city() as city:
        city.ask()
        (code,) = city.work()
        now = later(minutes=1)
        typed, asked, *_ = at_once(city, seed, [lambda: city.type(code, now=now), lambda: city.ask_again(now=now)])
        item = KeptCode.get("act_a")
        if typed is None:
            assert item.used_at == now
        else:
            assert asked is None and item.code_hash is None
