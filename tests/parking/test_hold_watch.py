"""A hold that still stands long after its stay complains by itself, with all that the city asks for."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib import config
from chalicelib.complaints.list_complaints import list_complaints
from chalicelib.parking.complain import complain
from chalicelib.parking.follow import follow
from chalicelib.parking.published_editions import editions
from chalicelib.parking.take_due import take_due


def complaints():
    return list_complaints("open", 9, None)[0]


def unanswered(city, hours):
    for _ in range(hours):
        city.later(hours=1)
        city.tick()


def stopped(city):
    stay = city.running()
    city.later(hours=1)
    return city.stop(stay.stay_id)


def test_a_hold_that_stands_too_long_opens_one_complaint_by_itself(city):
    stay = stopped(city)
    unanswered(city, 11)
    assert complaints() == []
    unanswered(city, 9)
    [complaint] = complaints()
    assert (complaint.reason, complaint.history[0].by) == ("hold_not_released", "system")
    subject = complaint.subject
    assert (subject.plate, subject.started_at, subject.stopped_at) == (stay.plate, stay.started_at, stay.stopped_at)
    assert (subject.method, subject.held_grosze, subject.released_grosze) == ("card", 10700, 0)


def test_the_watch_is_set_for_a_stage(city, monkeypatch):
    monkeypatch.setattr(config, "HOLD_WATCH", timedelta(hours=2))
    stopped(city)
    unanswered(city, 3)
    assert len(complaints()) == 1


def test_a_hold_that_ends_in_time_is_nobodys_complaint(city):
    stay = stopped(city)
    city.call_gateway(stay.stay_id)
    city.report(city.report_of(stay.order_ids[0]))
    unanswered(city, 40)
    assert complaints() == []


def test_a_hold_that_only_a_person_can_end_complains_at_once(city):
    before = city.start()
    city.report(replace(city.gateway.approve(before.order_ids[0]), amount_grosze=9900))
    after = city.stay(before.stay_id)
    for _ in range(2):
        city.follow(before, after)
    [complaint] = complaints()
    assert complaint.subject.order_ids == before.order_ids


def test_a_long_stay_is_not_overdue_while_it_runs(city):
    city.running()
    unanswered(city, 9)
    assert complaints() == []


def broken(*_):
    raise ConnectionError("the table of complaints does not answer")


def test_a_complaint_that_cannot_be_opened_keeps_no_call_from_the_gateway(city):
    stay = stopped(city)
    city.later(hours=13)
    take_due(city.now, 1, editions(), city.handed_out.extend, broken)
    assert city.handed_out == [stay.stay_id]
    assert city.stay(stay.stay_id).calls_due_at > city.now


def test_a_message_that_cannot_be_sent_keeps_no_complaint_from_its_driver(city):
    before = city.start()
    city.report(replace(city.gateway.approve(before.order_ids[0]), amount_grosze=9900))
    after = city.stay(before.stay_id)
    with pytest.raises(ConnectionError):
        follow(before, after, editions(), city.handed_out.extend, broken, complain, city.now)
    assert len(complaints()) == 1
