"""Use case: PESEL and number once more, to be proved by a code in a message."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from chalicelib.activation.activation import Activation, identified
from chalicelib.activation.give_contact import NOBODY, PESEL, PHONE
from chalicelib.activation.order import IdentityOrder
from chalicelib.activation.phone_number import PhoneNumber, mobile
from chalicelib.activation.port import CardSystem, FamilyRegister
from chalicelib.activation.send_code import recipient
from chalicelib.activation.take_step import Record, take_step
from chalicelib.caller import Caller
from chalicelib.keyed_hash import KeyRing
from chalicelib.pesel import Pesel
from chalicelib.storage import Write


def identify(
    activation_id: str,
    order: IdentityOrder,
    caller: Caller,
    now: datetime,
    keys: KeyRing,
    cards: CardSystem,
    families: FamilyRegister,
    send: Callable[..., Any],
) -> Activation:
    """Return the activation, waiting for the code that was sent by `send_code`.

    Right or wrong, known or unknown: the register is asked, a code is asked for, and the answer is the same. Only
    for a person whom the register has with this number, given the same twice, is a code ever made. Raises
    InvalidPhoneNumber, InvalidPesel, RegisterUnavailable or what `take_step` raises.
    """
    phone, pesel = mobile(order.phone), Pesel(order.pesel)

    def is_recognised(activation: Activation) -> bool:
        holder = activation.holder or NOBODY
        if activation.source == "kk":
            return cards.recognises(holder.person_id, pesel.digits, phone.digits)
        return families.recognises(holder, pesel.digits, phone.digits)

    def move(activation: Activation) -> tuple[Activation, Record]:
        recognised, same = is_recognised(activation), _is_the_same(activation, phone, pesel, keys)
        proven = recognised and same
        to = recipient(phone, pesel, caller.language, known=proven)

        def record(step: Write) -> None:
            send(activation_id, caller.device_id, to, now, step)

        return identified(activation, proven=proven), record

    return take_step(activation_id, "identity", caller, now, keys, move)


def _is_the_same(activation: Activation, phone: PhoneNumber, pesel: Pesel, keys: KeyRing) -> bool:
    contact = activation.contact
    if contact is None or not keys.matches(PHONE, phone.digits, contact.phone_hash):
        return False
    return activation.source == "kk" or keys.matches(PESEL, pesel.digits, contact.pesel_hash)
