"""The only place that asks what time it is. Everything else is given `now`."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import cast

from chalicelib import config


def utc_now() -> datetime:
    """Return the present moment in UTC, to the millisecond; on the local stage, the sandbox's virtual clock.

    That is as exactly as storage keeps it, so what is answered at once and what is read later are the same.
    """
    now = datetime.now(UTC) + _sandbox_offset()
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def _sandbox_offset() -> timedelta:
    if config.STAGE != "local" or not config.SANDBOX_URL:
        return timedelta()
    import json

    answer = _sandbox().request("GET", config.SANDBOX_URL + "/clock", timeout=1.0)
    return timedelta(seconds=cast(float, json.loads(answer.data)["offset_seconds"]))


@cache
def _sandbox():  # type: ignore[no-untyped-def]
    import urllib3  # only the local stage has a sandbox; the authorizer stays light elsewhere

    return urllib3.PoolManager()
