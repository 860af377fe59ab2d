"""What the sandbox is told when it starts."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Settings:
    """Addresses and, where the gateway's document is silent, which reading of it to play.

    `hold_hash`: `Hold` is hashed as the last value before the key, or not at all.
    `clear_reply`: the capture is answered with `<transaction>` and a confirmation, or with `<balancePayoff>`
    and a `remoteOutID`; refusals carry a confirmation and a reason in both.
    `captured_amount`: a SUCCESS notification names what was captured, or what had been held.
    """

    state: Path
    service_id: str
    shared_key: str
    notify_url: str
    aws_endpoint: str
    public_url: str
    ticks: tuple[str, ...] = ()
    hold_hash: Literal["last", "unhashed"] = "last"
    clear_reply: Literal["transaction", "balance-payoff"] = "transaction"
    captured_amount: Literal["captured", "held"] = "captured"

    notify_after_seconds: float = 0.3
    """A notification follows its cause a moment later, as the gateway's does: normally after the answer."""
    late_seconds: float = 5.0
    reordered_seconds: float = 2.0
    silence_seconds: float = 8.0
    refund_after_seconds: float = 1.0
    """On the virtual clock, so a jump carries refunds out as well; the gateway's own take up to half an hour."""
    retry_plan: tuple[float, ...] = (3, 3, 6, 12, 30, 60, 120, 300, 600, 600, 600, 600)
    """Real seconds between attempts; the gateway's own plan starts at 3 minutes and lasts eight days."""
