"""A hold that still stands long after its stay complains by itself, with all that the city asks for."""

from dataclasses import replace
from datetime import timedelta

from chalicelib import config
from chalicelib.complaints.list_complaints import list_complaints


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
    assert (complaint.reason, complaint.opened_by) == ("hold_not_released", "system")
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
