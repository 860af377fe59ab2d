"""Everything at once, in orders that many seeds give: at each call of DynamoDB another may go first."""

from random import Random

import pytest

from chalicelib.activation import enter_code, started_activations
from chalicelib.activation.activation import Activation
from chalicelib.activation.errors import CodeWrong, DeskCodeRefused, StepNotExpected, TooManyTries, WaitBeforeResend
from chalicelib.activation.issue_desk_code import issue_desk_code
from chalicelib.activation.linked_cards import LinkedCard
from chalicelib.activation.phone_number import PhoneNumber
from chalicelib.activation.sms_budget import Budget
from chalicelib.errors import CityError
from chalicelib.storage import Stale
from simulation.scheduler import Scheduler
from tests.activation.code_cases import ADA, NOW, City, later, new_city, wrong

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


def kept() -> Activation:
    return started_activations.get("act_a")


def links(city: City) -> int:
    return len(city.memory.table(LinkedCard).items)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_right_code_typed_by_many_at_once_works_once(seed):
    with new_city() as city:
        city.ask()
        (code,) = city.work()
        outcomes = at_once(city, seed, [lambda: city.type(code)] * 8)
        assert links(city) == 1
    assert sum(outcome is None for outcome in outcomes) == 1
    assert {type(outcome) for outcome in outcomes if outcome} <= {StepNotExpected, TooManyTries}


@pytest.mark.parametrize("seed", SEEDS)
def test_one_request_sent_twice_at_once_gets_one_answer(seed):
    with new_city() as city:
        city.ask()
        (code,) = city.work()
        caller, told = city.caller(), []
        assert at_once(city, seed, [lambda: told.append(city.type(code, caller=caller))] * 2) == [None, None]
        assert links(city) == 1
    assert told[0].card_id == told[1].card_id != ""
    assert told[0].requests == told[1].requests


@pytest.mark.parametrize("seed", SEEDS)
def test_of_many_guesses_at_once_exactly_five_are_compared(seed, monkeypatch):
    compared = []
    with new_city() as city:
        city.ask()
        (code,) = city.work()
        judge = enter_code.expect_right

        def counted(challenge, is_right, now):
            try:
                judge(challenge, is_right, now)
            finally:
                compared.append(challenge.tries)

        monkeypatch.setattr(enter_code, "expect_right", counted)
        outcomes = at_once(city, seed, [lambda: city.type(wrong(code))] * 20)
        assert sorted(compared) == list(range(1, 21)), "each guess has a number of its own"
        assert sorted(str(outcome.details.get("left")) for outcome in outcomes if isinstance(outcome, CodeWrong)) == [
            *"1234"
        ]
        assert sum(isinstance(outcome, TooManyTries) for outcome in outcomes) == 16
        with pytest.raises(TooManyTries):
            city.type(code)


def test_the_right_code_among_guesses_works_if_it_is_among_the_first_five_and_never_as_the_sixth(monkeypatch):
    judge, right_at = enter_code.expect_right, {}
    for seed in SEEDS:

        def noted(challenge, is_right, now, seed=seed):
            if is_right:
                right_at[seed] = challenge.tries
            judge(challenge, is_right, now)

        monkeypatch.setattr(enter_code, "expect_right", noted)
        with new_city() as city:
            city.ask()
            (code,) = city.work()
            typed, *_ = at_once(city, seed, [lambda: city.type(code), *[lambda: city.type(wrong(code))] * 9])  # noqa: B023
            assert isinstance(typed, TooManyTries) == (right_at[seed] > 5)
            assert links(city) == (right_at[seed] <= 5)
    assert {5, 6} <= set(right_at.values())


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
            city.ask(f"act_{turn}", f"dev_{turn}", number=PhoneNumber(f"60010000{turn}"))
        at_once(city, seed, [lambda body=body: city.deliver(body) for body in city.queue.bodies])
        assert len(city.sms.sent) == 3


@pytest.mark.parametrize("seed", SEEDS)
def test_asking_again_while_typing_never_brings_a_dead_code_to_life(seed):
    with new_city() as city:
        city.ask()
        (code,) = city.work()
        now = later(minutes=1)
        typed, asked = at_once(city, seed, [lambda: city.type(code, now=now), lambda: city.ask_again(now=now)])
        if typed is None:
            assert isinstance(asked, StepNotExpected)
            assert (kept().challenge, links(city), city.queue.bodies) == (None, 1, [])
        else:
            assert isinstance(typed, CodeWrong)
            assert asked is None
            assert (kept().challenge.code_hash, kept().challenge.asked_at, links(city)) == (None, now, 0)
            city.type(*city.work(now), now=now)


def test_of_typing_and_asking_again_either_may_be_first():
    first = set()
    for seed in SEEDS:
        with new_city() as city:
            city.ask()
            (code,) = city.work()
            now = later(minutes=1)
            typed, _ = at_once(city, seed, [lambda: city.type(code, now=now), lambda: city.ask_again(now=now)])  # noqa: B023
            first.add(typed is None)
    assert first == {True, False}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_code_that_is_made_while_another_is_asked_for_is_worth_nothing(seed):
    with new_city() as city:
        city.ask()
        body, now = city.queue.bodies.pop(), later(minutes=1)
        assert at_once(city, seed, [lambda: city.deliver(body, now), lambda: city.ask_again(now=now)]) == [None, None]
        assert (kept().challenge.code_hash, kept().challenge.asked_at) == (None, now)
        old = city.work(now)
        assert len(old) == 1, "the newest asking gets its code, whatever became of the one before"
        city.type(old[0], now=now)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_code_that_is_made_while_guesses_come_in_forgets_none_of_them(seed):
    with new_city() as city:
        city.ask()
        (body,) = city.queue.bodies
        guesses = [lambda: city.type("not it")] * 3
        sent, *outcomes = at_once(city, seed, [lambda: city.deliver(body), *guesses])
        assert sent is None
        assert sorted(outcome.details["left"] for outcome in outcomes) == [2, 3, 4]
        assert kept().challenge.tries == 3
        city.queue.bodies.clear()
        city.type(city.codes()[-1])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_desk_code_outlives_whatever_was_asked_for_beside_it(seed):
    with new_city() as city:
        city.ask()
        now, told = later(minutes=1), []
        works = [
            lambda: told.append(issue_desk_code("act_a", ADA, "anna", "no SMS", now)),
            lambda: city.ask_again(now=now),
            lambda: city.deliver(city.queue.bodies[0], now),
        ]
        issued, asked, _ = at_once(city, seed, works)
        assert issued is None
        assert asked is None or isinstance(asked, WaitBeforeResend)
        city.work(now)
        city.type(told[0], now=now)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_desk_code_and_the_right_code_at_once_link_once(seed):
    with new_city() as city:
        city.ask()
        (code,) = city.work()
        told: list = []
        works = [
            lambda: city.type(code),
            lambda: told.append(issue_desk_code("act_a", ADA, "anna", "no SMS", later(seconds=1))),
        ]
        typed, issued = at_once(city, seed, works)
        assert (type(typed), type(issued)) in {(type(None), DeskCodeRefused), (CodeWrong, type(None))}
        assert links(city) == (typed is None)
