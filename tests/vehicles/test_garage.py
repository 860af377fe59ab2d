"""The rules of a card's vehicles: the register's list wins, our unacknowledged changes stay on top of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.texts import text
from chalicelib.vehicles.announcement import refusal
from chalicelib.vehicles.errors import TooManyVehicles, VehicleUnknown
from chalicelib.vehicles.garage import (
    LEASE,
    Change,
    Entitlement,
    Garage,
    leased,
    settled,
    taken_over,
    with_vehicle,
    without_vehicle,
)

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
CARS = tuple(f"KR{number}AA00" for number in range(1, 7))


def entitlement(*plates, version=1, active=True):
    return Entitlement("kk_1", active, date(2027, 3, 31), version, plates)


def garage(*plates):
    return Garage("card_1", entitlement(*plates))


def change(plate, kind="put", at=NOW):
    return Change(kind, plate, "dev_a", "pl", at)


def test_a_vehicle_that_was_put_is_there_before_the_card_system_knows_it():
    after = with_vehicle(garage(CARS[0]), change(CARS[1]))
    assert (after.plates, after.known.plates, after.due_at) == (CARS[:2], CARS[:1], NOW)


def test_a_vehicle_that_is_there_already_is_no_change():
    known = garage(CARS[0])
    assert with_vehicle(known, change(CARS[0])) == known


def test_the_fifth_vehicle_is_refused_whoever_put_the_others():
    four = with_vehicle(garage(*CARS[:3]), change(CARS[3]))
    with pytest.raises(TooManyVehicles):
        with_vehicle(four, change(CARS[4]))


def test_a_vehicle_that_is_not_there_cannot_be_taken_off():
    with pytest.raises(VehicleUnknown):
        without_vehicle(garage(CARS[0]), change(CARS[1], "remove"))


def test_in_place_of_one_that_was_taken_off_another_can_be_put():
    three = without_vehicle(garage(*CARS[:4]), change(CARS[0], "remove"))
    assert with_vehicle(three, change(CARS[4])).plates == CARS[1:5]


def test_the_registers_list_wins():
    assert taken_over(garage(*CARS[:2]), entitlement(CARS[4], version=2)).plates == (CARS[4],)


def test_an_older_list_changes_nothing():
    known = Garage("card_1", entitlement(CARS[0], version=5))
    assert taken_over(known, entitlement(CARS[1], version=4)) == known


def test_a_change_that_is_not_acknowledged_stays_on_top_of_every_list():
    changed = without_vehicle(with_vehicle(garage(CARS[0]), change(CARS[1])), change(CARS[0], "remove"))
    after = taken_over(changed, entitlement(CARS[0], CARS[2], version=7))
    assert (after.plates, len(after.changes)) == ((CARS[2], CARS[1]), 2)


def test_a_list_that_filled_up_meanwhile_leaves_no_room_for_ours_but_the_card_system_decides():
    after = taken_over(with_vehicle(garage(), change(CARS[5])), entitlement(*CARS[:4], version=2))
    assert (after.plates, [one.plate for one in after.changes]) == (CARS[:4], [CARS[5]])


def test_a_later_change_of_a_vehicle_replaces_the_earlier_one():
    back = without_vehicle(with_vehicle(garage(), change(CARS[0])), change(CARS[0], "remove"))
    assert [(one.kind, one.plate) for one in back.changes] == [("remove", CARS[0])]


def test_an_acknowledged_change_is_told_no_more():
    put = change(CARS[0])
    after = settled(with_vehicle(garage(), put), put, entitlement(CARS[0], version=2))
    assert (after.changes, after.due_at, after.plates) == ((), None, (CARS[0],))


def test_an_acknowledgement_leaves_a_newer_change_of_the_same_vehicle():
    put, remove = change(CARS[0]), change(CARS[0], "remove", NOW + timedelta(seconds=1))
    undone = without_vehicle(with_vehicle(garage(), put), remove)
    after = settled(undone, put, entitlement(CARS[0], version=2))
    assert (after.changes, after.plates) == ((remove,), ())


def test_a_card_that_the_card_system_knows_no_more_gives_nothing():
    after = taken_over(with_vehicle(garage(CARS[0]), change(CARS[1])), None)
    assert (after.plates, after.gives_until, after.changes, after.due_at) == ((), None, (), None)


def test_of_a_card_that_is_not_active_no_vehicle_is_kept_until_it_is_restored():
    ended = taken_over(garage(CARS[0]), entitlement(CARS[0], version=2, active=False))
    assert (ended.plates, ended.gives_until) == ((), None)
    assert taken_over(ended, entitlement(CARS[0], version=3)).plates == CARS[:1]


def test_what_is_not_told_is_told_again_later_and_later_and_never_after_more_than_sixteen_minutes():
    due = with_vehicle(garage(), change(CARS[0]))
    pauses = []
    for _ in range(7):
        due = leased(due, NOW)
        pauses.append((due.due_at - NOW) / LEASE)
    assert pauses == [1, 2, 4, 8, 16, 16, 16]


def test_a_change_during_a_lease_waits_for_its_end():
    due = leased(with_vehicle(garage(), change(CARS[0])), NOW)
    assert with_vehicle(due, change(CARS[1])).due_at == due.due_at


plates = st.sampled_from(CARS)
steps = st.lists(st.tuples(st.sampled_from(["put", "remove", "web", "tell"]), plates), max_size=25)


@given(steps)
def test_whatever_happens_there_are_four_vehicles_at_most_and_at_rest_both_lists_are_one(history):
    """The card system keeps a list of at most four; its web page and phones change it, and telling joins the two."""
    register, ours = entitlement(), garage()
    for number, (what, plate) in enumerate(history):
        at = NOW + timedelta(seconds=number)
        if what == "web":
            toggled = tuple(one for one in register.plates if one != plate)
            toggled = toggled if plate in register.plates else (*toggled, plate)[:4]
            register = replace(register, plates=toggled, version=register.version + 1)
        elif what == "tell":
            register, ours = told(register, ours)
        else:
            rule = with_vehicle if what == "put" else without_vehicle
            try:
                ours = rule(ours, change(plate, what, at))
            except (TooManyVehicles, VehicleUnknown):
                continue
        assert len(ours.plates) <= 4
    register, ours = told(register, ours)
    ours = taken_over(ours, register)
    assert (ours.plates, ours.changes, ours.due_at) == (register.plates, (), None)


def told(register, ours):
    for one in ours.changes:
        kept = tuple(plate for plate in register.plates if plate != one.plate)
        if one.kind == "put":
            kept = register.plates if one.plate in register.plates else (*register.plates, one.plate)
        if len(kept) <= 4 and kept != register.plates:
            register = replace(register, plates=kept, version=register.version + 1)
        ours = settled(ours, one, register)
    return register, ours


@pytest.mark.parametrize(("kind", "said"), [("put", "not added"), ("remove", "still on the card")])
def test_a_phone_is_told_which_of_its_changes_was_refused(kind, said):
    message = refusal("card_a", Change(kind, CARS[0], "dev_a", "en", NOW))
    assert said in text(f"{message.template}.title", message.language, **message.values)
