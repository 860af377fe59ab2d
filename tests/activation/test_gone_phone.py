"""A phone that was deleted gets no card and no code, though its access token lives on for a while."""

import pytest

from chalicelib.activation import started_activations
from chalicelib.devices import registered_devices
from chalicelib.devices.errors import DeviceUnknown
from tests.activation.card_cases import KK


def deleted(phone):
    registered_devices.remove(phone.device_id)


@pytest.mark.parametrize("source", ["kk", "kkr3"])
def test_the_right_code_links_no_card_to_a_phone_that_is_gone(hall, phone, source):
    activation = phone.at_code(source)
    code = hall.codes()[-1]
    deleted(phone)
    with pytest.raises(DeviceUnknown):
        phone.code(activation, code)
    assert hall.card(source) is None
    assert started_activations.get(activation.activation_id).next_step == "code"


def test_no_code_is_sent_to_who_deleted_the_phone_that_asked(hall, phone):
    phone.at_code()
    deleted(phone)
    assert hall.codes() == []


def test_a_card_that_came_while_its_phone_was_being_deleted_leaves_it_at_the_next_look(hall, phone):
    phone.linked()
    deleted(phone)
    hall.tick()
    assert (phone.cards(), hall.card().link) == ([], None)
    hall.tick()
    assert (hall.cards.connected, hall.card()) == ({KK: False}, None)


def test_a_phone_that_is_deleted_at_the_very_moment_of_its_code_gets_no_card(hall, phone):
    activation = phone.at_code()
    hall.codes()
    gone = []

    def meanwhile(operation, _):
        if operation == "TransactWriteItems" and not gone:
            gone.append(phone.device_id)
            deleted(phone)

    hall.memory.before = meanwhile
    with pytest.raises(DeviceUnknown):
        phone.code(activation)
    assert hall.card() is None
