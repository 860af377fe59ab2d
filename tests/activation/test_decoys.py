"""Nothing that a phone can see tells whether the city knows a person."""

from dataclasses import replace

import msgspec
import pytest

from chalicelib.activation import started_activations
from chalicelib.activation.answer import activation_answer
from chalicelib.activation.errors import CodeExpired, CodeWrong
from chalicelib.errors import CityError
from chalicelib.problem import problem
from simulation.attribute_value import item_size
from tests.activation.code_cases import EWA, NUMBER, OTHER_NUMBER, City, later, new_city


def seen(city: City, **asked) -> list:
    """Everything that one phone sees and times: answers as bytes, and the calls behind each."""
    ask = {"known": True, **asked}

    def answer(operation) -> tuple:
        city.calls.clear()
        try:
            told = msgspec.json.encode(activation_answer(operation(), "pl", None))
        except CityError as refusal:
            response = problem(refusal, "pl")
            told = (response.status_code, response.body, response.headers)
        return told, tuple(city.calls)

    steps = [
        lambda: city.ask(**ask),
        lambda: city.ask_again(now=later(seconds=10)),
        lambda: city.type("not it", now=later(seconds=20)),
        *[lambda: city.type("000000", now=later(seconds=30))] * 6,
        lambda: city.ask_again(now=later(seconds=60)),
        lambda: city.type("000000", now=later(seconds=70)),
        lambda: city.type("000000", now=later(minutes=6)),
        lambda: city.type("000000", device_id="dev_b", now=later(minutes=6)),
    ]
    found = []
    for step in steps:
        found.append(answer(step))
        body = city.queue.bodies[-1] if city.queue.bodies else ""
        found.append(len(body))
        city.work()
    return found


@pytest.fixture(autouse=True)
def never_zero(monkeypatch):
    monkeypatch.setattr("chalicelib.activation.code.secrets.randbelow", lambda _: 123456)


def known_one() -> list:
    with new_city() as city:
        found = seen(city)
        assert len(city.sms.sent) == 2
        return found


@pytest.mark.parametrize("asked", [{"known": False}, {"known": False, "number": OTHER_NUMBER, "pesel": EWA}])
def test_somebody_unknown_sees_what_somebody_known_sees(asked):
    with new_city() as city:
        assert seen(city, **asked) == known_one()
        assert city.sms.sent == []


@pytest.mark.parametrize("name", ["number_day", "person_day", "person_month", "device_day", "all_day"])
def test_a_spent_limit_looks_like_a_code_on_its_way(name):
    with new_city() as city:
        city.budget = replace(city.budget, **{name: 1})
        city.ask("act_before", "dev_a" if name == "device_day" else "dev_b", **before(name))
        city.work(now=later(hours=-1))
        assert len(city.sms.sent) == 1
        found = seen(city)
        assert len(city.sms.sent) == 1
    assert found == known_one()


def before(name: str) -> dict:
    """Who used the limit up, an hour ago."""
    long_ago = {"now": later(hours=-1)}
    same_person = {"number": OTHER_NUMBER} if name.startswith("person") else {"pesel": EWA}
    return long_ago | (same_person if name != "all_day" else {"number": OTHER_NUMBER, "pesel": EWA})


def test_no_code_matches_where_none_was_made():
    with new_city() as city:
        city.ask(known=False)
        city.work()
        assert started_activations.get("act_a").challenge.code_hash is None
        for typed in ("000000", "", "nothing:", "None"):
            with pytest.raises(CodeWrong):
                city.type(typed)


def test_who_is_unknown_takes_as_many_bytes_as_who_is_known():
    sizes = set()
    for known in (True, False):
        with new_city() as city:
            city.ask(known=known, number=NUMBER)
            (item,) = city.memory.table(started_activations.StartedActivation).items.values()
            sizes.add((len(city.queue.bodies[0]), len(item["sealed"]["S"]), item_size(item)))
    assert len(sizes) == 1


def test_somebody_unknown_uses_up_nobodys_limits():
    with new_city() as city:
        city.budget = replace(city.budget, number_day=1, person_day=1, all_day=1)
        city.ask("act_b", known=False, now=later(hours=-1))
        city.work(now=later(hours=-1))
        city.ask()
        assert len(city.work()) == 1


def test_an_expired_challenge_of_somebody_unknown_expires_like_any_other():
    with new_city() as city:
        city.ask(known=False)
        with pytest.raises(CodeExpired):
            city.type("000000", now=later(minutes=5))
