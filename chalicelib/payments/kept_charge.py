"""A charge inside the DynamoDB item of what it pays for."""

from typing import Any

from pynamodb.attributes import MapAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.payments.payment import Payment
from chalicelib.storage import MomentAttribute


class KeptCharge(MapAttribute[str, Any]):
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


def keeping(payment: Payment) -> KeptCharge:
    """Return the charge as its item keeps it."""
    return KeptCharge(**{name: value for name, value in vars(payment).items() if value or name == "amount_grosze"})


def charge_of(charge: KeptCharge) -> Payment:
    """Return the charge that an item keeps."""
    return Payment(**charge.attribute_values)
