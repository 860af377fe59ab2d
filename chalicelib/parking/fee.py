"""When a place must be paid for, and what a stay costs.

Moments are UTC, days are Warsaw days; paid hours end before their closing moment.

Every started minute of paid time counts. The k-th paid hour of a day has its own price and a minute costs a
sixtieth of it; the count of hours starts again each paid day. Minutes are added exactly and the sum is rounded
once, half up to a grosz. Then the minimum of the first paid day's edition applies, if any minute was paid.

The city publishes hourly prices only. A minute at a sixtieth is how its meters have sold time (1 zł for 20
minutes at 3 zł an hour, until December 2019); rounding and the daily count are our reading.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from chalicelib.money import round_half_up
from chalicelib.parking import feast
from chalicelib.parking.edition import WEEKDAYS, Edition, Editions, Subzone
from chalicelib.warsaw import warsaw_day, warsaw_moment

Span = tuple[datetime, datetime]

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_LOOK_AHEAD_DAYS = 60


@dataclass(frozen=True)
class FeeLine:
    """One paid hour or its beginning; moments in UTC.

    `hour_number` counts from 1 within a paid day; 0 is the line that brings the sum up to the minimum charge.
    """

    from_: datetime
    until: datetime
    minutes: int
    hour_number: int
    hourly_price_grosze: int
    amount_grosze: int
    edition_id: str


@dataclass(frozen=True)
class Fee:
    """The price of a stay; its lines add up to the total, to the grosz.

    `edition_id` and `source` are those of the first paid day, or of the first day of a free stay.
    """

    total_grosze: int
    lines: tuple[FeeLine, ...]
    edition_id: str
    source: str


def paid_span(editions: Editions, subzone: str, day: date, *, resident: bool) -> Span | None:
    """Return the opening and closing moment of that day's paid hours; None on a free day.

    Raises DateBeforeFirstEdition, UnknownSubzone.
    """
    edition = editions.on(day)
    place = edition.subzone(subzone)
    if _is_free(edition, place, day, resident=resident):
        return None
    return warsaw_moment(day, place.opens), warsaw_moment(day, place.closes)


def next_paid_moment(editions: Editions, subzone: str, after: datetime, *, resident: bool) -> datetime | None:
    """Return `after` inside paid hours, else the next opening (UTC); None when the next 60 days are free."""
    today = warsaw_day(after)
    for ahead in range(_LOOK_AHEAD_DAYS + 1):
        span = paid_span(editions, subzone, today + ahead * _DAY, resident=resident)
        if span and after < span[1]:
            return max(after, span[0]).astimezone(UTC)
    return None


def fee(editions: Editions, subzone: str, from_: datetime, until: datetime, *, resident: bool) -> Fee:
    """Return what the time from `from_` until `until` costs in a subzone.

    Nothing when `until` is not after `from_`. Raises DateBeforeFirstEdition, UnknownSubzone.
    """
    days = list(_paid_spans(editions, subzone, from_, until, resident=resident))
    edition = editions.on(days[0][0] if days else warsaw_day(from_))
    lines = list(_hours(editions, subzone, days, resident=resident))
    if lines:
        lines += _up_to_minimum(edition, lines)
    return Fee(sum(line.amount_grosze for line in lines), tuple(lines), edition.id, edition.source)


def _paid_spans(
    editions: Editions, subzone: str, from_: datetime, until: datetime, *, resident: bool
) -> Iterator[tuple[date, Span]]:
    """Yield each Warsaw day with paid time between two moments, and that time, oldest first."""
    day, last_day = warsaw_day(from_), warsaw_day(until)
    while day <= last_day:
        span = paid_span(editions, subzone, day, resident=resident)
        if span and (start := max(from_, span[0])) < (end := min(until, span[1])):
            yield day, (start.astimezone(UTC), end.astimezone(UTC))
        day += _DAY


def _hours(editions: Editions, subzone: str, days: list[tuple[date, Span]], *, resident: bool) -> Iterator[FeeLine]:
    """Yield a line an hour. Each is what the rounded sum grows by, so that all of them make one rounding."""
    sixtieths = rounded = 0
    for day, (start, end) in days:
        edition = editions.on(day)
        prices = edition.subzone(subzone).hourly_grosze(resident=resident)
        paid_minutes = -((start - end) // _MINUTE)  # a floor of the negative is the ceiling
        for done in range(0, paid_minutes, 60):
            price = prices[min(done // 60, len(prices) - 1)]
            minutes = min(60, paid_minutes - done)
            sixtieths += price * minutes
            total = round_half_up(sixtieths, 60)
            yield FeeLine(
                from_=start + done * _MINUTE,
                until=min(start + (done + minutes) * _MINUTE, end),
                minutes=minutes,
                hour_number=done // 60 + 1,
                hourly_price_grosze=price,
                amount_grosze=total - rounded,
                edition_id=edition.id,
            )
            rounded = total


def _up_to_minimum(edition: Edition, lines: list[FeeLine]) -> list[FeeLine]:
    missing = edition.minimum_charge_grosze - sum(line.amount_grosze for line in lines)
    end = lines[-1].until
    return [FeeLine(end, end, 0, 0, 0, missing, edition.id)] if missing > 0 else []


def _is_free(edition: Edition, place: Subzone, day: date, *, resident: bool) -> bool:
    weekday = WEEKDAYS[day.weekday()]
    return (
        weekday not in place.weekdays
        or feast.falls_on(day, edition.free_days)
        or (place.free_on_trading_sundays and day in edition.trading_sundays)
        or (place.resident_free_on_sundays and resident and weekday == "sun")
    )
