"""The gateway's routes for merchants: tokens, starts, transactions, refunds, signing keys."""

import hmac
import time
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from sandbox.city.clock import ClockUnreachable
from sandbox.mpk.gateway import Lost
from sandbox.mpk.parts import parts
from sandbox.mpk.refusals import Refused, invalid
from sandbox.mpk.start_form import RefundAsked, Start, amount_in, body_as
from sandbox.mpk.transaction import Transaction

api = Blueprint("api", __name__)

_LONGEST_REFERENCE = 64


@api.errorhandler(Refused)
def refused(refusal: Refused) -> Response:
    told = {"error": refusal.code} | ({"reason": refusal.reason} if refusal.reason else {})
    headers = {"WWW-Authenticate": 'Bearer realm="sandbox"'} if refusal.status == HTTPStatus.UNAUTHORIZED else {}
    return _json(told, refusal.status, headers)


@api.errorhandler(HTTPException)
def unreadable(error: HTTPException) -> Response:
    return _json({"error": "invalid_request"}, HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR))


@api.errorhandler(ClockUnreachable)
def without_clock(_: ClockUnreachable) -> Response:
    return _json({"error": "unavailable"}, HTTPStatus.SERVICE_UNAVAILABLE)


@api.errorhandler(Lost)
def silence(_: Lost | None = None) -> Response:
    """Hold the line for longer than anyone waits; the 504 then meets a closed connection."""
    time.sleep(parts().settings.silence_seconds)
    return Response(status=HTTPStatus.GATEWAY_TIMEOUT)


@api.post("/oauth/auth")
def authorise() -> Response:
    form, settings = request.form, parts().settings
    if form.get("grant_type") != "client_credentials":
        raise Refused(HTTPStatus.BAD_REQUEST, "unsupported_grant_type")
    given = f"{form.get('client_id', '')}:{form.get('client_secret', '')}"
    if not hmac.compare_digest(given.encode(), f"{settings.client_id}:{settings.client_secret}".encode()):
        raise Refused(HTTPStatus.UNAUTHORIZED, "invalid_client")
    token = parts().tokens.issue(parts().clock.now())
    return _json({"access_token": token, "token_type": "Bearer", "expires_in": settings.token_seconds}, HTTPStatus.OK)


@api.get("/jwks.json")
def signing_keys() -> Response:
    return _json(parts().keys.published(), HTTPStatus.OK)


@api.post("/transactions")
def start() -> Response:
    _require_token()
    asked = body_as(Start, request.get_data())
    if request.headers.get("Idempotency-Key") != asked.order_id:
        raise invalid("Idempotency-Key is the orderId")
    transaction, is_new = parts().gateway.start(asked)
    if is_new and "told-early" in transaction.wishes:
        parts().notifier.deliver_at_once(transaction.order_id)
    if is_new and "start-timeout" in transaction.wishes:
        return silence()
    return _json(_started(transaction), HTTPStatus.CREATED if is_new else HTTPStatus.OK)


@api.get("/transactions")
def transactions() -> Response:
    _require_token()
    found = parts().gateway.of_order(request.args.get("orderId", ""))
    if any("status-down" in transaction.wishes for transaction in found):
        raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable")
    return _json({"items": [transaction.item() for transaction in found]}, HTTPStatus.OK)


@api.post("/transactions/<transaction_id>/attempts")
def attempt(transaction_id: str) -> Response:
    _require_token()
    charged, is_new = parts().gateway.charge_again(transaction_id, _reference())
    if is_new and "attempt-timeout" in charged.wishes:
        return silence()
    return _json({"transactionId": charged.transaction_id, "orderId": charged.order_id}, HTTPStatus.ACCEPTED)


@api.delete("/mandates/<alias>")
def withdraw(alias: str) -> Response:
    _require_token()
    return _json(parts().gateway.withdraw(alias).answer(), HTTPStatus.OK)


@api.post("/transactions/<transaction_id>/refunds")
def refund(transaction_id: str) -> Response:
    _require_token()
    asked, reference = body_as(RefundAsked, request.get_data()), _reference()
    accepted, is_new = parts().gateway.refund(transaction_id, amount_in(asked.amount), reference)
    if is_new and "refund-timeout" in parts().gateway.find(transaction_id).wishes:
        return silence()
    return _json(accepted.answer(), HTTPStatus.ACCEPTED)


@api.get("/refunds")
def refund_state() -> Response:
    _require_token()
    return _json(parts().gateway.refund_of(request.args.get("reference", "")).answer(), HTTPStatus.OK)


def _reference() -> str:
    """Return the merchant's name of a call. Raises Refused."""
    reference = request.headers.get("Idempotency-Key", "")
    name = reference.replace("-", "").replace("_", "")
    if not (name.isascii() and name.isalnum() and len(reference) <= _LONGEST_REFERENCE):
        raise invalid("Idempotency-Key is 1-64 of A-Za-z0-9_-")
    return reference


def _require_token() -> None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not parts().tokens.is_valid(token, parts().clock.now()):
        raise Refused(HTTPStatus.UNAUTHORIZED, "invalid_token")


def _started(transaction: Transaction) -> dict[str, Any]:
    return {
        "transactionId": transaction.transaction_id,
        "title": f"TR-{transaction.transaction_id}",
        "orderId": transaction.order_id,
        "transactionPaymentUrl": f"{parts().settings.public_url}/pay/{transaction.transaction_id}",
    }


def _json(told: dict[str, Any], status: HTTPStatus, headers: dict[str, str] | None = None) -> Response:
    answer = jsonify(told)
    answer.status_code = status
    answer.headers.update(headers or {})
    return answer
