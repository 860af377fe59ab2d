"""What the product's storage promises, kept by every engine that the product runs on here."""

from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.devices import registered_devices, used_assertions
from chalicelib.devices.device import Device
from chalicelib.devices.errors import DeviceUnknown
from chalicelib.devices.registered_devices import RegisteredDevice
from chalicelib.devices.used_assertions import UsedAssertion
from chalicelib.notifications import registered_endpoints
from chalicelib.notifications.endpoint import Endpoint
from chalicelib.notifications.registered_endpoints import RegisteredEndpoint
from chalicelib.parking import claimed_plates, kept_stays, recorded_inspections
from chalicelib.parking.claimed_plates import ClaimedPlate, PlateMovedOn
from chalicelib.parking.errors import AlreadyParked
from chalicelib.parking.kept_stays import KeptStay, NotAsAsked, Repeated
from chalicelib.parking.recorded_inspections import RecordedInspection
from chalicelib.parking.verdict import Verdict
from chalicelib.payments import booked_entries
from chalicelib.payments.booked_entries import BookedEntry
from chalicelib.payments.entry import Entry
from chalicelib.payments.port import HoldStarted
from chalicelib.storage import Stale, commit
from tests.simulation.conftest import Engine
from tests.simulation.stays import NINE, captured, paid, payment, stay, stopped

_TABLES = (
    KeptStay,
    ClaimedPlate,
    BookedEntry,
    RecordedInspection,
    RegisteredDevice,
    UsedAssertion,
    RegisteredEndpoint,
)
HOUR = timedelta(hours=1)
HOLD = HoldStarted("R1", "https://gateway.test/R1")


@pytest.fixture(autouse=True)
def _on_an_engine(tables_on: Engine):
    with tables_on(*_TABLES):
        yield


def entry(kind: str, **changes: object) -> Entry:
    return replace(Entry("stay_one_1", kind, NINE, (("city:holds", 800), ("city:drivers", -800))), **changes)


def test_a_stay_is_read_as_it_was_written():
    written = stopped()
    commit(kept_stays.keep_new(written))
    assert kept_stays.get("stay_one") == written
    assert kept_stays.of_order("stay_one_1") == written
    assert kept_stays.of_order("stay_one_2") is None
    assert kept_stays.get("stay_other") is None


def test_a_second_start_is_refused_and_meets_the_first():
    commit(kept_stays.keep_new(stay()))
    with pytest.raises(Repeated) as refused:
        commit(kept_stays.keep_new(stay(subzone="A")))
    assert refused.value.stay == stay()


def test_a_change_needs_the_version_that_was_read():
    commit(kept_stays.keep_new(stay()))
    commit(kept_stays.replacing(stay(), stay(subzone="A")))
    assert kept_stays.get("stay_one") == stay(subzone="A", version=1)
    with pytest.raises(Stale):
        commit(kept_stays.replacing(stay(), stay(subzone="C")))
    with pytest.raises(Stale):
        commit(kept_stays.replacing(stay("never"), stay("never")))


def test_a_refused_decision_leaves_nothing_behind():
    commit(kept_stays.keep_new(stay()), booked_entries.book(entry("held")))
    with pytest.raises(Stale):
        commit(kept_stays.replacing(stay(), stay(subzone="A")), booked_entries.book(entry("held")))
    assert kept_stays.get("stay_one") == stay()
    assert booked_entries.of_order("stay_one_1") == [entry("held")]


def test_the_redirect_of_a_waiting_hold_is_noted_with_its_state():
    commit(kept_stays.keep_new(stay()))
    kept_stays.note_redirect(stay(), "stay_one_1", HOLD)
    noted = kept_stays.get("stay_one")
    assert noted == paid(
        stay(version=1), state="awaiting_customer", remote_id=HOLD.remote_id, redirect_url=HOLD.redirect_url
    )


