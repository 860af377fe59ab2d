from dataclasses import replace

import pytest

from chalicelib.credentials.ticket_verdict import OUTCOMES
from chalicelib.texts import LANGUAGES, text
from tests.credentials.shown import (
    DAY,
    FACTS,
    HOUR,
    MINUTE,
    NOW,
    SECOND,
    credential_of,
    phone,
    revoked,
    ring,
    seen,
    trust,
)

SHOWN = phone().show(credential_of())
BEARERS = replace(FACTS, holder="", concession="", documents=())


def shown(at=NOW, issued=NOW - HOUR, **changed):
    return phone().show(credential_of(replace(FACTS, **changed), at=issued), at)


def reason(code, now=NOW, known=None, **look):
    return seen(code, now, known, **look).reason


def test_a_ticket_shown_by_its_phone_is_valid():
    told = seen(SHOWN)
    assert (told.outcome, told.reason, told.facts) == ("valid", "good", FACTS)


def test_nothing_is_valid_before_the_documents_were_seen():
    told = seen(SHOWN, documents_seen=False)
    assert (told.outcome, told.reason, told.facts) == ("cannot_tell", "documents", FACTS)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [({}, "good"), ({"holder": "J.K. 1990"}, "documents"), ({"documents": ("krakow_card",)}, "documents")],
)
def test_a_bearers_ticket_without_a_reduction_needs_no_document(changed, expected):
    code = phone().show(credential_of(replace(BEARERS, **changed)))
    assert reason(code, documents_seen=False) == expected


@pytest.mark.parametrize(
    ("later", "expected"),
    [(0, "good"), (20, "good"), (21, "not_live"), (300, "not_live"), (-10, "good"), (-11, "clock_ahead")],
)
def test_a_picture_of_the_screen_is_dead_in_seconds(later, expected):
    assert reason(SHOWN, NOW + later * SECOND) == expected


def test_a_wrong_clock_is_never_called_a_forgery():
    assert {seen(SHOWN, NOW + late * MINUTE).outcome for late in (-240, -1, 1, 240)} == {"cannot_tell"}


def test_another_phone_cannot_show_it():
    told = seen(phone("thief").show(credential_of()))
    assert (told.outcome, told.reason) == ("not_valid", "other_phone")


def test_a_phones_signature_is_of_one_credential_only():
    other = credential_of(replace(FACTS, zones=("I", "II", "III")))
    assert reason(SHOWN[:71] + other) == "other_phone"


def test_a_city_that_is_not_this_one_issues_nothing():
    assert reason(phone().show(credential_of(signed_by=ring("impostor")))) == "unknown_key"


@pytest.mark.parametrize("code", [b"", b"MK", b"MK\x01", b"MK\x00" + SHOWN[3:], b"WIFI:S:net;", bytes(300), SHOWN[:71]])
def test_any_other_code_is_no_ticket(code):
    assert reason(code) == "not_a_ticket"


def test_a_code_of_a_later_version_cannot_be_judged():
    assert reason(b"MK\x02" + SHOWN[3:]) == "newer_format"


def test_a_ticket_is_good_from_its_first_second_to_its_last():
    until = {"valid_until": NOW + HOUR}
    assert reason(shown(valid_from=NOW)) == "good"
    assert reason(shown(valid_from=NOW + SECOND)) == "not_yet"
    last = NOW + HOUR - SECOND
    assert reason(shown(last, **until), last) == "good"
    assert reason(shown(last + SECOND, **until), last + SECOND) == "ended"


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        (-SECOND, ("valid", "good")),
        (0 * SECOND, ("cannot_tell", "breakdown")),
        (20 * MINUTE - SECOND, ("cannot_tell", "breakdown")),
        (20 * MINUTE, ("not_valid", "ended")),
    ],
)
def test_after_a_breakdown_a_ticket_by_the_minute_may_be_good_for_twenty_minutes_more(later, expected):
    now = NOW + later
    told = seen(shown(now, valid_from=NOW - HOUR, valid_until=NOW, breakdown_minutes=20), now)
    assert (told.outcome, told.reason) == expected


def test_a_breakdown_makes_no_other_ticket_good_for_longer():
    assert reason(shown(valid_until=NOW)) == "ended"


def test_where_a_breakdown_may_count_a_known_no_still_comes_first():
    code = shown(valid_from=NOW - HOUR, valid_until=NOW, breakdown_minutes=20)
    assert reason(code, zone="II") == "other_zone"


