"""Use case (kk): the resident has signed in on the card system's own page and comes back with a code."""

import hmac
import time
from datetime import datetime

from chalicelib.activation.activation import Activation, signed_in
from chalicelib.activation.errors import SignInRefused
from chalicelib.activation.find_activation import find_own_activation
from chalicelib.activation.order import SignInOrder
from chalicelib.activation.port import CardSystem
from chalicelib.activation.take_step import Record, take_step
from chalicelib.caller import Caller
from chalicelib.keyed_hash import KeyRing
from chalicelib.storage import Stale, commit

_PAUSES = (0.05, 0.15, 0.4)
"""Seconds: longer than the card system needs to say whose account it is."""


def finish_sign_in(
    activation_id: str, order: SignInOrder, caller: Caller, now: datetime, keys: KeyRing, cards: CardSystem
) -> Activation:
    """Return the activation with the account that signed in.

    `state` ties the sign-in to this activation of this phone, the verifier (which never left us) the code. After a
    lost answer of the card system its page is to be visited again. A code works once, so of the same request twice at
    once the card system refuses one: what became of the other is waited for. Raises what `take_step` and
    `CardSystem.signed_in` raise.
    """

    def move(activation: Activation) -> tuple[Activation, Record]:
        visit = activation.sign_in
        if visit is None or not hmac.compare_digest(visit.state.encode(), order.state.encode()):
            raise SignInRefused()
        try:
            holder = cards.signed_in(order.code, visit.verifier)
        except SignInRefused:
            _expect_unmoved(activation)
            raise
        return signed_in(activation, holder), commit

    return take_step(activation_id, "sign_in", caller, now, keys, move)


def _expect_unmoved(activation: Activation) -> None:
    """Return when no other request takes the step within a moment; raises Stale, so that this one reads it anew."""
    for pause in _PAUSES:
        time.sleep(pause)
        if find_own_activation(activation.activation_id, activation.device_id).version != activation.version:
            raise Stale()
