"""A stay and its payments, as every area shows them."""

from typing import Any

from chalicelib.money import zloty_text
from chalicelib.parking.stay import Stay
from chalicelib.payments.payment import Payment
from chalicelib.texts import text
from mk.answer import Answer, moment

_STAY = ("stay_id", "plate", "subzone", "kind", "state", "method", "fee_grosze")
_STAY_MOMENTS = ("requested_at", "started_at", "stopped_at", "ends_at")
_PAYMENT = ("order_id", "remote_id", "state", "reason", "created_at", "held_at", "settled_at", "refunded_at")


def stay_line(stay: Stay, language: str) -> str:
    """Return the stay in a line: id, plate, times, subzone, state and fee."""
    known = {
        "from": moment(stay.started_at or stay.requested_at),
        "until": moment(stay.stopped_at or stay.ends_at),
        "subzone": stay.subzone,
        "stay_id": stay.stay_id,
    }
    state = text(f"desk.stay_state.{stay.state}", language)
    fee = zloty_text(stay.fee_grosze, language) if stay.state == "stopped" else ""
    return f"{stay.plate}  {text('desk.stay_line', language, **known)}  {state}  {fee}".rstrip()


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


def stay_facts(stay: Stay) -> dict[str, Any]:
    """Return the stay for a program, without what would name its driver."""
    facts = {name: getattr(stay, name) for name in (*_STAY, *_STAY_MOMENTS)}
    return facts | {"payments": [payment_facts(hold.payment) for hold in stay.holds]}


def payment_facts(payment: Payment) -> dict[str, Any]:
    """Return the payment for a program, every amount in grosze."""
    facts = {name: getattr(payment, name) for name in _PAYMENT}
    return facts | {f"{name}_grosze": grosze for name, grosze in _amounts(payment).items()}


def payment_answer(stay: Stay, order_id: str) -> Answer:
    """Say how the payment of one of the stay's own orders is after a decision."""
    payment = next(hold.payment for hold in stay.holds if hold.payment.order_id == order_id)
    return Answer(payment_facts(payment), lambda language: [payment_line(payment, language)])


def _amounts(payment: Payment) -> dict[str, int]:
    return {
        "asked": 0 if payment.held_at else payment.amount_grosze,
        "held": payment.amount_grosze if payment.held_at else 0,
        "due": 0 if payment.taken else payment.due_grosze,
        "captured": payment.captured_grosze,
        "released": payment.released_grosze,
        "refund": payment.refund_grosze,
        "refunded": payment.refunded_grosze,
        "unasked": payment.unasked_grosze,
    }
