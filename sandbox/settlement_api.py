"""The gateway's routes for refunds, from its document's page on them.

Where it is silent: what `outDetails/v2` answers for a MessageID that it never saw (played: TRANSACTION_NOT_FOUND),
and the names and numbers of the errors of the older, XML refund (played: those of the newer, JSON one).
"""

from typing import Any

from flask import Response, jsonify, request

from sandbox import autopay_protocol as protocol
from sandbox.autopay_calls import (
    CALL_HEADER,
    Refused,
    blueprint_of_calls,
    require_message_id,
    signed_form,
    silence,
    xml,
)
from sandbox.parts import parts
from sandbox.refusals import NotConfirmed

settlement_api = blueprint_of_calls("settlement_api")

_ERRORS = {
    "TRANSACTION_NOT_FOUND": -10,
    "SERVICE_NOT_FOUND": -3,
    "INVALID_FORMAT": 2,
    "INVALID_HASH": 7,
    "VALIDATION_FAILED": 49,
    "TRANSACTION_NOT_IN_REFUNDABLE_STATUS": 54,
    "MESSAGE_ID_NOT_UNIQUE": 76,
    "TRANSACTION_TOO_OLD_TO_REFUND": 156,
}


@settlement_api.post("/settlementapi/transactionRefund")
def refund() -> Response:
    """Accept a refund of a part or the whole. A missing Amount, of which the document says two things, is refused."""
    form = signed_form(CALL_HEADER, protocol.REFUND_FIELDS)
    require_message_id(form)
    if form.get("Currency", "PLN") != "PLN":
        raise Refused(_ERRORS["VALIDATION_FAILED"], "VALIDATION_FAILED", "this ServiceID takes PLN only")
    try:
        order = parts().gateway.refund(form.get("RemoteID", ""), form.get("Amount", ""), form["MessageID"])
    except NotConfirmed as refusal:
        name = str(refusal)
        raise Refused(_ERRORS[name], name, "the refund was not accepted") from refusal
    if "refund-timeout" in order.wishes:
        return silence()
    return xml("transactionRefund", [("serviceID", form["ServiceID"]), ("messageID", form["MessageID"])])


@settlement_api.post("/settlementapi/outDetails/v2")
def refund_state() -> Response:
    """Answer `{"serviceId", "messageId", "status", "remoteOutId", "hash", …}`; an error comes with HTTP 200 too."""
    asked = request.get_json(silent=True)
    names = {*protocol.OUT_DETAILS_FIELDS, "hash"}
    if not (isinstance(asked, dict) and asked.keys() == names and isinstance(asked["serviceId"], int)):
        return _error("INVALID_FORMAT")
    texts = {name: str(value) for name, value in asked.items()}
    settings = parts().settings
    if texts["serviceId"] != settings.service_id:
        return _error("SERVICE_NOT_FOUND")
    if not protocol.is_signed(texts | {"Hash": texts["hash"]}, protocol.OUT_DETAILS_FIELDS, settings.shared_key):
        return _error("INVALID_HASH")
    found = parts().gateway.refund_of(texts["messageId"])
    if texts["method"] != "TRANSACTION_REFUND" or found is None:
        return _error("TRANSACTION_NOT_FOUND")
    hashed = [texts["serviceId"], found.message_id, found.status, found.remote_out_id]
    answer: dict[str, Any] = {
        "serviceId": asked["serviceId"],
        "balancePointId": None,
        "messageId": found.message_id,
        "status": found.status,
        "remoteOutId": found.remote_out_id or None,
        "hash": protocol.hash_of(hashed, settings.shared_key),
        "errorStatus": None,
        "errorStatusCode": None,
        "errorMessages": None,
    }
    return jsonify(answer)


def _error(name: str) -> Response:
    return jsonify(errorStatus=name, errorStatusCode=_ERRORS[name], errorMessages=name.replace("_", " ").capitalize())
