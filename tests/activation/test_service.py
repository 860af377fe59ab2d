"""The catalogue: what is open to a phone, and what a card would open."""

from dataclasses import replace
from datetime import date
from threading import Barrier

import pytest

from chalicelib.activation.card import CHECKED
from chalicelib.activation.list_services import list_services
from chalicelib.activation.service import CATALOGUE, offers
from tests.activation.card_cases import KK, standing


def statuses(hall, device_id="dev_a", down=()):
    answers = {source: register.answers() for source, register in hall.registers.items()}
    answers |= {"city": "city" not in down, "mpk": "mpk" not in down}
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


@pytest.mark.parametrize(("gateway", "service"), [("city", "parking"), ("mpk", "tickets")])
def test_what_is_paid_at_a_gateway_that_is_down_is_unavailable_and_nothing_else_is(hall, phone, gateway, service):
    phone.linked("kk")
    found = statuses(hall, down=(gateway,))
    assert {name for name, status in found.items() if status == "unavailable"} == {service}
    assert found[service] == "unavailable"


def test_tickets_of_an_expired_card_ask_for_the_card_first_whatever_the_gateway_does(hall, phone):
    phone.linked("kk")
    hall.changes(state="expired")
    hall.tick(hall.now + CHECKED)
    assert statuses(hall, down=("mpk",))["tickets"] == "expired"


def test_of_two_cards_the_valid_one_serves_whichever_came_last(hall, phone):
    valid = phone.linked("kk")
    ended = replace(valid, card_id="card_of_another_number", standing=standing(state="revoked"))
    for cards in ([valid, ended], [ended, valid]):
        kk = offers(cards, set(), hall.now)[0]
        assert (kk.status, kk.card) == ("active", valid)


def test_the_gateways_are_always_asked_and_of_the_registers_those_whose_cards_are_missing(hall, phone):
    phone.linked("kk")
    asked = []
    list_services("dev_a", hall.now, lambda neighbour: asked.append(neighbour) or True)
    assert sorted(asked) == ["city", "kkr3", "mpk"]


def test_the_neighbours_are_asked_at_once_so_that_those_that_are_down_cost_one_wait(hall):
    together = Barrier(4)
    list_services("dev_a", hall.now, lambda _: together.wait(5) >= 0)


def test_the_catalogue_costs_a_query_and_a_read(hall, phone):
    phone.linked("kk")
    hall.calls.clear()
    statuses(hall)
    assert hall.calls == ["Query", "BatchGetItem"]
