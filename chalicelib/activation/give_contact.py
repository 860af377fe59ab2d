"""Use case: the number that a card is to be tied to, and what its holder accepts."""

from datetime import datetime

from chalicelib.activation.activation import Activation, Contact, Holder, contacted
from chalicelib.activation.card import Consent
from chalicelib.activation.errors import FieldsNotExpected
from chalicelib.activation.order import ContactOrder
from chalicelib.activation.phone_number import mobile
from chalicelib.activation.port import CardSystem, FamilyRegister
from chalicelib.activation.take_step import Record, take_step
from chalicelib.caller import Caller
from chalicelib.keyed_hash import KeyRing
from chalicelib.legal.accept import require_current
from chalicelib.pesel import Pesel
from chalicelib.storage import commit
from chalicelib.warsaw import warsaw_day

PHONE = "activation phone"
PESEL = "activation pesel"
"""The purposes of the two keyed hashes: what comes at `identity` is compared with what came here."""

NOBODY = Holder("nobody", "nobody")
"""Stands where the family register knew nobody: an item that is smaller is written, read and answered sooner."""


def give_contact(
    activation_id: str,
    order: ContactOrder,
    caller: Caller,
    now: datetime,
    keys: KeyRing,
    cards: CardSystem,
    families: FamilyRegister,
) -> Activation:
    """Return the activation with its number. For kk the account is given it; for kkr3 the register is asked for it.

    Whether the family register knows anybody by PESEL and number is told by nothing: the way goes on. Raises
    TermsNotCurrent, InvalidPhoneNumber, InvalidPesel, FieldsNotExpected, RegisterUnavailable or what `take_step`
    raises.
    """
    day = warsaw_day(now)
    require_current("terms", order.terms_version, day)
    require_current("privacy", order.privacy_version, day)
    phone = mobile(order.phone)
    pesel = Pesel(order.pesel) if order.pesel is not None else None
    consent = Consent(order.terms_version, order.privacy_version, accepted_at=now)

    def move(activation: Activation) -> tuple[Activation, Record]:
        if (pesel is None) != (activation.source == "kk"):
            raise FieldsNotExpected()
        contact = Contact(keys.keyed(PHONE, phone.digits), keys.keyed(PESEL, pesel.digits) if pesel else "")
        holder = activation.holder
        if pesel is not None:
            holder = families.authorise(pesel.digits, phone.digits) or NOBODY
        elif holder is not None:
            cards.keep_contact(holder.person_id, phone.digits, consent)
        return contacted(activation, contact, consent, holder), commit

    return take_step(activation_id, "contact", caller, now, keys, move)
