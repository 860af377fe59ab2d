"""Use case: PESEL and number once more, to be proved by a code in a message."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from chalicelib.activation.activation import Activation, identified
from chalicelib.activation.code import AskedCode, Recipient, asked, sealed
from chalicelib.activation.give_contact import NOBODY, PESEL, PHONE
from chalicelib.activation.order import IdentityOrder
from chalicelib.activation.phone_number import PhoneNumber, mobile
from chalicelib.activation.port import CardSystem, FamilyRegister
from chalicelib.activation.take_step import Record, take_step
from chalicelib.caller import Caller
from chalicelib.keyed_hash import KeyRing
from chalicelib.pesel import HASHED_AS, Pesel
from chalicelib.storage import Write, commit


def identify(
    activation_id: str,
    order: IdentityOrder,
    caller: Caller,
    now: datetime,
    keys: KeyRing,
    cards: CardSystem,
    families: FamilyRegister,
    send: Callable[[AskedCode], Any],
) -> Activation:
    """Return the activation, waiting for the code that `send` (`send_code`) has sent.

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
        to = Recipient(phone.digits, keys.keyed(HASHED_AS, pesel.digits), known=proven)
        challenge = asked(sealed(to, activation_id, keys), now)

        def record(step: Write) -> None:
            commit(step)
            send(AskedCode(activation_id, caller.device_id, now, challenge.sealed))

        return identified(activation, challenge, proven=proven), record

    return take_step(activation_id, "identity", caller, now, keys, move)


def _is_the_same(activation: Activation, phone: PhoneNumber, pesel: Pesel, keys: KeyRing) -> bool:
    contact = activation.contact
    if contact is None or not keys.matches(PHONE, phone.digits, contact.phone_hash):
        return False
    return activation.source == "kk" or keys.matches(PESEL, pesel.digits, contact.pesel_hash)
