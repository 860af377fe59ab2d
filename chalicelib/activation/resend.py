"""Use case: the code did not come, or is not valid any more; another one is asked for."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.activation import started_activations
from chalicelib.activation.activation import Activation, expect
from chalicelib.activation.find_activation import find_own_activation
from chalicelib.activation.take_step import is_repeated, request_by
from chalicelib.caller import Caller
from chalicelib.keyed_hash import KeyRing
from chalicelib.storage import commit, decide


def resend(
    activation_id: str, caller: Caller, now: datetime, keys: KeyRing, send_again: Callable[..., Any]
) -> Activation:
    """Return the activation, waiting for the code that was sent again by `resend_code`; it has a new half-hour.

    A repeat with the same key sends nothing. Raises WaitBeforeResend or what `take_step` raises.
    """

    def attempt() -> Activation:
        before = find_own_activation(activation_id, caller.device_id)
        if is_repeated(before.resend, caller, keys):
            return before
        expect(before, "code", now)
        send_again(activation_id, caller.device_id, now)
        after = replace(before, moved_at=now, resend=request_by(caller, keys))
        commit(started_activations.replacing(before, after))
        return after

    return decide(attempt)
