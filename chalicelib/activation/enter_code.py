"""Use case: the code from the message is typed, and the card is on the phone."""

from datetime import datetime

from chalicelib.activation import linked_cards
from chalicelib.activation.activation import Activation, linked
from chalicelib.activation.card import Link, is_valid, status_at
from chalicelib.activation.card import linked as linked_card
from chalicelib.activation.check_code import check_code
from chalicelib.activation.errors import CardNotValid, CodeExpired
from chalicelib.activation.order import CodeOrder
from chalicelib.activation.port import Registers
from chalicelib.activation.take_step import Record, take_step
from chalicelib.caller import Caller
from chalicelib.keyed_hash import KeyRing
from chalicelib.storage import Write, commit


def enter_code(
    activation_id: str, order: CodeOrder, caller: Caller, now: datetime, keys: KeyRing, registers: Registers
) -> Activation:
    """Return the activation with its card linked.

    One transaction uses the code up, ends the activation and links the card, which ends its link to any other phone:
    a card is one item, so of two phones at once the later has it. Three round trips: a try is counted before it is
    compared. Raises CodeWrong, TooManyTries, CodeExpired, CardNotValid, RegisterUnavailable or what `take_step`
    raises.
    """

    def move(activation: Activation) -> tuple[Activation, Record]:
        used = check_code(activation_id, caller.device_id, order.code, now)
        holder = activation.holder
        if holder is None or not activation.proven:
            raise CodeExpired()  # no code was ever made for it, so none was right
        standing = registers[activation.source].standing(holder.entitlement_id)
        if standing is None:
            raise CardNotValid()
        link = Link(caller.device_id, caller.language, linked_at=now)
        card = linked_card(
            activation.source,
            holder.entitlement_id,
            holder.person_id if activation.source == "kkr3" else "",
            activation_id,
            standing,
            link,
            old_app_active=holder.old_app_active,
        )
        if not is_valid(status_at(card, now)):
            raise CardNotValid()

        def record(step: Write) -> None:
            commit(step, used, linked_cards.linking(card))

        return linked(activation, card.card_id), record

    return take_step(activation_id, "code", caller, now, keys, move)
