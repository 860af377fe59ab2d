"""The virtual clock of the local stage: real time plus an offset which only grows."""

import math
from datetime import UTC, datetime, timedelta
from threading import Lock
from zoneinfo import ZoneInfo

from sandbox.store import Store

WARSAW = ZoneInfo("Europe/Warsaw")
_FURTHEST = timedelta(days=3660)


class CannotTurnBack(ValueError):
    """The clock was asked to go backwards, too far, or to a moment without an offset."""


class VirtualClock:
    """Read from memory, because the backend asks on every request; the offset survives a restart."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        self._offset = timedelta(seconds=float(store.setting("clock_offset_seconds", "0")))

    @property
    def offset_seconds(self) -> float:
        return self._offset.total_seconds()

    def now(self) -> datetime:
        """Return the virtual moment, in UTC."""
        return datetime.now(UTC) + self._offset

    def advance(self, seconds: float) -> None:
        """Move forward by that many seconds. Raises CannotTurnBack."""
        if not math.isfinite(seconds) or seconds <= 0:
            raise CannotTurnBack("advance_seconds must be a positive number; only a reset goes backwards")
        with self._lock:
            self._keep_offset(self.offset_seconds + seconds)

    def set_to(self, moment: datetime) -> None:
        """Move forward to that moment. Raises CannotTurnBack."""
        if moment.tzinfo is None:
            raise CannotTurnBack("set_to needs an offset, e.g. 2026-12-01T22:00:00+01:00")
        with self._lock:
            now = self.now()
            if moment < now:
                raise CannotTurnBack(f"set_to is before the clock's {now.isoformat(timespec='seconds')}")
            self._keep_offset(self.offset_seconds + (moment - now).total_seconds())

    def reset(self) -> None:
        """Return to real time; the only way backwards."""
        with self._lock:
            self._keep_offset(0)

    def _keep_offset(self, seconds: float) -> None:
        if seconds > _FURTHEST.total_seconds():
            raise CannotTurnBack(f"the clock goes at most {_FURTHEST.days} days ahead of real time")
        self._store.keep_setting("clock_offset_seconds", str(seconds))
        self._offset = timedelta(seconds=seconds)


def stamp(moment: datetime) -> str:
    """Return the moment as stored: UTC, microseconds, so that text sorts as time does."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def in_words(moment: str | datetime) -> str:
    """Return a stored or given moment as pages show it: Warsaw's wall clock."""
    read = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return read.astimezone(WARSAW).strftime("%Y-%m-%d %H:%M:%S")


def next_evening(now: datetime) -> datetime:
    """Return the next 22:00 on Warsaw's wall clock."""
    local = now.astimezone(WARSAW)
    evening = local.replace(hour=22, minute=0, second=0, microsecond=0)
    return evening if evening > local else evening + timedelta(days=1)
