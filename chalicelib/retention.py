"""How long the law has records kept: whole calendar years, counted from the end of one. Pure.

Accounting records: art. 74(2) and (3) of the accounting act. A public charge: art. 40d(3) of the act on public roads.
Both count from the end of the year that the record is of, on Kraków's calendar.
"""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class FromYearsEnd:
    """So many whole years after the year that a record is of."""

    years: int

    def after(self, moment: datetime) -> datetime:
        """Return when a record of that moment may go: a New Year's midnight in Kraków, in UTC."""
        from chalicelib.clock import WARSAW, in_warsaw  # needs a stage, and the registry is described without one

        return datetime(in_warsaw(moment).year + self.years + 1, 1, 1, tzinfo=WARSAW).astimezone(UTC)


FIVE_YEARS = FromYearsEnd(5)
