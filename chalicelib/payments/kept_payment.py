"""A payment inside the DynamoDB item of what it pays for: a charge as it is, a hold with more beside."""

from typing import Any

from pynamodb.attributes import MapAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.payments.payment import Payment
from chalicelib.storage import MomentAttribute


class KeptPayment(MapAttribute[str, Any]):
    order_id = UnicodeAttribute()
    amount_grosze = NumberAttribute()
    state = UnicodeAttribute()
    created_at = MomentAttribute()
    valid_until = MomentAttribute()
    remote_id = UnicodeAttribute(null=True)
    redirect_url = UnicodeAttribute(null=True)
    due_grosze = NumberAttribute(null=True)
    settled_at = MomentAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    refund_grosze = NumberAttribute(null=True)
    refunded_grosze = NumberAttribute(null=True)
    written_off_grosze = NumberAttribute(null=True)
    refunded_at = MomentAttribute(null=True)
    refund_number = NumberAttribute(null=True)
    reopened = NumberAttribute(null=True)


def kept_facts(payment: Payment) -> dict[str, Any]:
    """Return what an item keeps of a payment: what is nothing is left out."""
    return {name: value for name, value in vars(payment).items() if value or name == "amount_grosze"}


def keeping(payment: Payment) -> KeptPayment:
    """Return a charge as its item keeps it."""
    return KeptPayment(**kept_facts(payment))


def payment_of(kept: KeptPayment) -> Payment:
    """Return the payment that an item keeps."""
    facts = {name: value for name, value in kept.attribute_values.items() if name in Payment.__dataclass_fields__}
    return Payment(**facts)
