"""A Lambda stops taking things while there is time to end well."""

from types import SimpleNamespace

import pytest

from chalicelib import jobs


@pytest.fixture
def clock(monkeypatch):
    clock = SimpleNamespace(now=100.0, monotonic=lambda: clock.now)
    monkeypatch.setattr(jobs, "time", clock)
    return clock


def test_everything_is_taken_while_there_is_time(clock):
    assert list(jobs.in_time("abc", 40.0)) == ["a", "b", "c"]


def test_nothing_more_is_taken_once_the_time_is_over(clock):
    taken = []
    for thing in jobs.in_time("abc", 40.0):
        taken.append(thing)
        clock.now += 25
    assert taken == ["a", "b"]


def test_the_first_is_taken_however_late_it_is(clock):
    things = jobs.in_time("abc", 0.0)
    assert next(things) == "a"
    clock.now += 1
    assert list(things) == []
