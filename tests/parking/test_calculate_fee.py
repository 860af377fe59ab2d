import msgspec
import pytest

from chalicelib.parking.calculate_fee import calculate_fee
from chalicelib.parking.errors import (
    DateBeforeFirstEdition,
    DateBeyondCalendar,
    PeriodReversed,
    PeriodTooLong,
    UnknownSubzone,
)
from chalicelib.parking.fee_answer import FeesQuery
from chalicelib.parking.published_editions import editions

FIRST_DAY = {"first_day": "2023-05-15"}
LAST_DAY = {"last_day": "2030-12-31"}


def asked(**query):
    return msgspec.convert({"subzone": "A"} | query, FeesQuery, strict=False)


def answered(from_, until, **query):
    answer = calculate_fee(asked(**{"from": from_, "until": until} | query), editions())
    return msgspec.json.decode(msgspec.json.encode(answer))


def test_the_answer_has_a_line_an_hour_on_krakows_clock():
    answer = answered("2026-09-15T08:00:00Z", "2026-09-15T11:30:00+02:00")
    assert answer["total"] == {"amount": 1400, "currency": "PLN"}
    assert answer["edition"] == "opp-2026-08"
    assert "LXXXIX/2177/17" in answer["source"]
    assert answer["lines"][1] == {
        "from": "2026-09-15T11:00:00+02:00",
        "until": "2026-09-15T11:30:00+02:00",
        "minutes": 30,
        "hour": 2,
        "hourly_price": {"amount": 1000, "currency": "PLN"},
        "amount": {"amount": 500, "currency": "PLN"},
        "edition": "opp-2026-08",
    }


@pytest.mark.parametrize(("resident", "amount"), [("true", 950), ("false", 1400)])
def test_the_discount_is_asked_for_in_words(resident, amount):
    answer = answered("2026-09-15T10:00:00+02:00", "2026-09-15T11:30:00+02:00", resident=resident)
    assert answer["total"]["amount"] == amount


def test_free_time_has_no_lines():
    answer = answered("2026-09-15T22:00:00+02:00", "2026-09-16T09:00:00+02:00")
    assert (answer["total"]["amount"], answer["lines"]) == (0, [])


@pytest.mark.parametrize(
    "query",
    [
        pytest.param({"from": "2026-09-15T10:00:00", "until": "2026-09-15T11:00:00+02:00"}, id="no offset"),
        pytest.param({"from": "2026-09-15T10:00:00 02:00", "until": "2026-09-15T11:00:00+02:00"}, id="a bare plus"),
        pytest.param({"from": "2026-09-15T10:00:00+02:00"}, id="no end"),
        pytest.param({"from": "today", "until": "2026-09-15T11:00:00+02:00"}, id="no time"),
        pytest.param(
            {"from": "2026-09-15T10:00:00Z", "until": "2026-09-15T11:00:00Z", "subzone": "AA"}, id="no letter"
        ),
    ],
)
def test_a_query_of_another_shape_is_refused(query):
    with pytest.raises(msgspec.ValidationError):
        asked(**query)


@pytest.mark.parametrize(
    ("from_", "until", "refusal", "details"),
    [
        ("2023-05-14T23:59:59+02:00", "2023-05-15T12:00:00+02:00", DateBeforeFirstEdition, FIRST_DAY),
        ("0001-01-01T00:00:00+14:00", "2026-09-15T11:00:00+02:00", DateBeforeFirstEdition, FIRST_DAY),
        ("2030-12-31T10:00:00+01:00", "2031-01-01T00:00:01+01:00", DateBeyondCalendar, LAST_DAY),
        ("9999-12-31T23:59:59-14:00", "2026-09-15T11:00:00+02:00", DateBeyondCalendar, LAST_DAY),
        ("2026-09-15T11:00:00+02:00", "2026-09-15T10:59:59+02:00", PeriodReversed, {}),
        ("2026-09-15T11:00:00+02:00", "0001-01-01T00:00:00+14:00", PeriodReversed, {}),
        ("2026-10-01T00:00:00+02:00", "2026-11-01T00:00:01+01:00", PeriodTooLong, {"days": 31}),
    ],
)
def test_a_period_that_cannot_be_counted_is_refused_with_the_bound_it_crosses(from_, until, refusal, details):
    with pytest.raises(refusal) as refused:
        answered(from_, until)
    assert refused.value.details == details


def test_no_time_can_be_counted():
    assert answered("2026-09-15T11:00:00+02:00", "2026-09-15T11:00:00+02:00")["total"]["amount"] == 0


def test_31_days_stay_31_days_over_a_change_of_the_hour():
    october = answered("2026-10-01T00:00:00+02:00", "2026-11-01T00:00:00+01:00")
    assert october["total"]["amount"] == 31 * 12000


def test_the_first_and_the_last_day_can_be_counted():
    assert answered("2023-05-15T00:00:00+02:00", "2023-05-16T00:00:00+02:00")["total"]["amount"] == 6000
    assert answered("2030-12-31T00:00:00+01:00", "2031-01-01T00:00:00+01:00")["total"]["amount"] == 12000


def test_an_unknown_subzone_is_refused():
    with pytest.raises(UnknownSubzone):
        answered("2026-09-15T10:00:00+02:00", "2026-09-15T11:00:00+02:00", subzone="D")