@pytest.mark.parametrize(
    ("zones", "zone", "expected"),
    [(("I",), "I", "good"), (("I",), "II", "other_zone"), (("I", "II"), "II", "good"), (("I",), None, "good")],
)
def test_a_ticket_is_good_in_its_zones(zones, zone, expected):
    assert reason(shown(zones=zones), zone=zone) == expected


@pytest.mark.parametrize("line", [None, ""])
def test_a_ticket_for_a_line_is_not_good_before_the_line_is_told(line):
    told = seen(shown(lines=("50",)), line=line)
    assert (told.outcome, told.reason) == ("cannot_tell", "line_not_told")


@pytest.mark.parametrize(
    ("lines", "line", "expected"),
    [
        ((), "50", "good"),
        (("50",), "50", "good"),
        (("50", "8"), "8", "good"),
        (("50",), "52", "other_line"),
    ],
)
def test_on_another_line_only_the_inspector_sees_whether_the_route_is_common(lines, line, expected):
    assert reason(shown(lines=lines), line=line) == expected


@pytest.mark.parametrize(
    ("days", "later", "expected"),
    [
        ("all", 0, "good"),
        ("mon_fri", 0, "good"),
        ("weekend", 0, "other_day"),
        ("mon_fri", -1, "other_day"),
        ("weekend", -1, "good"),
    ],
)
def test_a_ticket_is_good_on_its_days_of_the_week(days, later, expected):
    now = NOW + later * DAY
    known = trust(keys=ring().published(now), revocations=revoked(at=now))
    assert reason(shown(now, issued=now - HOUR, days=days), now, known) == expected


def test_a_day_is_a_day_in_krakow():
    sunday_late = NOW.replace(day=22, hour=22, minute=59)
    known = trust(keys=ring().published(sunday_late), revocations=revoked(at=sunday_late))
    outcomes = [
        reason(shown(at, issued=sunday_late - HOUR, days="weekend"), at, known)
        for at in (sunday_late, sunday_late + MINUTE)
    ]
    assert outcomes == ["good", "other_day"]


@pytest.mark.parametrize(
    ("age", "expected"),
    [(7 * DAY, "good"), (7 * DAY + SECOND, "keys_old"), (-5 * MINUTE, "good"), (-6 * MINUTE, "own_clock")],
)
def test_old_keys_are_not_trusted_and_keys_from_the_future_show_a_slow_clock(age, expected):
    assert reason(SHOWN, known=trust(keys=ring().published(NOW - age))) == expected


@pytest.mark.parametrize(
    ("age", "expected"),
    [(DAY, "good"), (DAY + SECOND, "revocations_old"), (-5 * MINUTE, "good"), (-6 * MINUTE, "own_clock")],
)
def test_an_old_list_vouches_for_nobody(age, expected):
    assert reason(SHOWN, known=trust(revocations=revoked(at=NOW - age))) == expected


def test_without_a_list_nobody_can_tell():
    assert reason(SHOWN, known=trust(revocations=None)) == "revocations_old"


@pytest.mark.parametrize(("age", "expected"), [(DAY, "unknown_key"), (DAY + SECOND, "keys_old")])
def test_a_key_that_is_not_there_may_be_newer_than_old_keys(age, expected):
    known = trust(keys=ring("another").published(NOW - age))
    assert reason(SHOWN, known=known) == expected


def test_an_old_credential_of_a_good_ticket_may_have_been_returned():
    assert reason(shown(issued=NOW - 48 * HOUR + SECOND)) == "good"
    assert reason(shown(issued=NOW - 48 * HOUR)) == "credential_old"


def test_a_credential_from_the_future_shows_a_slow_clock():
    assert reason(shown(issued=NOW + 6 * MINUTE)) == "own_clock"


def test_a_known_no_comes_before_every_doubt():
    blind = trust(keys=ring().published(NOW - 8 * DAY), revocations=None)
    assert reason(shown(valid_until=NOW), known=blind) == "ended"
    assert reason(shown(), known=replace(blind, revocations=revoked((FACTS.ticket_id, NOW), at=NOW))) == "revoked"


def test_every_reason_has_words_in_every_language():
    words = {text(f"inspection.{said}", language) for said in OUTCOMES for language in LANGUAGES}
    assert len(words) == len(OUTCOMES) * len(LANGUAGES)
