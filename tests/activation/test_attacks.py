"""A day of a thousand phones that do only harm: what they cost and what they guess.

The attackers know a list of people who are in the register, with their numbers, and many who are not. They begin new
activations, ask again as soon as they may, and type every code they have not tried yet, on their own challenges and
on others'. `ATTACK_REQUESTS=100000 pytest -s tests/activation/test_attacks.py` runs the whole day and prints figures.
"""

import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import sqrt
from random import Random

import pytest

from chalicelib.activation import code as rules
from chalicelib.activation.phone_number import PhoneNumber
from chalicelib.activation.sms_budget import BUDGET
from chalicelib.errors import CityError
from chalicelib.pesel import Pesel
from tests.activation.code_cases import NOW, City, new_city
from tests.kernel.test_pesel import written

REQUESTS = int(os.environ.get("ATTACK_REQUESTS", "2000"))
PHONES, PEOPLE = 1000, 1000
_DAY = timedelta(hours=12)
"""NOW is ten in the morning in Kraków: one day's budget is attacked, all of it."""


@dataclass
class Attack:
    city: City
    random: Random
    known: int
    now: datetime = NOW
    asked: list[tuple[str, str]] = field(default_factory=list)
    guesses: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    hits: int = 0

    def run(self, requests: int) -> None:
        for number in range(requests):
            self.now += _DAY / requests
            kind = self.random.choices([self.begin, self.ask_again, self.guess, self.steal], [2, 2, 8, 1])[0]
            try:
                kind(f"act_{number}")
                self.answers["done"] += 1
            except CityError as refusal:
                self.answers[refusal.code] += 1
            if number % 3 == 0:
                self.city.work(self.now)

    def begin(self, activation_id: str) -> None:
        device_id, person = f"dev_{self.random.randrange(PHONES)}", self.random.randrange(PEOPLE)
        pesel = Pesel(written((NOW - timedelta(days=10_000 + person)).date(), "0000"))
        number = PhoneNumber(f"600100{person:03d}")
        self.city.ask(activation_id, device_id, number=number, pesel=pesel, known=person < self.known, now=self.now)
        self.asked.append((activation_id, device_id))

    def ask_again(self, _: str) -> None:
        if self.asked:
            self.city.ask_again(*self.random.choice(self.asked[-60:]), now=self.now)

    def guess(self, _: str) -> None:
        if self.asked:
            activation_id, device_id = self.random.choice(self.asked[-3:])
            self.guesses[activation_id] += 1
            self.type(activation_id, device_id, self.guesses[activation_id])

    def steal(self, _: str) -> None:
        if self.asked:
            activation_id, _device = self.random.choice(self.asked)
            self.type(activation_id, "dev_thief", self.random.randrange(10**rules.CODE_DIGITS))

    def type(self, activation_id: str, device_id: str, code: int) -> None:
        self.city.type(f"{code % 10**rules.CODE_DIGITS:0{rules.CODE_DIGITS}d}", activation_id, device_id, self.now)
        self.hits += 1
        assert device_id != "dev_thief"


def attacked(digits: int, known: int, monkeypatch: pytest.MonkeyPatch) -> Attack:
    random = Random(2026)
    monkeypatch.setattr(rules, "CODE_DIGITS", digits)
    monkeypatch.setattr(rules.secrets, "randbelow", random.randrange)
    with new_city() as city:
        attack = Attack(city, random, known)
        attack.run(REQUESTS)
        city.work(attack.now)
    sent, chance = len(city.sms.sent), rules.MOST_TRIES / 10**digits
    print(
        f"\n{REQUESTS} requests, {known} of {PEOPLE} people known, {digits} digits: {sent} SMS, {attack.hits} guessed"
        f" (expected at most {sent * chance:.3f}); {dict(attack.answers.most_common())}"
    )
    return attack


def most_by_chance(attack: Attack, digits: int) -> float:
    """Five tries for each code sent, and five standard deviations."""
    chances = len(attack.city.sms.sent) * rules.MOST_TRIES / 10**digits
    return chances + 5 * sqrt(chances) + 1


def test_messages_stay_within_every_limit_and_guesses_within_chance(monkeypatch):
    attack = attacked(6, 300, monkeypatch)
    numbers = Counter(sms.to for sms in attack.city.sms.sent)
    assert 0 < len(attack.city.sms.sent) <= BUDGET.all_day
    assert max(numbers.values()) <= BUDGET.number_day
    assert len(numbers) <= 300, "who is not in the register gets none"
    assert attack.hits <= most_by_chance(attack, 6)


def test_with_codes_short_enough_to_be_guessed_they_still_are_no_oftener(monkeypatch):
    """The same attack with two digits, where it does guess: so the one above is not held off by something else."""
    attack = attacked(2, 300, monkeypatch)
    assert 0 < attack.hits <= most_by_chance(attack, 2)


def test_a_register_that_says_yes_to_everybody_costs_the_budget_and_no_more(monkeypatch):
    attack = attacked(6, PEOPLE, monkeypatch)
    assert len(attack.city.sms.sent) <= BUDGET.all_day
