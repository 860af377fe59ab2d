"""Use case: take one step of an activation. What every step does alike; what each does besides, it hands in."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from chalicelib.activation import started_activations
from chalicelib.activation.activation import Activation, Request, StepName, expect, is_repeat, moved_on, request_of
from chalicelib.activation.find_activation import find_own_activation
from chalicelib.caller import Caller
from chalicelib.ids import fingerprint
from chalicelib.keyed_hash import KeyRing
from chalicelib.storage import Write, decide

Record = Callable[[Write], Any]
"""Commits the step, together with whatever else it decides."""
Move = Callable[[Activation], tuple[Activation, Record]]
"""Asks whoever has to be asked; returns what the activation knows then, and how it is recorded."""

_PURPOSE = "activation request"


def request_by(caller: Caller, keys: KeyRing) -> Request:
    """Return a phone's request as an activation remembers it."""
    return Request(fingerprint(caller.key.encode()), keys.keyed(_PURPOSE, caller.fingerprint))


def is_repeated(earlier: Request | None, caller: Caller, keys: KeyRing) -> bool:
    """Tell whether the phone asks the same again; raises IdempotencyKeyReused."""
    key_hash = fingerprint(caller.key.encode())
    return is_repeat(earlier, key_hash, lambda kept: keys.matches(_PURPOSE, caller.fingerprint, kept))


def take_step(
    activation_id: str, step: StepName, caller: Caller, now: datetime, keys: KeyRing, move: Move
) -> Activation:
    """Return the activation with that step behind it; a repeat with its key, as it is by now.

    One read, and one transaction with everything that the step decides. A refusal, of `move` too, changes nothing
    here. Raises ActivationUnknown, ActivationExpired, StepNotExpected, IdempotencyKeyReused or what `move` raises.
    """

    def attempt() -> Activation:
        before = find_own_activation(activation_id, caller.device_id)
        if is_repeated(request_of(before, step), caller, keys):
            return before
        expect(before, step, now)
        moved, record = move(before)
        after = moved_on(moved, step, request_by(caller, keys), now)
        record(started_activations.replacing(before, after))
        return after

    return decide(attempt)
