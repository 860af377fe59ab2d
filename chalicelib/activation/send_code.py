"""Use case: have a code sent.

The request only asks: it stores the asking in its activation and queues it. Whether there is anybody to send to, and
whether any limit is spent, is found out by the worker behind the queue (`deliver_code`), where nobody can see or time
it.
"""

from typing import Any

import msgspec

from chalicelib import aws, config
from chalicelib.activation.code import AskedCode


def send_code(order: AskedCode, sqs: Any = None) -> None:
    """Queue an asking that is stored. A crash between the two costs the person a minute: then they ask again."""
    sqs = sqs or aws.client("sqs")
    sqs.send_message(QueueUrl=config.CODES_QUEUE_URL, MessageBody=msgspec.json.encode(order).decode())
