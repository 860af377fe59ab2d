"""What Lambdas that are not routes share. App middleware never reaches them."""

import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any, TypeVar

from chalice.app import DynamoDBEvent, SQSEvent

from chalicelib.log import logger
from chalicelib.storage import RawItem

T = TypeVar("T")

Failures = dict[str, list[dict[str, str]]]
"""What AWS is told of a batch: which of its records failed."""


def job(handler: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Log the run under its own name with its request id, and let a failure be seen by AWS."""

    @wraps(handler)
    def run(event: Any) -> Any:
        logger.append_keys(job=handler.__name__, request_id=getattr(event.context, "aws_request_id", None))
        try:
            return handler(event)
        except Exception:
            logger.exception("job failed")
            raise

    return run


def follow_in_order(event: DynamoDBEvent, follow: Callable[[RawItem | None, RawItem], object]) -> Failures:
    """Follow each change of an item, given as it was and as it is; the first that fails is where AWS starts again.

    What was removed is no news.
    """
    for record in event:
        try:
            if record.new_image is not None:
                follow(record.old_image or None, record.new_image)
        except Exception as error:  # noqa: BLE001 - AWS is told which record failed, and starts there again
            _failed("a change could not be followed", error, record.sequence_number)
            return _failures(record.sequence_number)
    return _failures()


def take_each(event: SQSEvent, take: Callable[[str], object]) -> Failures:
    """Take each message's body alone: one that fails never holds up the others, and only the queue keeps it."""
    failed = []
    for record in event:
        message_id = record.to_dict()["messageId"]
        try:
            take(record.body)
        except Exception as error:  # noqa: BLE001 - the queue brings it back, and gives it up after a few times
            _failed("a message could not be taken", error, message_id)
            failed.append(message_id)
    return _failures(*failed)


def in_time(things: Iterable[T], seconds: float) -> Iterator[T]:
    """Yield things until so many seconds are over; the first is yielded however late it is."""
    deadline = time.monotonic() + seconds
    for thing in things:
        yield thing
        if time.monotonic() > deadline:
            return


def _failed(what: str, error: Exception, record_id: str) -> None:
    """Log where it failed and with what; an error's own text may quote a person."""
    innermost = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{innermost.filename}:{innermost.lineno}"
    logger.error(what, error=type(error).__name__, where=where, record_id=record_id)


def _failures(*record_ids: str) -> Failures:
    return {"batchItemFailures": [{"itemIdentifier": record_id} for record_id in record_ids]}
