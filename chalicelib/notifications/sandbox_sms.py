"""The local stage's SMS provider: messages go to the sandbox's inbox, where one reads the code in a browser."""

import json
from http import HTTPStatus

import urllib3

from chalicelib.log import logger
from chalicelib.notifications.sms import Sms


class SandboxSms:
    def __init__(self, sandbox_url: str) -> None:
        self._inbox = sandbox_url + "/sms"
        self._pool = urllib3.PoolManager(timeout=urllib3.Timeout(connect=1, read=2), retries=False)
        logger.warning("text messages go to the sandbox, not to phones")

    def send(self, sms: Sms) -> None:
        body = {"id": sms.identifier, "to": sms.to, "text": sms.body}
        answer = self._pool.request(
            "POST", self._inbox, body=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
        )
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise ConnectionError(f"the sandbox answered {answer.status}")
