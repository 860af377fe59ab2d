"""Use case: the code did not come, or is not valid any more; another one is asked for."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from chalicelib.activation import started_activations
from chalicelib.activation.activation import Activation, challenge_of, expect
from chalicelib.activation.code import AskedCode, expect_may_ask
from chalicelib.activation.find_activation import find_own_activation
from chalicelib.activation.take_step import is_repeated, request_by
from chalicelib.caller import Caller
from chalicelib.keyed_hash import KeyRing
from chalicelib.storage import Stale, decide


def resend(
    activation_id: str, caller: Caller, now: datetime, keys: KeyRing, send: Callable[[AskedCode], Any]
) -> Activation:
    """Return the activation, waiting for the code that `send` (`send_code`) has sent; it has a new half-hour.

    The code before is worth nothing from now on. A repeat with the same key sends nothing. Two round trips, of which
    the second is the queue's: what may be asked for is found out by the write. Raises WaitBeforeResend or what
    `take_step` raises.
    """

    def attempt() -> Activation:
        asked = started_activations.ask_again(activation_id, caller.device_id, request_by(caller, keys), now)
        if asked is None:
            return _as_it_is(activation_id, caller, now, keys)
        send(AskedCode(activation_id, caller.device_id, now, challenge_of(asked).sealed))
        return asked

    return decide(attempt)


def _as_it_is(activation_id: str, caller: Caller, now: datetime, keys: KeyRing) -> Activation:
    """Return the activation to who asks the same again; raises why nothing was asked, or Stale if it may be by now."""
    activation = find_own_activation(activation_id, caller.device_id)
    if is_repeated(activation.resend, caller, keys):
        return activation
    expect(activation, "code", now)
    expect_may_ask(challenge_of(activation), now)
    raise Stale()
