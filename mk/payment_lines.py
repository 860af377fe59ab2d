"""A payment, as every area shows it: of a stay or of a ticket."""

from typing import Any

from chalicelib.money import zloty_text
from chalicelib.payments.payment import Payment
from chalicelib.texts import text
from mk.answer import Answer

_PAYMENT = ("order_id", "remote_id", "state", "reason", "created_at", "held_at", "settled_at", "refunded_at")


def payment_line(payment: Payment, language: str) -> str:
    """Return the payment in a line: order, state with its reason, and every amount that is not nothing."""
    state = text(f"desk.payment_state.{payment.state}", language)
    because = f" ({payment.reason})" if payment.reason else ""
    amounts = [
        text(f"desk.amount.{name}", language, amount=zloty_text(grosze, language))
        for name, grosze in _amounts(payment).items()
        if grosze
    ]
    return f"{payment.order_id}  {state}{because}  {', '.join(amounts)}"


def payment_facts(payment: Payment) -> dict[str, Any]:
    """Return the payment for a program, every amount in grosze."""
    facts = {name: getattr(payment, name) for name in _PAYMENT}
    return facts | {f"{name}_grosze": grosze for name, grosze in _amounts(payment).items()}


def payment_answer(payment: Payment) -> Answer:
    """Say how a payment is after a decision."""
    return Answer(payment_facts(payment), lambda language: [payment_line(payment, language)])


def _amounts(payment: Payment) -> dict[str, int]:
    return {
        "asked": 0 if payment.held_at or payment.taken else payment.amount_grosze,
        "held": payment.amount_grosze if payment.held_at else 0,
        "due": 0 if payment.taken else payment.due_grosze,
        "captured": payment.captured_grosze,
        "released": payment.released_grosze,
        "refund": payment.refund_grosze,
        "refunded": payment.refunded_grosze,
        "written_off": payment.written_off_grosze,
        "unasked": payment.unasked_grosze,
    }
