"""Secrets from SSM Parameter Store, read when first needed and kept for five minutes."""

import time

from chalicelib import aws, config

_KEPT_SECONDS = 300.0
_kept: dict[str, tuple[float, str]] = {}


def secret(name: str) -> str:
    """Return the secret of this stage, e.g. `autopay/shared-key`. Never called while importing."""
    read_at, value = _kept.get(name, (float("-inf"), ""))
    if time.monotonic() - read_at > _KEPT_SECONDS:
        answer = aws.client("ssm").get_parameter(Name=config.parameter_name(name), WithDecryption=True)
        value = answer["Parameter"]["Value"]
        _kept[name] = (time.monotonic(), value)
    return value
