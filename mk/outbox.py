"""Area `outbox`: calls to the payment gateway that were decided on and are not confirmed yet."""

import argparse
from contextlib import suppress
from functools import partial

from chalicelib import aws, config
from chalicelib.clock import utc_now
from chalicelib.money import zloty_text
from chalicelib.parking.errors import NoCallWaits
from chalicelib.parking.hand_out import hand_out
from chalicelib.parking.list_calls import WaitingCall, list_calls
from chalicelib.parking.redrive_calls import redrive_calls
from chalicelib.texts import text
from mk.answer import Answer, listed, moment
from mk.command import Subparsers, add_area, add_command, add_limit, add_why
from mk.operator import operator


def add_to(areas: Subparsers) -> None:
    commands = add_area(areas, "outbox", "calls to the payment gateway that are not confirmed yet")
    add_limit(add_command(commands, "list", _list, "what waits, oldest first"))
    redriving = add_command(commands, "redrive", _redrive, "hand calls out again at once")
    which = redriving.add_mutually_exclusive_group(required=True)
    which.add_argument("stay_id", nargs="?", help="the stay whose calls to hand out")
    which.add_argument("--all", action="store_true", help="every stay with a call that waits")
    add_why(redriving)


def _list(chosen: argparse.Namespace) -> Answer:
    return _answer(list_calls(utc_now())[: chosen.limit])


def _redrive(chosen: argparse.Namespace) -> Answer:
    now, who, sqs = utc_now(), operator(), aws.client("sqs")
    queue_url = sqs.get_queue_url(QueueName=f"mkrakow-{config.STAGE}-gateway-calls")["QueueUrl"]

    def redriven(stay_id: str) -> list[WaitingCall]:
        return redrive_calls(stay_id, who, chosen.why, now, partial(hand_out, sqs=sqs, queue_url=queue_url))

    if not chosen.all:
        return _answer(redriven(chosen.stay_id))
    calls = []
    for stay_id in dict.fromkeys(call.stay_id for call in list_calls(now)):
        with suppress(NoCallWaits):  # it was made a moment ago
            calls += redriven(stay_id)
    return _answer(calls)


def _answer(calls: list[WaitingCall]) -> Answer:
    return listed(calls, _line, none="desk.nothing")


def _line(call: WaitingCall, language: str) -> str:
    what, grosze = text(f"desk.call.{call.verb}", language), zloty_text(call.amount_grosze, language)
    waits = text("desk.call_waits", language, since=moment(call.since), attempts=call.attempts)
    return f"{call.order_id}  {what}  {grosze}  {waits}  {call.stay_id}"
