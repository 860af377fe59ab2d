from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.payments.settlement_report import SettledLine, UnreadableReport, read_report

HEADER = "orderID,remoteID,amount,currency,kind,time"
CAPTURE = "stay_abc-1,96VSD39Z6E,14.00,PLN,capture,2026-07-03T12:00:00+02:00"
REFUND = "stay_abc-1,96VSD39Z6E,4.05,PLN,refund,2026-07-03T23:59:59+02:00"


def report(*lines: str) -> bytes:
    return "\r\n".join([HEADER, *lines, ""]).encode()


def problems_of(text: bytes) -> tuple[str, ...]:
    with pytest.raises(UnreadableReport) as refusal:
        read_report(text)
    return refusal.value.problems


def test_each_line_is_a_settlement_in_grosze_and_utc() -> None:
    noon, evening = datetime(2026, 7, 3, 10, tzinfo=UTC), datetime(2026, 7, 3, 21, 59, 59, tzinfo=UTC)
    assert read_report(report(CAPTURE, REFUND)) == (
        SettledLine(2, "stay_abc-1", "96VSD39Z6E", "capture", 1400, noon),
        SettledLine(3, "stay_abc-1", "96VSD39Z6E", "refund", 405, evening),
    )


def test_the_hour_that_comes_twice_is_told_apart_by_its_offset() -> None:
    first, second = (CAPTURE[:-25] + f"2026-10-25T02:30:00+0{hours}:00" for hours in (2, 1))
    read = read_report(report(first, second))
    assert [line.happened_at.hour for line in read] == [0, 1]


def test_a_day_without_settlements_is_a_header() -> None:
    assert read_report(report()) == ()


def test_a_spreadsheets_mark_quotes_and_line_ends_are_no_mistake() -> None:
    quoted = ",".join(f'"{value}"' for value in CAPTURE.split(","))
    assert len(read_report(f"\ufeff{HEADER}\n{quoted}\n\n{REFUND}".encode())) == 2


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("orderID", ""),
        ("orderID", "a b"),
        ("orderID", "a" * 33),
        ("remoteID", "96VSD-39"),
        ("amount", "14"),
        ("amount", "14,00"),
        ("amount", "-14.00"),
        ("amount", "0.00"),
        ("amount", "١٤.00"),
        ("currency", "EUR"),
        ("kind", "payout"),
        ("time", "2026-07-03T12:00:00"),
        ("time", "yesterday"),
        ("time", "0001-01-01T00:00:00+02:00"),
    ],
)
def test_a_wrong_value_is_named_by_its_line_and_column(column: str, value: str) -> None:
    values = dict(zip(HEADER.split(","), REFUND.split(","), strict=True)) | {column: value}
    wrong = ",".join(f'"{value}"' for value in values.values())
    assert problems_of(report(CAPTURE, wrong)) == (f"line 3: {column}",)


def test_every_wrong_line_is_named_at_once_and_no_value_is_quoted() -> None:
    assert problems_of(report("x|y,96VSD39Z6E,1,PLN,capture,now", CAPTURE, "one,two", CAPTURE + ",7")) == (
        "line 2: orderID, amount, time",
        "line 4: not 6 columns",
        "line 5: not 6 columns",
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param(b"", "line 1: not the header", id="nothing"),
        pytest.param(b"\r\n" + report(CAPTURE), "line 1: not the header", id="a blank line first"),
        pytest.param(CAPTURE.encode(), "line 1: not the header", id="no header"),
        pytest.param(report(CAPTURE).replace(b"amount", b"sum"), "line 1: not the header", id="another header"),
        pytest.param(report(CAPTURE).replace(b",", b";"), "line 1: not the header", id="semicolons"),
        pytest.param(report(CAPTURE, 'a"b,"'), "line 3: not CSV", id="a quotation without an end"),
        pytest.param(report(CAPTURE, "ż").decode().encode("iso-8859-2"), "line 3: not UTF-8", id="another encoding"),
    ],
)
def test_a_file_that_is_no_report_is_refused_whole(text: bytes, problem: str) -> None:
    assert problems_of(text) == (problem,)


@given(st.binary() | st.text().map(report))
def test_any_file_is_read_or_refused(text: bytes) -> None:
    try:
        read_report(text)
    except UnreadableReport as refusal:
        assert all(problem.startswith("line ") for problem in refusal.problems)
