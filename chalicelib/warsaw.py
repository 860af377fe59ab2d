"""Kraków's calendar and wall clock. Pure; belongs to no stage."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")


def in_warsaw(moment: datetime) -> datetime:
    """Return the same moment on Kraków's wall clock."""
    return moment.astimezone(WARSAW)


def warsaw_day(moment: datetime) -> date:
    """Return the day on which that moment falls in Kraków."""
    return in_warsaw(moment).date()


def warsaw_moment(day: date, hour: time = time()) -> datetime:
    """Return the moment in UTC at which Kraków's clock shows `hour` on that day; without one, its midnight."""
    return datetime.combine(day, hour, WARSAW).astimezone(UTC)
