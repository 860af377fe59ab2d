"""The local stage's push service: alerts go to the sandbox's inbox, where one reads them in a browser.

No phone ever gets anything from here, and it says so in the log when it starts.
"""

import json
from http import HTTPStatus

import urllib3

from chalicelib.log import logger
from chalicelib.notifications.endpoint import Endpoint
from chalicelib.notifications.errors import EndpointGone
from chalicelib.notifications.port import Alert

_PLATFORMS = ("ios", "android")


class SandboxPush:
    def __init__(self, sandbox_url: str) -> None:
        self._inbox = sandbox_url + "/inbox/push"
        self._pool = urllib3.PoolManager(timeout=urllib3.Timeout(connect=1, read=2), retries=False)
        logger.warning("pushes go to the sandbox, not to phones")

    def register(
        self,
        device_id: str,
        platform: str,
        push_token: str,  # noqa: ARG002 - the inbox gets it with each alert
        known_arn: str | None,  # noqa: ARG002 - the same for ever
    ) -> str | None:
        return f"sandbox:{device_id}" if platform in _PLATFORMS else None

    def push(self, endpoint: Endpoint, alert: Alert) -> None:
        body = {
            "identifier": alert.identifier,
            "device_id": endpoint.device_id,
            "push_token": endpoint.push_token,
            "title": alert.title,
            "body": alert.body,
            "link": alert.link,
        }
        answer = self._pool.request(
            "POST", self._inbox, body=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
        )
        if answer.status == HTTPStatus.GONE:
            raise EndpointGone()
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise ConnectionError(f"the sandbox answered {answer.status}")

    def forget(self, endpoint: Endpoint) -> None:
        """The sandbox keeps no tokens."""