def test_the_redirect_of_a_hold_that_was_confirmed_meanwhile_changes_no_state():
    commit(kept_stays.keep_new(paid(stay(), state="held", remote_id="R-first", held_at=NINE)))
    kept_stays.note_redirect(stay(), "stay_one_1", HOLD)
    held = kept_stays.get("stay_one").holds[0].payment
    assert (held.state, held.remote_id, held.redirect_url) == ("held", "R-first", HOLD.redirect_url)


def test_the_usual_capture_needs_no_read():
    commit(kept_stays.keep_new(stopped()))
    commit(kept_stays.capturing_at_once(captured(), NINE + HOUR))
    after = kept_stays.get("stay_one")
    assert after == replace(paid(stopped(), state="captured", settled_at=NINE + HOUR), calls_due_at=None, version=1)
    assert list(kept_stays.due_before(NINE + 9 * HOUR, 0)) == []


@pytest.mark.parametrize(
    "report", [captured(amount_grosze=601), captured(remote_id="R2"), captured(order_id="stay_one_2")]
)
def test_an_unusual_capture_is_refused_with_the_stay_that_stands_there(report):
    commit(kept_stays.keep_new(stopped()))
    with pytest.raises(NotAsAsked) as refused:
        commit(kept_stays.capturing_at_once(report, NINE))
    assert refused.value.stay == stopped()


def test_a_capture_of_a_stay_that_is_not_there_is_refused_with_nothing():
    with pytest.raises(NotAsAsked) as refused:
        commit(kept_stays.capturing_at_once(captured(), NINE))
    assert refused.value.stay is None


def test_two_holds_are_never_captured_at_once():
    one = stopped()
    extended = replace(one, holds=(*one.holds, replace(one.holds[0], payment=payment("stay_one_2"))))
    commit(kept_stays.keep_new(extended))
    with pytest.raises(NotAsAsked):
        commit(kept_stays.capturing_at_once(captured(), NINE))


def test_calls_are_one_workers_until_its_lease_ends():
    commit(kept_stays.keep_new(stopped()))
    claimed = kept_stays.claim_calls("stay_one", NINE)
    assert (claimed.leased_until, claimed.attempts, claimed.version) == (NINE + kept_stays.LEASE, 1, 1)
    assert kept_stays.claim_calls("stay_one", NINE + kept_stays.LEASE / 2) is None
    assert kept_stays.claim_calls("stay_one", NINE + kept_stays.LEASE).attempts == 2


def test_a_stay_with_nothing_to_call_is_claimed_by_nobody():
    commit(kept_stays.keep_new(replace(stay(), holds=())))
    assert kept_stays.claim_calls("stay_one", NINE) is None
    assert kept_stays.claim_calls("stay_never", NINE) is None


def test_what_is_due_comes_oldest_first_and_what_is_not_does_not():
    for name, minutes in (("later", 5), ("first", 1), ("now", 10), ("future", 11)):
        commit(kept_stays.keep_new(replace(stopped(name), calls_due_at=NINE + timedelta(minutes=minutes))))
    assert list(kept_stays.due_before(NINE + timedelta(minutes=10), 0)) == ["stay_first", "stay_later", "stay_now"]


def test_a_history_is_paged_newest_first():
    for hour in range(5):
        commit(kept_stays.keep_new(stay(str(hour), requested_at=NINE + hour * HOUR)))
    commit(kept_stays.keep_new(stay("theirs", device_id="dev_b")))
    pages, after = [], None
    while not pages or after:
        page, after = kept_stays.of_device("dev_a", 2, after)
        pages.append([one.stay_id for one in page])
    assert pages == [["stay_4", "stay_3"], ["stay_2", "stay_1"], ["stay_0"]]


