"""Use case: tell anybody what a stay costs, on any day since the first edition."""

from datetime import timedelta

from chalicelib.money import Money
from chalicelib.parking.edition import Editions
from chalicelib.parking.errors import DateBeforeFirstEdition, DateBeyondCalendar, PeriodReversed, PeriodTooLong
from chalicelib.parking.fee import fee
from chalicelib.parking.fee_answer import FeesAnswer, FeesQuery, fee_line
from chalicelib.warsaw import in_warsaw, warsaw_moment

LONGEST_DAYS = 31


def calculate_fee(query: FeesQuery, editions: Editions) -> FeesAnswer:
    """Return the price of at most 31 days on Kraków's clock, an hour a line.

    Raises UnknownSubzone, DateBeforeFirstEdition, DateBeyondCalendar, PeriodReversed, PeriodTooLong.
    """
    _refuse_impossible(query, editions)
    cost = fee(editions, query.subzone, query.from_, query.until, resident=query.resident)
    return FeesAnswer(
        total=Money(cost.total_grosze),
        lines=[fee_line(line) for line in cost.lines],
        edition=cost.edition_id,
        source=cost.source,
    )


def _refuse_impossible(query: FeesQuery, editions: Editions) -> None:
    # The bounds come first: a moment at the very end of datetime's range cannot even change its time zone.
    if query.from_ < warsaw_moment(editions.first_day):
        raise DateBeforeFirstEdition(first_day=editions.first_day.isoformat())
    last_day = editions.newest.calendar_until
    if max(query.from_, query.until) > warsaw_moment(last_day + timedelta(days=1)):
        raise DateBeyondCalendar(last_day=last_day.isoformat())
    if query.until < query.from_:
        raise PeriodReversed()
    # Within one time zone Python subtracts wall clocks, so 31 days stay 31 days over a change of the hour.
    if in_warsaw(query.until) - in_warsaw(query.from_) > timedelta(days=LONGEST_DAYS):
        raise PeriodTooLong(days=LONGEST_DAYS)
