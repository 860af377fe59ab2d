"""Access tokens, in memory: after a restart every merchant asks for a new one."""

import secrets
from datetime import datetime, timedelta
from threading import Lock


class Tokens:
    def __init__(self, seconds: int) -> None:
        self._life = timedelta(seconds=seconds)
        self._ends: dict[str, datetime] = {}
        self._lock = Lock()

    def issue(self, now: datetime) -> str:
        with self._lock:
            self._ends = {token: end for token, end in self._ends.items() if end > now}
            token = secrets.token_urlsafe(32)
            self._ends[token] = now + self._life
            return token

    def is_valid(self, token: str, now: datetime) -> bool:
        with self._lock:
            return token in self._ends and now < self._ends[token]

    def forget(self) -> None:
        """End every token."""
        with self._lock:
            self._ends.clear()
