"""Use case: the code from the message is typed, and the card is on the phone."""

from datetime import datetime

from chalicelib.activation import linked_cards, started_activations
from chalicelib.activation.activation import (
    Activation,
    Holder,
    challenge_of,
    expect,
    linked,
    moved_on,
    request_of,
)
from chalicelib.activation.card import Card, Consent, Link, is_valid, status_at
from chalicelib.activation.card import linked as linked_card
from chalicelib.activation.code import expect_right, is_code
from chalicelib.activation.errors import CardNotValid, CodeExpired
from chalicelib.activation.find_activation import find_own_activation
from chalicelib.activation.order import CodeOrder
from chalicelib.activation.port import Registers
from chalicelib.activation.take_step import is_repeated, request_by
from chalicelib.caller import Caller
from chalicelib.devices.rely_on_device import still_registered
from chalicelib.keyed_hash import KeyRing
from chalicelib.log import logger
from chalicelib.storage import Stale, commit, decide


def enter_code(
    activation_id: str, order: CodeOrder, caller: Caller, now: datetime, keys: KeyRing, registers: Registers
) -> Activation:
    """Return the activation with its card linked; a repeat with its key, as it is by now.

    The try is counted before anything is compared, so however many come at once, five are compared. One transaction
    then ends the activation, and its code with it, and links the card, which ends its link to any other phone: a card
    is one item, so of two phones at once the later has it. Of several right codes at once one ends the activation.
    No card comes to a phone that was deleted, though its access token lives on. Raises CodeWrong, TooManyTries or
    CodeExpired, for a code that was never sent just as for another one; CardNotValid, DeviceUnknown,
    RegisterUnavailable or what `take_step` raises.
    """

    def attempt() -> Activation:
        tried = started_activations.count_try(activation_id, caller.device_id, now)
        if tried is None:
            return _as_it_is(activation_id, caller, now, keys)
        challenge = challenge_of(tried)
        expect_right(challenge, is_code(activation_id, challenge, order.code, keys), now)
        if tried.holder is None or tried.consent is None or not tried.proven:
            raise CodeExpired()  # no code was ever made for it, so none was right
        logger.info("a code is right", activation_id=activation_id, code_right=True)
        card = _card(tried, tried.holder, tried.consent, now, registers)
        after = moved_on(linked(tried, card.card_id), "code", request_by(caller, keys), now)
        step, link = started_activations.replacing(tried, after), linked_cards.linking(card)
        commit(step, link, still_registered(caller.device_id))
        return after

    return decide(attempt)


def _as_it_is(activation_id: str, caller: Caller, now: datetime, keys: KeyRing) -> Activation:
    """Return the activation to who asks the same again; raises why no try was counted, or Stale if it would be now."""
    activation = find_own_activation(activation_id, caller.device_id)
    if is_repeated(request_of(activation, "code"), caller, keys):
        return activation
    expect(activation, "code", now)
    raise Stale()


def _card(activation: Activation, holder: Holder, consent: Consent, now: datetime, registers: Registers) -> Card:
    """Return the holder's card on the activation's phone, as its register has it now."""
    standing = registers[activation.source].standing(holder.entitlement_id)
    if standing is None:
        raise CardNotValid()
    card = linked_card(
        activation.source,
        holder.entitlement_id,
        holder.person_id if activation.source == "kkr3" else "",
        activation.activation_id,
        standing,
        Link(activation.device_id, now, consent),
        old_app_active=holder.old_app_active,
    )
    if not is_valid(status_at(card, now)):
        raise CardNotValid()
    return card
