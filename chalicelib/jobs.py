"""What Lambdas that are not routes share. App middleware never reaches them."""

import time
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any, TypeVar

from chalicelib.log import logger

T = TypeVar("T")


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


def in_time(things: Iterable[T], seconds: float) -> Iterator[T]:
    """Yield things until so many seconds are over; the first is yielded however late it is."""
    deadline = time.monotonic() + seconds
    for thing in things:
        yield thing
        if time.monotonic() > deadline:
            return
