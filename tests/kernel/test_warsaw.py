from datetime import UTC, date, datetime, time

import pytest

from chalicelib.warsaw import in_warsaw, warsaw_day, warsaw_moment


@pytest.mark.parametrize(
    ("utc", "wall"),
    [
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2026-10-25T02:30:00+02:00"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "2026-10-25T02:30:00+01:00"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "2026-03-29T03:00:00+02:00"),
    ],
)
def test_krakows_clock_knows_summer_time(utc: datetime, wall: str) -> None:
    assert in_warsaw(utc).isoformat() == wall


def test_a_day_begins_at_krakows_midnight() -> None:
    assert warsaw_moment(date(2026, 7, 1)) == datetime(2026, 6, 30, 22, tzinfo=UTC)
    assert warsaw_moment(date(2026, 12, 1)) == datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert warsaw_day(datetime(2026, 6, 30, 22, tzinfo=UTC)) == date(2026, 7, 1)
    assert warsaw_day(datetime(2026, 6, 30, 21, 59, 59, tzinfo=UTC)) == date(2026, 6, 30)


def test_an_hour_that_is_twice_in_a_night_means_the_first_of_them() -> None:
    assert warsaw_moment(date(2026, 10, 25), time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
