"""Use case: a phone starts to put a card on itself."""

import secrets
from datetime import datetime

from chalicelib import ids
from chalicelib.activation import started_activations
from chalicelib.activation.activation import Activation, SignIn, started
from chalicelib.activation.order import ActivationOrder
from chalicelib.activation.take_step import is_repeated, request_by
from chalicelib.caller import Caller
from chalicelib.keyed_hash import KeyRing
from chalicelib.storage import commit

_STATE_BYTES = 32
_VERIFIER_BYTES = 48
"""64 characters; RFC 7636 §4.1 allows 43 to 128."""


def start_activation(order: ActivationOrder, caller: Caller, now: datetime, keys: KeyRing) -> Activation:
    """Return the new activation, or the one of an earlier request with the same key; raises IdempotencyKeyReused."""
    sign_in = None
    if order.service == "kk":
        sign_in = SignIn(secrets.token_urlsafe(_STATE_BYTES), secrets.token_urlsafe(_VERIFIER_BYTES))
    activation_id = ids.derived_id("act", caller.device_id, caller.key)
    new = started(activation_id, caller.device_id, order.service, request_by(caller, keys), now, sign_in)
    try:
        commit(started_activations.keep_new(new))
    except started_activations.Repeated as earlier:
        is_repeated(earlier.activation.requests[0], caller, keys)
        return earlier.activation
    return new
