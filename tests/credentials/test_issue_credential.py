"""A bought ticket on its phone, on storage: what is issued, and what becomes of it when the ticket changes."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.credentials import revocation
from chalicelib.credentials.errors import KeyOfAnotherPhone
from chalicelib.credentials.inspect_ticket import inspect_ticket
from chalicelib.credentials.issue_credential import Issued, issue_credential
from chalicelib.credentials.list_revocations import list_revocations
from chalicelib.credentials.recorded_looks import RecordedLook
from chalicelib.credentials.signing_key import signing_ring
from chalicelib.credentials.ticket_verdict import Look, Trust, Verdict, judged
from chalicelib.devices.errors import InvalidPublicKey
from chalicelib.tickets.change_lines import change_lines
from chalicelib.tickets.errors import TicketNotInUse, TicketUnknown
from chalicelib.tickets.kept_tickets import KeptTicket
from chalicelib.tickets.move_ticket import move_ticket, offer_transfer
from chalicelib.tickets.own_ticket import own_ticket
from chalicelib.tickets.return_ticket import quote_return
from chalicelib.tickets.revoked_since import revoked_since
from chalicelib.tickets.ticket import Ticket
from simulation.memory_dynamodb import MemoryDynamoDB, installed
from tests.credentials.shown import HOUR, Phone, phone, ring, secret
from tests.tickets.counter import METROPOLITAN, MODELS, NETWORK, ONE_LINE, Counter

OURS, OTHER = phone("ours"), phone("other")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def counter() -> Iterator[Counter]:
    tables = MemoryDynamoDB.for_models(*MODELS, RecordedLook, streamed=(KeptTicket,))
    with installed(tables):
        yield Counter(tables)


def fetched(ticket: Ticket, now: datetime, on: Phone = OURS) -> Issued:
    return issue_credential(ticket.ticket_id, on.device_id, on.key, now, own_ticket, ring())


def offline(shown: bytes, now: datetime, line: str | None = None) -> Verdict:
    """The verdict of an inspector who fetched keys and list a minute ago."""
    city = ring().published(now)
    known = Trust(city, revocation.read(list_revocations(now, revoked_since, ring()), city))
    return judged(shown, Look(now, line=line, documents_seen=True), known)


def online(shown: bytes, now: datetime, **look: Any) -> Verdict:
    asked = Look(now, **{"documents_seen": True} | look)
    return inspect_ticket(shown, asked, "dev_inspector", own_ticket, ring())


def both(shown: bytes, now: datetime, line: str | None = None) -> set[str]:
    return {offline(shown, now, line).reason, online(shown, now, line=line).reason}


def test_a_bought_ticket_is_shown_with_and_without_a_network(counter: Counter):
    ticket = counter.bought(OURS.device_id, **METROPOLITAN)
    issued = fetched(ticket, counter.now)
    assert both(OURS.show(issued.message, counter.now), counter.now) == {"good"}
    assert (issued.credential.facts.holder, issued.credential.facts.zones) == ("J.P. 1990", ("I",))


def test_a_credential_costs_one_strong_read(counter: Counter):
    ticket = counter.bought(OURS.device_id, **METROPOLITAN)
    assert counter.calls(lambda: fetched(ticket, counter.now)) == ["GetItem"]


def test_an_online_look_costs_one_read_and_its_record(counter: Counter):
    ticket = counter.bought(OURS.device_id, **METROPOLITAN)
    shown = OURS.show(fetched(ticket, counter.now).message, counter.now)
    assert counter.calls(lambda: online(shown, counter.now)) == ["GetItem", "PutItem"]


def test_the_list_of_revocations_costs_one_query(counter: Counter):
    assert counter.calls(lambda: list_revocations(counter.now, revoked_since, ring())) == ["Query"]


def test_a_phone_gets_a_credential_for_its_own_key_only(counter: Counter):
    ticket = counter.bought(OURS.device_id, **METROPOLITAN)
    with pytest.raises(KeyOfAnotherPhone):
        issue_credential(ticket.ticket_id, OURS.device_id, OTHER.key, counter.now, own_ticket, ring())
    with pytest.raises(InvalidPublicKey):
        issue_credential(ticket.ticket_id, OURS.device_id, "B" * 44, counter.now, own_ticket, ring())


def test_a_phone_gets_no_credential_for_the_ticket_of_another(counter: Counter):
    ticket = counter.bought(OURS.device_id, **METROPOLITAN)
    with pytest.raises(TicketUnknown):
        fetched(ticket, counter.now, OTHER)


def test_a_ticket_that_is_not_paid_or_is_over_has_nothing_to_show(counter: Counter):
    ticket = counter.buy(OURS.device_id, **METROPOLITAN)
    with pytest.raises(TicketUnknown):
        fetched(ticket, counter.now)
    ticket = counter.pay(ticket)
    assert fetched(ticket, ticket.valid_until - MINUTE).credential.expires_at == ticket.valid_until
    with pytest.raises(TicketNotInUse):
        fetched(ticket, ticket.valid_until)


def test_the_marks_cover_every_day_on_which_the_credential_is_good(counter: Counter):
    ticket = counter.bought(OURS.device_id, **METROPOLITAN)
    days = [mark.day.isoformat() for mark in fetched(ticket, counter.now).marks]
    assert days == ["2026-11-23", "2026-11-24", "2026-11-25"]


def test_a_ticket_on_a_new_phone_is_worth_nothing_on_the_old_one(counter: Counter):
    ticket = counter.bought(OURS.device_id, **METROPOLITAN)
    old = fetched(ticket, counter.now).message
    counter.later(hours=1)
    code, _ = offer_transfer(ticket.ticket_id, OURS.device_id, counter.now)
    move_ticket(ticket.ticket_id, OTHER.device_id, "pl", code, counter.now)
    new = fetched(ticket, counter.now, OTHER).message
    counter.later(minutes=1)
    assert both(OURS.show(old, counter.now), counter.now) == {"revoked"}
    assert both(OTHER.show(new, counter.now), counter.now) == {"good"}
    with pytest.raises(TicketUnknown):
        fetched(ticket, counter.now)


def test_what_was_fetched_while_the_ticket_moved_dies_with_the_move(counter: Counter):
    ticket = counter.bought(OURS.device_id, **METROPOLITAN)
    code, _ = offer_transfer(ticket.ticket_id, OURS.device_id, counter.now)
    overtaken = counter.now + timedelta(seconds=12)
    old = fetched(ticket, overtaken).message  # the move has begun and is not written yet
    move_ticket(ticket.ticket_id, OTHER.device_id, "pl", code, counter.now)
    issued = fetched(ticket, overtaken, OTHER)
    new = issued.message
    assert issued.at == overtaken < issued.credential.issued_at  # a phone sets its clock by the first
    counter.later(minutes=1)
    assert both(OURS.show(old, counter.now), counter.now) == {"revoked"}
    assert both(OTHER.show(new, counter.now), counter.now) == {"good"}


def test_of_two_changes_in_one_second_the_second_kills_what_was_fetched_between(counter: Counter):
    counter.resident(OURS.device_id)
    ticket = counter.bought(OURS.device_id, **ONE_LINE)
    code, _ = offer_transfer(ticket.ticket_id, OURS.device_id, counter.now)
    change_lines(ticket.ticket_id, OURS.device_id, ["8"], counter.now)
    between = fetched(ticket, counter.now).message
    move_ticket(ticket.ticket_id, OTHER.device_id, "pl", code, counter.now)
    new = fetched(ticket, counter.now, OTHER).message
    counter.later(minutes=1)
    assert both(OURS.show(between, counter.now), counter.now) == {"revoked"}
    assert both(OTHER.show(new, counter.now), counter.now, line="8") == {"good"}


def test_a_changed_line_is_seen_only_on_what_the_phone_fetches_afterwards(counter: Counter):
    counter.resident(OURS.device_id)
    ticket = counter.bought(OURS.device_id, **ONE_LINE)
    old = fetched(ticket, counter.now).message
    counter.later(hours=1)
    change_lines(ticket.ticket_id, OURS.device_id, ["8"], counter.now)
    new = fetched(ticket, counter.now).message
    counter.later(minutes=1)
    assert offline(OURS.show(old, counter.now), counter.now).reason == "revoked"
    told = offline(OURS.show(new, counter.now), counter.now, line="8")
    assert told.facts is not None
    assert (told.reason, told.facts.lines) == ("good", ("8",))


def test_online_the_ticket_counts_as_it_is_now_whatever_its_credential_says(counter: Counter):
    counter.resident(OURS.device_id)
    ticket = counter.bought(OURS.device_id, **ONE_LINE)
    old = fetched(ticket, counter.now).message
    counter.later(days=3)
    change_lines(ticket.ticket_id, OURS.device_id, ["8"], counter.now)
    told = online(OURS.show(old, counter.now), counter.now, line="8")
    assert told.facts is not None
    assert (told.reason, told.facts.lines) == ("good", ("8",))


@pytest.mark.parametrize("later", [HOUR, 49 * HOUR, 72 * HOUR, 20 * DAY])
def test_a_change_of_keys_refuses_nobody_who_is_looked_at_online(counter: Counter, later: timedelta):
    turn = counter.now + MINUTE
    changed = signing_ring(secret(("old", counter.now - 90 * DAY, turn), ("new", turn, turn + 90 * DAY)))
    ticket = counter.bought(OURS.device_id, **METROPOLITAN)
    old = issue_credential(ticket.ticket_id, OURS.device_id, OURS.key, counter.now, own_ticket, changed).message
    now = counter.now + later
    look = Look(now, documents_seen=True)
    assert inspect_ticket(OURS.show(old, now), look, "dev_inspector", own_ticket, changed).reason == "good"


def test_the_inspector_sees_every_document_that_the_price_asks_for(counter: Counter):
    counter.resident(OURS.device_id)
    student = NETWORK | {"rate": "resident_reduced", "concession": "student", "total": {"amount": 4950}}
    ticket = counter.bought(OURS.device_id, **student)
    shown = OURS.show(fetched(ticket, counter.now).message, counter.now)
    for told in (offline(shown, counter.now), online(shown, counter.now)):
        assert told.facts is not None
        assert told.facts.documents == ("student_card", "krakow_card")


def test_a_ticket_by_the_minute_knows_what_a_breakdown_adds_to_it(counter: Counter, monkeypatch):
    monkeypatch.setattr("chalicelib.config.TIME_TICKETS", True)
    ticket = counter.bought(OURS.device_id, product="15min-z123", total={"amount": 400})
    code = fetched(ticket, counter.now).message
    ends = ticket.valid_until
    assert both(OURS.show(code, ends - MINUTE), ends - MINUTE) == {"good"}
    assert both(OURS.show(code, ends + 19 * MINUTE), ends + 19 * MINUTE) == {"breakdown"}
    assert both(OURS.show(code, ends + 20 * MINUTE), ends + 20 * MINUTE) == {"ended"}


def test_a_returned_ticket_is_good_to_the_end_of_its_last_day_and_no_longer(counter: Counter):
    counter.resident(OURS.device_id)
    ticket = counter.bought(OURS.device_id, **NETWORK)
    old = fetched(ticket, counter.now).message
    counter.later(hours=1)
    back = quote_return(ticket.ticket_id, OURS.device_id, counter.now)
    returned = counter.give_back(ticket, back.grosze, OURS.device_id)
    new = fetched(returned, counter.now)
    assert new.credential.expires_at == returned.valid_until < counter.now + DAY
    counter.later(minutes=1)
    assert offline(OURS.show(old, counter.now), counter.now).reason == "revoked"
    assert both(OURS.show(new.message, counter.now), counter.now) == {"good"}
    over = returned.valid_until
    assert both(OURS.show(new.message, over), over) == {"ended"}


def test_every_online_look_is_recorded_with_what_was_told(counter: Counter):
    ticket = counter.bought(OURS.device_id, **METROPOLITAN)
    shown = OURS.show(fetched(ticket, counter.now).message, counter.now)
    looks = [(shown, {"documents_seen": False}), (shown, {}), (shown, {"zone": "II"}), (b"WIFI:S:net;", {})]
    for seconds, (code, look) in enumerate(looks):
        online(code, counter.now + timedelta(seconds=seconds), **look)
    recorded = [(seen.ticket_id, seen.verdict, seen.reason) for seen in RecordedLook.query("dev_inspector")]
    assert recorded == [
        (ticket.ticket_id, "cannot_tell", "documents"),
        (ticket.ticket_id, "valid", "good"),
        (ticket.ticket_id, "not_valid", "other_zone"),
        (None, "not_valid", "not_a_ticket"),
    ]


def test_a_record_of_a_look_is_deleted_after_a_year(counter: Counter):
    online(b"", counter.now)
    [item] = RecordedLook.query("dev_inspector")
    assert item.expires_at == int((counter.now + 365 * DAY).timestamp())


def test_a_ticket_that_was_never_ours_is_recorded_as_no_ticket(counter: Counter):
    online(OURS.show(b"\xd2\x84" + bytes(90), counter.now), counter.now)
    assert [seen.ticket_id for seen in RecordedLook.query("dev_inspector")] == [None]
