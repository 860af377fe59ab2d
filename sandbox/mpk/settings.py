"""What the transport operator's gateway is told when it starts."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """Addresses and secrets; `clock_url` is the main program's, and real time goes on without it.

    All seconds are of that clock but `silence_seconds`, so a jump carries out whatever it passes.
    """

    state: Path
    client_id: str
    client_secret: str
    public_url: str
    clock_url: str = ""

    silence_seconds: float = 8.0
    token_seconds: int = 7200
    refund_after_seconds: float = 1.0
    notify_after_seconds: float = 0.3
    """A notification follows its cause a moment later: normally after the answer."""
    late_seconds: float = 120.0
    retry_plan: tuple[float, ...] = (15, 60, 300, 900, 3600, 10800, 21600, 43200)
    """Between attempts; the last one comes some 22 hours after the first."""
