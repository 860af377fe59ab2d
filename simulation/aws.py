"""AWS as the product meets it through its SDK: requests and answers get lost, calls are throttled, Lambdas die."""

from typing import Any

from botocore.exceptions import ReadTimeoutError

from simulation.client_error import conflicted
from simulation.faults import Faults
from simulation.memory_dynamodb import Request
from simulation.scheduler import Killed, Scheduler
from simulation.tables import Tables

SDK_ATTEMPTS = 3


class Aws:
    """Stands between pynamodb and the tables as botocore does: it asks again by itself, the very same."""

    def __init__(self, tables: Tables, scheduler: Scheduler, faults: Faults) -> None:
        self._tables = tables
        self._scheduler = scheduler
        self._faults = faults
        self._request_signer = tables._request_signer
        self.calls = 0
        self.kill_before: int | None = None
        self.kill_after: int | None = None
        """The call, counted from 1, before or after whose effect the caller dies; None to draw it."""

    def _make_api_call(self, operation: str, request: Request) -> Any:
        for _ in range(SDK_ATTEMPTS):
            try:
                return self._attempt(operation, request)
            except ReadTimeoutError:
                continue
        raise ReadTimeoutError(endpoint_url="https://dynamodb")

    def _attempt(self, operation: str, request: Request) -> Any:
        self._scheduler.pause()
        self.calls += 1
        if self.calls == self.kill_before or self._faults.happens("killed"):
            raise Killed
        if self._faults.happens("lost_request") or self._faults.happens("throttled"):
            raise ReadTimeoutError(endpoint_url="https://dynamodb")
        if operation == "TransactWriteItems" and self._faults.happens("conflict"):
            raise conflicted(operation, len(request["TransactItems"]))
        answer = self._tables.perform(operation, request)
        if self.calls == self.kill_after or self._faults.happens("killed"):
            raise Killed
        if self._faults.happens("lost_answer"):
            raise ReadTimeoutError(endpoint_url="https://dynamodb")
        return answer
