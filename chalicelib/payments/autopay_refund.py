"""What Autopay says of a refund (`outDetails/v2`, page refunds of its documentation), as our state."""

from typing import Any

import msgspec

from chalicelib.log import logger
from chalicelib.payments.autopay_hash import REFUND_STATE_TOLD, Hasher, in_order, is_safe
from chalicelib.payments.autopay_xml import LIMIT_BYTES, Unreadable
from chalicelib.payments.errors import GatewayRefused
from chalicelib.payments.port import RefundState

_STATES: dict[str, RefundState] = {
    "NEW": "pending",
    "WAITING_FOR_TRANSFER_DATA": "pending",
    "COMMISSIONS_CALCULATED": "pending",
    "FAILED_ATTEMPT_OF_BALANCE_CHANGE": "pending",
    "PROCESSING": "pending",
    "DONE": "done",
    "CANCELED_NO_FUNDS_ON_BALANCE": "failed",
    "CANCELED_AMOUNT_EXCEEDS_TRANSACTION": "failed",
    "CANCELED_MANUALLY_BY_SERVICES": "failed",
}
"""FAILED_ATTEMPT_OF_BALANCE_CHANGE is no failure yet: the gateway tries for half an hour, then cancels."""


def read_refund_state(raw: bytes, service_id: str, reference: str, hasher: Hasher) -> RefundState:
    """Return the state; raises Unreadable for a reply that proves nothing, GatewayRefused for an unknown refund.

    A state may stand beside an error that explains it; an error alone is not hashed. Everything hashed before
    `remoteOutId` is compared with exact values, so the hash has no movable boundary.
    """
    reply = _fields(raw)
    if "status" not in reply and reply.get("errorStatus") == "TRANSACTION_NOT_FOUND":
        raise GatewayRefused(reason="transaction_not_found")
    if (reply.get("serviceId"), reply.get("messageId")) != (service_id, reference):
        raise Unreadable("the state of something else")
    if not is_safe("remoteOutId", reply.get("remoteOutId", "")):
        raise Unreadable("a field out of shape")
    if not hasher.proves(reply.get("hash", ""), in_order(reply, REFUND_STATE_TOLD)):
        raise Unreadable("wrong hash")
    status = reply.get("status", "")
    if status not in _STATES:
        raise Unreadable("a status that does not exist")
    if _STATES[status] == "failed":
        logger.warning("refund given up by the gateway", reference=reference, reason=status.lower())
    return _STATES[status]


def _fields(raw: bytes) -> dict[str, str]:
    """Return the texts of a flat JSON object as its hash sees them; null and absent are the same."""
    if len(raw) > LIMIT_BYTES:
        raise Unreadable("too large")
    try:
        found = msgspec.json.decode(raw, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable("not a JSON object") from error
    return {name: str(value) for name, value in found.items() if value is not None}
