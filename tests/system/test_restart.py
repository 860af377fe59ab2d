"""The system goes down in mid-stay and comes back: nothing is forgotten and nothing is paid twice."""

import json

import pytest

from local.phone import Neighbours
from tests.system.conftest import OwnSystem, driver_of
from tests.system.driver import Clock, events, sums


@pytest.fixture
def own(tmp_path):
    """A system that may be stopped, because no other test uses it."""
    own = OwnSystem(tmp_path)
    own.do("up")
    try:
        yield own
    finally:
        own.do("forget")


def test_a_stay_outlives_a_restart_and_is_captured_once(own):
    addresses = json.loads(own.endpoints.read_text())
    gateway = Neighbours(addresses["sandbox"])
    clock = Clock(gateway, addresses["api"])
    clock.be_in_paid_hours()
    driver = driver_of(addresses["api"], gateway, "token-of-a-phone")
    first = driver.start(key="key-of-a-start")
    driver.approve(first.json)
    running = driver.until(first.json, "running")
    before = clock.now()

    own.do("down")
    own.do("up")

    assert json.loads(own.endpoints.read_text()) == addresses
    assert clock.now() > before
    again = driver.stay(running)
    assert (again["state"], again["started_at"], again["money"]) == ("running", running["started_at"], running["money"])
    assert driver.start(key="key-of-a-start").body == first.body
    clock.advance(minutes=30)
    driver.stop(running)
    stay = driver.until(running, "captured")
    order = driver.at_the_gateway(stay)
    assert len(events(order, "clear")) == 1
    assert sums(order) == sums(stay["money"])
    assert driver.push(f"{stay['stay_id']}:stay_stopped:push")
