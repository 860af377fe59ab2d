"""Use case: tell anybody which subzones there are on a day, when they must be paid for and what they cost."""

from datetime import date, datetime

from chalicelib.money import Money
from chalicelib.parking.edition import Editions, Subzone
from chalicelib.parking.errors import DateBeyondCalendar
from chalicelib.parking.fee import paid_span
from chalicelib.parking.place_answer import PaidHoursAnswer, SubzoneAnswer, SubzonesAnswer, TermsAnswer
from chalicelib.warsaw import in_warsaw, warsaw_day


def list_subzones(on: date | None, now: datetime, editions: Editions) -> SubzonesAnswer:
    """Return the subzones on a Warsaw day, today unless given.

    Raises DateBeforeFirstEdition, DateBeyondCalendar.
    """
    day = on or warsaw_day(now)
    last_day = editions.newest.calendar_until
    if day > last_day:
        raise DateBeyondCalendar(last_day=last_day.isoformat())
    edition = editions.on(day)
    return SubzonesAnswer(
        on=day,
        items=[_subzone(subzone, day, editions) for subzone in edition.subzones],
        minimum_charge=Money(edition.minimum_charge_grosze),
        grace_minutes=edition.grace_minutes,
        edition=edition.id,
        source=edition.source,
    )


def _subzone(subzone: Subzone, day: date, editions: Editions) -> SubzoneAnswer:
    return SubzoneAnswer(
        subzone=subzone.name,
        sectors=[f"{subzone.name}{number}" for number in subzone.sectors],
        standard=_terms(subzone, day, editions, resident=False),
        resident=_terms(subzone, day, editions, resident=True),
    )


def _terms(subzone: Subzone, day: date, editions: Editions, *, resident: bool) -> TermsAnswer:
    span = paid_span(editions, subzone.name, day, resident=resident)
    return TermsAnswer(
        paid_hours=PaidHoursAnswer(from_=in_warsaw(span[0]), until=in_warsaw(span[1])) if span else None,
        hourly_prices=[Money(grosze) for grosze in subzone.hourly_grosze(resident=resident)],
    )
