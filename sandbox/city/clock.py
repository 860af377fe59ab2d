"""The virtual clock of the main program, asked over HTTP as the backend asks it."""

import json
from datetime import UTC, date, datetime, timedelta

import urllib3

from sandbox.clock import WARSAW

_http = urllib3.PoolManager(maxsize=4, timeout=2.0, retries=False)


class ClockUnreachable(Exception):
    """Nobody tells the time; whatever depends on it is not decided."""


class SharedClock:
    def __init__(self, url: str) -> None:
        self._url = url

    def now(self) -> datetime:
        """Return the virtual moment, in UTC; the real one without an address. Raises ClockUnreachable."""
        return datetime.now(UTC) + (self._offset() if self._url else timedelta())

    def today(self) -> date:
        """Return the virtual day in Warsaw. Raises ClockUnreachable."""
        return self.now().astimezone(WARSAW).date()

    def _offset(self) -> timedelta:
        try:
            answer = _http.request("GET", f"{self._url}/clock")
            return timedelta(seconds=float(json.loads(answer.data)["offset_seconds"]))
        except (urllib3.exceptions.HTTPError, ValueError, KeyError, TypeError) as error:
            raise ClockUnreachable(f"{self._url}/clock: {type(error).__name__}") from error
