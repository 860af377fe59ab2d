"""What a stay would cost before it starts: its end and the most that it can cost. Rules only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.parking.edition import Editions
from chalicelib.parking.errors import LimitInThePast, LimitNotWanted, LimitOnAnotherDay, LimitWanted, ParkingIsFree
from chalicelib.parking.fee import Fee, fee, next_paid_moment, paid_span
from chalicelib.parking.stay import SMALLEST_HOLD_GROSZE, Kind
from chalicelib.warsaw import in_warsaw, warsaw_day

_BEYOND_ANY_DAY = timedelta(days=2)


@dataclass(frozen=True)
class Offer:
    """`ends_at` is never after today's paid hours; `hold_grosze` is never less than any fee until then."""

    charged_from: datetime
    ends_at: datetime
    paid_hours_end: datetime
    fee: Fee

    @property
    def hold_grosze(self) -> int:
        return max(self.fee.total_grosze, SMALLEST_HOLD_GROSZE)


def offer(
    editions: Editions, subzone: str, kind: Kind, until: datetime | None, now: datetime, *, resident: bool
) -> Offer:
    """Return what a stay from `now` would cost: until `until`'s whole second, or until the end of today's paid hours.

    Raises ParkingIsFree (with the next paid moment) when nothing can be charged today, LimitWanted,
    LimitNotWanted, LimitInThePast or LimitOnAnotherDay for a limit that cannot be.
    """
    limit = _limit(kind, until, now)
    span = paid_span(editions, subzone, warsaw_day(now), resident=resident)
    if span is None or now >= span[1] or (limit is not None and limit <= span[0]):
        raise _free(editions, subzone, now, resident=resident)
    opening, closing = span
    ends_at = min(limit, closing) if limit else closing
    return Offer(max(now, opening), ends_at, closing, fee(editions, subzone, now, ends_at, resident=resident))


def _limit(kind: Kind, until: datetime | None, now: datetime) -> datetime | None:
    if kind == "open":
        if until is not None:
            raise LimitNotWanted()
        return None
    if until is None:
        raise LimitWanted()
    limit = until.replace(microsecond=0)
    if limit <= now:
        raise LimitInThePast()
    # The last moment that a phone can write is in no year of Kraków's calendar: it is not asked for its day.
    if limit - now > _BEYOND_ANY_DAY or warsaw_day(limit) != warsaw_day(now):
        raise LimitOnAnotherDay()
    return limit


def _free(editions: Editions, subzone: str, now: datetime, *, resident: bool) -> ParkingIsFree:
    next_paid = next_paid_moment(editions, subzone, now, resident=resident)
    return ParkingIsFree(next_paid_at=in_warsaw(next_paid).isoformat() if next_paid else "")
