"""Area `dlq`: messages that were given up, in the stage's dead-letter queues."""

import argparse

import msgspec

from chalicelib import aws, config
from chalicelib.audit.audited import audited
from chalicelib.audit.entry import AuditEntry
from chalicelib.clock import utc_now
from chalicelib.storage import commit
from chalicelib.texts import text
from mk.answer import Answer, moment
from mk.command import Subparsers, add_area, add_command, add_why
from mk.dead_letters import DeadLetters, DeadQueues
from mk.errors import TooLate
from mk.operator import operator

AREA = "dlq"
_SHOWN = 200
_OUTLIVED = {"codes"}
"""Their people have long asked again: docs/runbook.md says to purge them."""


def add_to(areas: Subparsers) -> None:
    commands = add_area(areas, "dlq", "messages that were given up")
    listing = add_command(commands, "list", _list, "every dead-letter queue; its messages stay where they are")
    listing.add_argument("--peek", type=int, default=3, metavar="N", help="messages to show; default: %(default)s")
    redriving = add_command(commands, "redrive", _redrive, "send a queue's messages back to where they came from")
    redriving.add_argument("queue", help="as `list` names it, e.g. gateway-calls")
    add_why(redriving)


def _list(chosen: argparse.Namespace) -> Answer:
    queues = _queues().look(chosen.peek)
    return Answer(
        {"items": msgspec.to_builtins(queues)},
        lambda language: [line for queue in queues for line in _lines(queue, language)],
    )


def _redrive(chosen: argparse.Namespace) -> Answer:
    """The audit comes first: whatever breaks afterwards, it is known who moved the messages and why."""
    queues, name = _queues(), chosen.queue.removesuffix("-dead")
    queues.source(name)
    if name in _OUTLIVED:
        raise TooLate(queue=name)
    count = queues.count(name)
    commit(audited(AuditEntry(AREA, utc_now(), operator(), "redrive", name, chosen.why, {"messages": count}, {})))
    queues.redrive(name)
    return Answer(
        {"queue": name, "messages": count},
        lambda language: [text("desk.redriven", language, queue=name, count=count)],
    )


def _queues() -> DeadQueues:
    return DeadQueues(aws.client("sqs"), f"mkrakow-{config.STAGE}-")


def _lines(queue: DeadLetters, language: str) -> list[str]:
    if not queue.count:
        return [text("desk.queue_empty", language, queue=queue.queue)]
    head = text("desk.queue", language, queue=queue.queue, count=queue.count, oldest=moment(queue.oldest))
    return [head, *(f"  {body[:_SHOWN]}" for body in queue.bodies)]
