"""Area `outbox`: calls to the payment gateways that were decided on and are not confirmed yet."""

import argparse
from contextlib import suppress
from functools import partial
from typing import Any

import msgspec

from chalicelib import aws, config
from chalicelib.clock import utc_now
from chalicelib.money import zloty_text
from chalicelib.payments.errors import NoCallWaits
from chalicelib.payments.hand_out import HandOut, hand_out
from chalicelib.payments.waiting_call import WaitingCall
from chalicelib.texts import text
from mk.answer import Answer, listed, moment
from mk.command import Subparsers, add_area, add_command, add_limit, add_why
from mk.operator import operator
from mk.paid import KINDS, Outbox, kind_of

_OUTBOXES = [kind.outbox for kind in KINDS if kind.outbox]


def add_to(areas: Subparsers) -> None:
    commands = add_area(areas, "outbox", "calls to the payment gateways that are not confirmed yet")
    add_limit(add_command(commands, "list", _list, "what waits, oldest first"))
    redriving = add_command(commands, "redrive", _redrive, "hand calls out again at once")
    which = redriving.add_mutually_exclusive_group(required=True)
    which.add_argument("id", nargs="?", help="the stay or the ticket whose calls to hand out")
    which.add_argument("--all", action="store_true", help="every stay and every ticket with a call that waits")
    add_why(redriving)


def _list(chosen: argparse.Namespace) -> Answer:
    now = utc_now()
    calls = [call for outbox in _OUTBOXES for call in outbox.list_calls(now)]
    return _answer(sorted(calls, key=lambda call: call.since)[: chosen.limit])


def _redrive(chosen: argparse.Namespace) -> Answer:
    now, who, sqs = utc_now(), operator(), aws.client("sqs")

    def queue_of(outbox: Outbox) -> HandOut:
        queue_url = sqs.get_queue_url(QueueName=f"mkrakow-{config.STAGE}-{outbox.queue}")["QueueUrl"]
        return partial(hand_out, queue_url=queue_url, sqs=sqs)

    if not chosen.all:
        outbox = kind_of(chosen.id).outbox
        if outbox is None:
            raise NoCallWaits()
        return _answer(outbox.redrive(chosen.id, who, chosen.why, now, queue_of(outbox)))
    calls = []
    for outbox in _OUTBOXES:
        for paid_for in dict.fromkeys(call.paid_for for call in outbox.list_calls(now)):
            with suppress(NoCallWaits):  # it was made a moment ago
                calls += outbox.redrive(paid_for, who, chosen.why, now, queue_of(outbox))
    return _answer(calls)


def _answer(calls: list[WaitingCall]) -> Answer:
    return listed(calls, _line, _facts, none="desk.nothing")


def _line(call: WaitingCall, language: str) -> str:
    what, grosze = text(f"desk.call.{call.verb}", language), zloty_text(call.amount_grosze, language)
    waits = text("desk.call_waits", language, since=moment(call.since), attempts=call.attempts)
    return f"{call.order_id}  {what}  {grosze}  {waits}  {call.paid_for}"


def _facts(call: WaitingCall) -> dict[str, Any]:
    facts: dict[str, Any] = msgspec.to_builtins(call)
    kind = kind_of(call.paid_for)
    return {kind.id_name: facts.pop("paid_for"), "owner": kind.owner} | facts
