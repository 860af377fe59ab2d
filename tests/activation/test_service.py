"""The catalogue: what is open to a phone, and what a card would open."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.activation.list_services import list_services
from chalicelib.activation.service import CATALOGUE
from tests.activation.card_cases import KK


def statuses(hall, device_id="dev_a"):
    answers = {source: register.answers() for source, register in hall.registers.items()}
    return {offer.service.service_id: offer.status for offer in list_services(device_id, hall.now, answers.get)}


def test_without_a_card_everything_but_cards_and_tickets_is_open(hall):
    closed = {service for service, status in statuses(hall).items() if status != "active"}
    assert closed == {"kk", "kkr3", "tickets"}
    assert len(statuses(hall)) == len(CATALOGUE)


def test_a_card_opens_what_rests_on_it(hall, phone):
    phone.linked("kk")
    found = statuses(hall)
    assert (found["kk"], found["tickets"], found["kkr3"]) == ("active", "active", "inactive")
    assert statuses(hall, "dev_b")["kk"] == "inactive"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"valid_until": date(2026, 12, 20)}, "expiring"),
        ({"valid_until": date(2026, 12, 7)}, "expired"),
        ({"state": "revoked"}, "expired"),
    ],
)
def test_a_service_follows_its_card(hall, phone, changes, status):
    phone.linked("kk")
    hall.cards.cards[KK] = replace(hall.cards.cards[KK], version=8, **changes)
    hall.tick()
    assert (statuses(hall)["kk"], statuses(hall)["tickets"]) == (status, status)


def test_a_register_that_is_down_closes_only_what_is_not_linked_yet(hall, phone):
    phone.linked("kk")
    hall.cards.down = hall.families.down = True
    found = statuses(hall)
    assert (found["kk"], found["kkr3"]) == ("active", "unavailable")
    assert statuses(hall, "dev_b")["tickets"] == "unavailable"


def test_the_registers_are_asked_only_about_cards_that_are_missing(hall, phone):
    phone.linked("kk")
    asked = []
    list_services("dev_a", hall.now, lambda source: asked.append(source) or True)
    assert asked == ["kkr3"]


def test_the_catalogue_costs_a_query_and_a_read(hall, phone):
    phone.linked("kk")
    hall.calls.clear()
    statuses(hall)
    assert hall.calls == ["Query", "BatchGetItem"]
