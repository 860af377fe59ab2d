"""What a program of the city is told when it starts."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """Addresses and secrets; `clock_url` is the main program's, and real time goes on without it."""

    state: Path
    client_id: str
    client_secret: str
    notification_key: str
    notify_url: str
    clock_url: str = ""
    redirect_uris: tuple[str, ...] = ()
    """Where the card system's sign-in page may send a browser back to; compared to the letter."""

    slow_seconds: float = 10.0
    repeat_seconds: int = 180
    """Between two deliveries of a notification, by the virtual clock."""