def test_a_plate_is_claimed_by_one_stay_until_it_ends():
    first = stay(started_at=NINE)
    commit(claimed_plates.claim(first, NINE))
    commit(claimed_plates.claim(first, NINE))
    with pytest.raises(AlreadyParked):
        commit(claimed_plates.claim(stay("two", started_at=NINE), NINE))
    with pytest.raises(AlreadyParked):
        commit(claimed_plates.still_free("KR1AB23", NINE), kept_stays.keep_new(stay("two")))
    assert kept_stays.get("stay_two") is None
    commit(claimed_plates.still_free("KR1AB23", NINE + HOUR), kept_stays.keep_new(stay("two")))
    assert claimed_plates.of("KR1AB23").stay_id == "stay_one"
    commit(claimed_plates.claim(stay("two", started_at=NINE + HOUR, ends_at=NINE + 2 * HOUR), NINE + HOUR))
    assert claimed_plates.of("KR1AB23").stay_id == "stay_two"
    with pytest.raises(PlateMovedOn):
        commit(claimed_plates.moved(first))


def test_a_plate_that_was_stopped_is_free_at_once():
    running = stay(started_at=NINE)
    commit(claimed_plates.claim(running, NINE))
    commit(claimed_plates.moved(replace(running, stopped_at=NINE + HOUR / 2)))
    assert claimed_plates.of("KR1AB23").paid_until == NINE + HOUR / 2
    commit(claimed_plates.claim(stay("two", started_at=NINE + HOUR / 2), NINE + HOUR / 2))
    assert claimed_plates.of("KR9ZZ99") is None


def test_an_entry_is_booked_once_and_an_orders_entries_come_oldest_first():
    late, early = entry("captured", booked_at=NINE + HOUR, report="R1 paid"), entry("held", call="capture 600 ref")
    commit(booked_entries.book(late), booked_entries.book(early))
    with pytest.raises(Stale):
        commit(booked_entries.book(replace(late, lines=())))
    assert booked_entries.of_order("stay_one_1") == [early, late]
    assert booked_entries.of_order("stay_one_2") == []


def test_look_ups_are_kept_in_their_order():
    told = Verdict("KR1AB23", "valid", "paid", NINE)
    for hour in (2, 0, 10):
        recorded_inspections.keep("dev_i", "B" if hour else None, told, NINE + hour * HOUR)
    looked_up = [(NINE + hour * HOUR, "B" if hour else None, "valid", "paid") for hour in (0, 2, 10)]
    assert recorded_inspections.page_of_inspector("dev_i", 5, None) == (looked_up, None)


def test_an_assertion_is_good_once():
    uses = [used_assertions.use("dev_a", "jti", NINE), used_assertions.use("dev_a", "jti", NINE)]
    assert uses == [True, False]


def test_a_phones_latest_registration_for_pushes_stays():
    first = Endpoint("dev_a", "ios", "arn:first", "token-1", NINE)
    latest = Endpoint("dev_a", "ios", "arn:latest", "token-2", NINE + HOUR)
    registered_endpoints.keep(latest)
    registered_endpoints.keep(first)
    registered_endpoints.disable(first)
    assert registered_endpoints.of("dev_a") == latest
    registered_endpoints.disable(latest)
    assert registered_endpoints.of("dev_a") == replace(latest, enabled=False)
    registered_endpoints.remove("dev_a")
    assert registered_endpoints.of("dev_a") is None


def test_a_phone_is_registered_once_and_changed_only_if_it_is_known():
    phone = Device("dev_a", ec.generate_private_key(ec.SECP256R1()).public_key(), "ios", "pl", "Ola's", NINE)
    assert [registered_devices.keep_new(phone), registered_devices.keep_new(replace(phone, name="other"))] == [
        True,
        False,
    ]
    assert registered_devices.change("dev_a", language="uk").language == "uk"
    assert registered_devices.set_role("dev_a", "inspector").role == "inspector"
    assert registered_devices.set_role("dev_a", None).role is None
    with pytest.raises(DeviceUnknown):
        registered_devices.change("dev_b", name="x")
    registered_devices.remove("dev_a")
    with pytest.raises(DeviceUnknown):
        registered_devices.find("dev_a")
