"""What every Lambda that is not a route gets, because app middleware never reaches them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from chalicelib.log import logger


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
