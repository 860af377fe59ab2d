"""How long the law has records kept: whole calendar years, counted from the end of one. Pure.

Accounting records: art. 74(2) and (3) of the accounting act. A public charge: art. 40d(3) of the act on public roads.
Both count from the end of the year that the record is of, on Kraków's calendar.
"""

from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.warsaw import warsaw_day, warsaw_moment


@dataclass(frozen=True)
class FromYearsEnd:
    """So many whole years after the year that a record is of."""

    years: int

    def after(self, moment: datetime) -> datetime:
        """Return when a record of that moment may go: a New Year's midnight in Kraków, in UTC."""
        return warsaw_moment(date(warsaw_day(moment).year + self.years + 1, 1, 1))


FIVE_YEARS = FromYearsEnd(5)
