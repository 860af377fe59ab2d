"""Use cases: have a code sent, and have another one sent.

The request only asks: it stores the challenge and queues the asking. Whether there is anybody to send to, and whether
any limit is spent, is found out by the worker behind the queue (`deliver_code`), where nobody can see or time it.
"""

from datetime import datetime
from typing import Any

import msgspec

from chalicelib import aws, config
from chalicelib.activation import kept_codes
from chalicelib.activation.code import AskedCode, CodeTimes, Recipient, expect_may_ask, sealed, times
from chalicelib.activation.errors import CodeExpired
from chalicelib.activation.phone_number import PhoneNumber
from chalicelib.keyed_hash import identity_keys
from chalicelib.pesel import HASHED_AS, Pesel
from chalicelib.storage import Write, commit


def recipient(number: PhoneNumber, pesel: Pesel, language: str, *, known: bool) -> Recipient:
    """Return whom a code is for; `known` only when the register has this very person with this very number."""
    return Recipient(number.digits, identity_keys().keyed(HASHED_AS, pesel.digits), language, known)


def send_code(
    challenge_id: str, device_id: str, to: Recipient, now: datetime, *decision: Write, sqs: Any = None
) -> CodeTimes:
    """Ask for the first code of a challenge, in one transaction with the decision that leads to it.

    Raises what the decision's writes are refused as, or Stale when the challenge was asked for already. A crash
    before the asking is queued costs the person a minute: then they ask again.
    """
    order = AskedCode(challenge_id, device_id, now, sealed(to, challenge_id, identity_keys()))
    commit(*decision, kept_codes.asked(order))
    _queue(order, sqs)
    return times(now)


def resend_code(challenge_id: str, device_id: str, now: datetime, sqs: Any = None) -> CodeTimes:
    """Ask for another code; the one before is worth nothing from now on.

    Raises WaitBeforeResend, or CodeExpired when this phone has nothing to prove any more.
    """
    order = kept_codes.ask_again(challenge_id, device_id, now)
    if order is None:
        expect_may_ask(kept_codes.get(challenge_id), device_id, now)
        raise CodeExpired()
    _queue(order, sqs)
    return times(now)


def _queue(order: AskedCode, sqs: Any) -> None:
    sqs = sqs or aws.client("sqs")
    sqs.send_message(QueueUrl=config.CODES_QUEUE_URL, MessageBody=msgspec.json.encode(order).decode())
