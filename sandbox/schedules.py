"""Runs the minute schedules after a jump of the clock, as EventBridge would have run them meanwhile."""

import json
from collections import deque
from datetime import UTC, datetime
from threading import Lock, Thread
from uuid import uuid4

import urllib3

from sandbox.clock import VirtualClock
from sandbox.settings import Settings

REGION = "eu-central-1"
_SCOPE = f"AWS4-HMAC-SHA256 Credential=sandbox/20260101/{REGION}/lambda/aws4_request, SignedHeaders=host, Signature=0"
"""The local AWS endpoint checks no signature and reads only the region from it."""


class Schedules:
    def __init__(self, settings: Settings, clock: VirtualClock) -> None:
        self._settings, self._clock = settings, clock
        self._http = urllib3.PoolManager(timeout=60.0, retries=False)
        self._alone = Lock()
        self.outcomes: deque[str] = deque(maxlen=20)
        """Newest first, for the clock's page."""

    def run_in_background(self) -> Thread:
        """Invoke each schedule once, one after another; a failure is shown, not raised."""
        thread = Thread(target=self._run, daemon=True)
        thread.start()
        return thread

    def _run(self) -> None:
        with self._alone:
            for name in self._settings.ticks:
                at = datetime.now(UTC).strftime("%H:%M:%S")
                self.outcomes.appendleft(f"{at} UTC {name}: {self._invoke(name)}")

    def _invoke(self, name: str) -> str:
        url = f"{self._settings.aws_endpoint}/2015-03-31/functions/{name}/invocations"
        try:
            answer = self._http.request("POST", url, body=self._event(), headers={"Authorization": _SCOPE})
        except urllib3.exceptions.HTTPError as error:
            return f"no answer: {type(error).__name__}"
        failed = answer.status >= 300 or "X-Amz-Function-Error" in answer.headers
        return f"failed, HTTP {answer.status}: {answer.data[:500].decode(errors='replace')}" if failed else "done"

    def _event(self) -> bytes:
        return json.dumps(
            {
                "version": "0",
                "id": str(uuid4()),
                "detail-type": "Scheduled Event",
                "source": "aws.events",
                "account": "000000000000",
                "time": self._clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
                "region": REGION,
                "resources": [f"arn:aws:events:{REGION}:000000000000:rule/sandbox-clock"],
                "detail": {},
            }
        ).encode()
