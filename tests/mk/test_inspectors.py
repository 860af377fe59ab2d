"""A phone becomes an inspector's by somebody who answers for it."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.audit.list_entries import list_entries
from chalicelib.audit.recorded_entries import RecordedEntry
from chalicelib.clock import utc_now
from chalicelib.devices import registered_devices
from chalicelib.devices.device import Device
from chalicelib.devices.registered_devices import RegisteredDevice
from tests.mk.conftest import OPERATOR


@pytest.fixture
def audited(tables):
    tables(RecordedEntry, RegisteredDevice)
    return lambda: list_entries("inspectors", 9, None)[0]


def test_it_is_kept_who_made_a_phone_an_inspectors_and_why(mk, audited):
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    registered_devices.keep_new(Device("dev_a", key, "ios", "pl", "", utc_now()))
    status, said = mk("inspectors", "grant", "dev_a", "--why", "patrol 7", "--language", "en")
    assert (status, said.startswith("dev_a is an inspector's phone")) == (0, True)
    assert registered_devices.find("dev_a").scope == "inspector"
    [entry] = audited()
    assert (entry.who, entry.what, entry.subject_id, entry.why) == (OPERATOR, "grant", "dev_a", "patrol 7")
    assert (entry.before, entry.after) == ({"scope": "device"}, {"scope": "inspector"})


def test_a_phone_that_nobody_registered_becomes_nothing(mk, audited):
    assert mk("inspectors", "grant", "dev_nobody", "--why", "x")[0] == 1
    assert audited() == []
