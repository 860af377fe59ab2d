"""Use case of the worker behind the `codes` queue: make a code and send it, if there is anybody to send it to."""

from datetime import datetime, timedelta

from chalicelib.activation import counted_sends, started_activations
from chalicelib.activation.code import CODE_LIFE, AskedCode, code_hash, new_code, unsealed
from chalicelib.activation.counted_sends import LimitSpent
from chalicelib.activation.phone_number import PhoneNumber
from chalicelib.activation.sms_budget import BUDGET, Budget, limits
from chalicelib.devices.find_language import find_language
from chalicelib.keyed_hash import identity_keys
from chalicelib.log import logger
from chalicelib.notifications.errors import SmsUnsent
from chalicelib.notifications.port import SmsSender
from chalicelib.notifications.sms import Sms, code_text
from chalicelib.storage import Stale, commit

_NUMBER = "sms-number"
"""The purpose of the key under which counters know a number."""


def deliver_code(order: AskedCode, sender: SmsSender, domain: str, now: datetime, budget: Budget = BUDGET) -> None:
    """Send a new code for one asking, at most once, and count it on every limit in the same transaction.

    Written in the language of the phone that asked. Dropped without a trace for the asker: somebody unknown, a phone
    that was deleted, a spent limit, an asking that a later one replaced. The code is in this process and in the
    message, and nowhere else. A message that no provider takes is not tried again: the person asks again sooner than
    the queue would. Raises NotSealedHere or Busy.
    """
    keys = identity_keys()
    to = unsealed(order.sealed, order.activation_id, keys)
    if not to.known:
        return
    language = find_language(order.device_id)
    if language is None:
        return
    code = new_code()
    made = started_activations.made(order, code_hash(order.activation_id, order.asked_at, code, keys), now)
    counters = limits(keys.keyed(_NUMBER, to.number), to.person, order.device_id, order.asked_at, budget)
    try:
        commit(made, *(counted_sends.counted(limit, order.asked_at) for limit in counters))
    except Stale:
        return
    except LimitSpent as spent:
        logger.warning("no code is sent: a limit is spent", activation_id=order.activation_id, sms_limit=spent.name)
        return
    minutes = CODE_LIFE // timedelta(minutes=1)
    name = f"{order.activation_id}:{order.asked_at:%Y%m%dT%H%M%S}"
    sms = Sms(name, PhoneNumber(to.number).e164, code_text(code, minutes, language, domain))
    try:
        sender.send(sms)
    except SmsUnsent:
        logger.error("a code is not sent: no provider takes it", activation_id=order.activation_id, sms_unsent=True)
    else:
        logger.info("a code is sent", activation_id=order.activation_id, sms_sent=True)
