"""The line to a gateway: requests and answers get lost on it, and whoever calls may die."""

from collections.abc import Callable
from typing import TypeVar

from chalicelib.payments.errors import GatewayUnknown
from simulation.faults import Faults
from simulation.scheduler import Killed, Scheduler

T = TypeVar("T")


class Line:
    """Carries calls one by one; anybody may go first before each."""

    def __init__(self, scheduler: Scheduler, faults: Faults) -> None:
        self.calls = 0
        self.kill_before: int | None = None
        self.kill_after: int | None = None
        """The call, counted from 1, before or after whose effect the caller dies; None to draw it."""
        self._scheduler = scheduler
        self._faults = faults

    def carry(self, effect: Callable[[], T]) -> T:
        """Make a call; raises GatewayUnknown when the request or the answer is lost."""
        self._scheduler.pause()
        self.calls += 1
        if self.calls == self.kill_before or self._faults.happens("killed"):
            raise Killed
        if self._faults.happens("lost_request"):
            raise GatewayUnknown
        answer = effect()
        if self.calls == self.kill_after or self._faults.happens("killed"):
            raise Killed
        if self._faults.happens("lost_answer"):
            raise GatewayUnknown
        return answer
