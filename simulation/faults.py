"""What may go wrong at a call: the fault menu, drawn from the world's seed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random


@dataclass(frozen=True)
class Rates:
    """Chances per call. All zero: a day on which everything works."""

    lost_request: float = 0.02
    lost_answer: float = 0.03
    throttled: float = 0.01
    conflict: float = 0.02
    killed: float = 0.01
    stale_index: float = 0.2
    doubled: float = 0.15
    late: float = 0.2
    lost_notification: float = 0.1
    forgotten_by_stream: float = 0.02
    refund_given_up: float = 0.1
    never_told: float = 0.05
    skewed: float = 0.2


CALM = Rates(*[0.0] * 13)


class Faults:
    """The dice of one world. `calm()` puts them away for good."""

    def __init__(self, random: Random, rates: Rates) -> None:
        self._random = random
        self.rates = rates
        self.drawn: dict[str, int] = {}

    def happens(self, name: str) -> bool:
        """Draw whether the fault of that name happens now, and count it."""
        chance: float = getattr(self.rates, name)
        if not chance or self._random.random() >= chance:
            return False
        self.drawn[name] = self.drawn.get(name, 0) + 1
        return True

    def clock(self, now: datetime) -> datetime:
        """Return what the clock of a Lambda shows: now and then some seconds before or after the others'."""
        return now + timedelta(seconds=self._random.uniform(-5, 5)) if self.happens("skewed") else now

    def calm(self) -> None:
        self.rates = CALM
