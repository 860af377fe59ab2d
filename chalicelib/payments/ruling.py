"""What a person may decide about a payment that no rule settles. Rules only.

* `ask_again`  the gateway is asked first, and told again only what it has not done; a refund that failed is tried anew
* `take`       what the gateway took unasked is the city's
* `give_back`  what it took unasked goes back to the driver; a hold that still stands is let go
* `write_off`  the hold is gone and nothing more is owed by anybody; a refund that failed was sent in another way
"""

from dataclasses import replace
from datetime import datetime
from typing import Literal

from chalicelib.money import decimal_text
from chalicelib.payments.errors import NotRefundable, RulingImpossible
from chalicelib.payments.payment import (
    NEVER_CONFIRMED,
    PAID_NOTHING,
    REFUND_FAILED,
    REQUESTED,
    WRITTEN_OFF,
    Payment,
    State,
    refunding,
)

Ruling = Literal["ask_again", "take", "give_back", "write_off"]


def ruled(payment: Payment, ruling: Ruling, now: datetime) -> Payment:
    """Return the payment after a person's decision; raises RulingImpossible when it does not fit what is known."""
    if ruling not in possible_rulings(payment):
        raise RulingImpossible(possible=", ".join(possible_rulings(payment)) or "-")
    open_again = replace(payment, reason="", reopened=payment.reopened + 1)
    took = replace(open_again, state="captured", due_grosze=payment.unasked_grosze, unasked_grosze=0, settled_at=now)
    match ruling:
        case "ask_again":
            failed = payment.reason == REFUND_FAILED
            number = open_again.reopened if failed else payment.refund_number
            return replace(open_again, state=_asked_before(payment), refund_number=number)
        case "take":
            return took
        case "give_back" if payment.unasked_grosze:
            return refunding(replace(took, reopened=payment.reopened), took.due_grosze)
        case "give_back":
            return replace(open_again, state="release_requested", due_grosze=0)
        case "write_off" if payment.refund_grosze:
            sent = payment.written_off_grosze + payment.refund_grosze
            return replace(open_again, state="refunded", refund_grosze=0, written_off_grosze=sent, refunded_at=now)
        case _:
            return replace(open_again, state="expired", reason=WRITTEN_OFF, due_grosze=0, settled_at=now)


def possible_rulings(payment: Payment) -> tuple[Ruling, ...]:
    """Return what a person may decide now; nothing for a payment that does not wait for anybody."""
    if payment.lapsed:
        return ("write_off",)
    if payment.state != "needs_review":
        return ()
    if payment.unasked_grosze:
        return ("take", "give_back")
    if payment.refund_grosze:
        return ("ask_again", "write_off") if payment.reason == REFUND_FAILED else ("ask_again",)
    silent: tuple[Ruling, ...] = ("ask_again",) if payment.reason in (NEVER_CONFIRMED, PAID_NOTHING) else ()
    standing: tuple[Ruling, ...] = ("give_back",) if payment.held_at else ()
    return (*silent, *standing, "write_off")


def let_go(payment: Payment) -> Payment:
    """Return the payment with its fee waived: the hold is to be released. Raises RulingImpossible without a hold.

    A capture may be on its way, so the gateway has to be asked before it is told.
    """
    if payment.state == "capture_requested":
        return replace(payment, state="release_requested", due_grosze=0, reopened=payment.reopened + 1)
    if "give_back" not in possible_rulings(payment) or payment.unasked_grosze:
        raise RulingImpossible(possible=", ".join(possible_rulings(payment)) or "-")
    return ruled(payment, "give_back", payment.created_at)


def asked_at_once(payment: Payment, now: datetime) -> Payment:
    """Return the payment about which the gateway is to be asked now; itself when it is asked anyway.

    Raises RulingImpossible when nothing is asked of the gateway, and for a refund that failed: that would be sent anew,
    which is a decision of its own.
    """
    if payment.reason == REFUND_FAILED:
        raise RulingImpossible(possible=", ".join(possible_rulings(payment)))
    return payment if payment.state in REQUESTED else ruled(payment, "ask_again", now)


def refund_of(payment: Payment, grosze: int) -> Payment:
    """Return the payment with so much of it to be sent back; raises NotRefundable."""
    try:
        return refunding(payment, grosze)
    except ValueError as error:
        raise NotRefundable(most=decimal_text(payment.refundable_grosze)) from error


def _asked_before(payment: Payment) -> State:
    if payment.refund_grosze:
        return "refund_requested"
    if not payment.held_at:
        return "awaiting_customer"
    return "capture_requested" if payment.due_grosze else "release_requested"
