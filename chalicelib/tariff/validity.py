"""From when until when a ticket is good.

Moments are UTC inside, days are Warsaw days. A day ticket ends with 23:59:59, which is the moment before the next
midnight; `until` is that midnight, so nothing falls between two tickets.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from chalicelib.tariff.edition import Breakdown
from chalicelib.tariff.errors import NotAWeekend
from chalicelib.tariff.product import IN_CALENDAR_MONTHS, Product
from chalicelib.warsaw import warsaw_day, warsaw_moment

_LONGEST_MINUTE_TICKET = 90
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_SATURDAY = 5


@dataclass(frozen=True)
class Validity:
    """From `from_`, before `until`."""

    from_: datetime
    until: datetime

    @property
    def last_moment(self) -> datetime:
        """The last second, as tickets show it: 23:59:59."""
        return self.until - _SECOND

    @property
    def first_day(self) -> date:
        return warsaw_day(self.from_)

    @property
    def last_day(self) -> date:
        return warsaw_day(self.last_moment)

    def days(self) -> Iterator[date]:
        """Yield its Warsaw days, the first and the last included."""
        for ahead in range((self.last_day - self.first_day).days + 1):
            yield self.first_day + ahead * _DAY


def last_day_of_months(first_day: date, months: int) -> date:
    """Return the day before the same day so many months later: 19 April and 3 months end on 18 July.

    A month that lacks that day ends the ticket with its own last day (31 January → 28 February), as the Civil Code
    ends terms of months (art. 112).
    """
    same_day = _months_later(first_day, months)
    return same_day if same_day.day < first_day.day else same_day - _DAY


def of_days(first_day: date, last_day: date, bought_at: datetime) -> Validity:
    """Return whole days, midnight to 23:59:59; a first day which is today starts at once, when it is bought."""
    start = max(warsaw_moment(first_day), bought_at)
    return Validity(start.astimezone(UTC), warsaw_moment(last_day + _DAY))


def of_chosen_day(product: Product, first_day: date, months: int, bought_at: datetime) -> Validity:
    """Return when a ticket with a chosen first day is good: calendar months, or so many days in a row."""
    if product.consecutive_days:
        last_day = first_day + (product.consecutive_days - 1) * _DAY
    else:
        last_day = last_day_of_months(first_day, months * IN_CALENDAR_MONTHS[product.kind])
    return of_days(first_day, last_day, bought_at)


def from_stamp(product: Product, stamped_at: datetime) -> Validity | None:
    """Return when a stamped ticket is good; None where it is good for a ride, whenever that ends.

    Minutes and hours are counted as they pass, also when the clocks change. A week is seven days with the day of
    the stamp. A ticket for a ride or a time tells its time: the ride under way may still be finished. Raises
    NotAWeekend.
    """
    if product.minutes:
        return Validity(stamped_at.astimezone(UTC), stamped_at.astimezone(UTC) + timedelta(minutes=product.minutes))
    day = warsaw_day(stamped_at)
    if product.kind == "week":
        return of_days(day, day + 6 * _DAY, stamped_at)
    if product.kind == "weekend_family":
        if day.weekday() < _SATURDAY:
            raise NotAWeekend(day=day.isoformat())
        return of_days(day, day + (6 - day.weekday()) * _DAY, stamped_at)
    return None


def breakdown_minutes(product: Product, rule: Breakdown | None) -> int:
    """Return how much longer a ticket of up to 90 minutes is good when a breakdown forced a change or a detour."""
    return rule.minutes if rule and product.minutes and product.minutes <= _LONGEST_MINUTE_TICKET else 0


def certificate_ends(issued_on: date, months: int) -> date:
    """Return the last day of a certificate that may be shown for so many months after it was issued."""
    return _months_later(issued_on, months)


def _months_later(day: date, months: int) -> date:
    later: date = day + relativedelta(months=months)
    return later


def nth_month(first_day: date, number: int, bought_at: datetime) -> Validity:
    """Return when a month is good: from the day after the month before, so that nothing falls between two."""
    begins = last_day_of_months(first_day, number - 1) + timedelta(days=1) if number > 1 else first_day
    return of_days(begins, last_day_of_months(first_day, number), bought_at)
