"""A ticket comes to another phone."""

from datetime import datetime

import pytest

from chalicelib.tickets import errors
from chalicelib.tickets.find_ticket import find_ticket, list_movable
from chalicelib.tickets.move_ticket import move_ticket, offer_transfer
from chalicelib.tickets.own_ticket import own_ticket
from chalicelib.tickets.ticket import Ticket
from chalicelib.warsaw import WARSAW
from tests.tickets.counter import METROPOLITAN, NETWORK, OTHER_PHONE, PHONE, Counter


@pytest.fixture
def month(counter: Counter) -> Ticket:
    """A resident's ticket from 23 November to 22 December: 30 days for 99.00."""
    counter.resident()
    return counter.bought(**NETWORK)


def move(counter: Counter, ticket: Ticket, code: str | None = None, phone: str = OTHER_PHONE) -> Ticket:
    return move_ticket(ticket.ticket_id, phone, "uk", code, counter.now)


def code_of(counter: Counter, ticket: Ticket, phone: str = PHONE) -> str:
    return offer_transfer(ticket.ticket_id, phone, counter.now)[0]


def test_with_the_old_phones_code_a_ticket_is_on_the_new_phone_alone(counter: Counter):
    ticket = counter.bought(**METROPOLITAN)
    moved = move(counter, ticket, code_of(counter, ticket))
    assert (moved.device_id, moved.language) == (OTHER_PHONE, "uk")
    assert own_ticket(ticket.ticket_id, OTHER_PHONE).device_id == OTHER_PHONE
    for find in (
        lambda: find_ticket(ticket.ticket_id, PHONE),
        lambda: own_ticket(ticket.ticket_id, PHONE),
    ):
        with pytest.raises(errors.TicketUnknown):
            find()
    counter.work()
    assert counter.sent[f"{ticket.ticket_id}:ticket_moved:1:push"].device_id == PHONE


def test_who_repeats_an_order_does_not_see_the_ticket_that_has_moved_on(counter: Counter):
    ticket = counter.bought(**METROPOLITAN)
    move(counter, ticket, code_of(counter, ticket))
    with pytest.raises(errors.TicketUnknown):
        counter.buy(**METROPOLITAN)


def test_a_move_asked_for_twice_is_one_move(counter: Counter):
    ticket = counter.bought(**METROPOLITAN)
    code = code_of(counter, ticket)
    assert move(counter, ticket, code) == move(counter, ticket, code)


def test_a_code_works_once_for_a_quarter_of_an_hour_and_until_the_next(counter: Counter):
    ticket = counter.bought(**METROPOLITAN)
    code = code_of(counter, ticket)
    move(counter, ticket, code)
    with pytest.raises(errors.TicketMoveNotProven):
        move(counter, ticket, code, "dev_c")
    first = code_of(counter, ticket, OTHER_PHONE)
    second = code_of(counter, ticket, OTHER_PHONE)
    with pytest.raises(errors.TicketMoveNotProven):
        move(counter, ticket, first, "dev_c")
    counter.later(minutes=15)
    with pytest.raises(errors.TicketMoveNotProven):
        move(counter, ticket, second, "dev_c")


def test_the_code_itself_is_not_kept(counter: Counter):
    ticket = counter.bought(**METROPOLITAN)
    code = code_of(counter, ticket)
    assert code not in str(counter.tables.tables)
    assert code not in counter.ticket(ticket.ticket_id).transfer_hash


def test_a_ticket_follows_its_card_to_the_phone_on_which_it_is_activated(counter: Counter, month: Ticket):
    with pytest.raises(errors.TicketMoveNotProven):
        move(counter, month)
    assert list_movable(OTHER_PHONE, counter.now) == []
    counter.resident(OTHER_PHONE)
    assert [one.ticket_id for one in list_movable(OTHER_PHONE, counter.now)] == [month.ticket_id]
    assert move(counter, month).device_id == OTHER_PHONE
    assert list_movable(OTHER_PHONE, counter.now) == []


def test_another_holders_card_is_no_proof(counter: Counter, month: Ticket):
    counter.resident(OTHER_PHONE, entitlement="kk_2")
    with pytest.raises(errors.TicketMoveNotProven):
        move(counter, month)


def test_a_ticket_without_a_card_moves_by_code_alone(counter: Counter):
    ticket = counter.bought(**METROPOLITAN)
    counter.resident(OTHER_PHONE)
    for guess in (None, "", "move_guess"):
        with pytest.raises(errors.TicketMoveNotProven):
            move(counter, ticket, guess)


def test_nobody_learns_whether_a_ticket_exists(counter: Counter):
    with pytest.raises(errors.TicketMoveNotProven):
        move_ticket("tkt_nobody", OTHER_PHONE, "pl", None, counter.now)


def test_a_ticket_moves_twice_a_month(counter: Counter):
    ticket = counter.bought(**METROPOLITAN)
    move(counter, ticket, code_of(counter, ticket))
    move(counter, ticket, code_of(counter, ticket, OTHER_PHONE), PHONE)
    with pytest.raises(errors.TicketMovesUsedUp):
        code_of(counter, ticket)
    counter.now = datetime(2026, 12, 1, tzinfo=WARSAW)
    assert move(counter, ticket, code_of(counter, ticket)).device_id == OTHER_PHONE


def test_an_unpaid_ticket_does_not_move(counter: Counter):
    with pytest.raises(errors.TicketNotInUse):
        code_of(counter, counter.buy(**METROPOLITAN))
