"""The transport operator's gateway, which sells tickets: charges by card, transfer, BLIK and wallets.

JSON over HTTPS behind OAuth 2.0 client credentials; notifications are JSON under a detached JWS. The operator has not
told its protocol, so this one is ours, in the manner of tpay's; what turns out to differ is changed here and in
`mpk_api`, `mpk_message` and `mpk_signature`. Nothing of the secret, a token or a customer is logged.

* `POST /oauth/auth` (form): an access token for client id and secret
* `POST /transactions`, `Idempotency-Key` = order id: 201, for a repeat 200; 409 for another body; 400, 422 refused
  with `pay.mandate` the customer gives a mandate, or is charged under one at once, see `charge_port.Mandate`
* `POST /transactions/{id}/attempts`, `Idempotency-Key` = reference: 202, also for a repeat; 404, 422 refused
* `DELETE /mandates/{alias}`: 200, also for a repeat, or 404
* `GET /transactions?orderId=`: all transactions of an order
* `POST /transactions/{id}/refunds`, `Idempotency-Key` = reference: 202, also for a repeat; 400, 404, 422 refused
* `GET /refunds?reference=`: its state, or 404
* notification: `X-JWS-Signature` over the raw body, keys at `GET /jwks.json`; repeated until 200 with the body `TRUE`
"""

import re
from datetime import UTC
from http import HTTPStatus
from urllib.parse import urlencode

import msgspec

from chalicelib.log import logger
from chalicelib.money import CURRENCY, decimal_text
from chalicelib.payments.charge_port import ChargeOrder, ChargeStarted, Mandate
from chalicelib.payments.errors import GatewayRefused, NotAuthentic
from chalicelib.payments.mpk_api import LIMIT_BYTES, MpkApi, MpkSettings, unknown
from chalicelib.payments.mpk_message import (
    Attempted,
    MandateTold,
    Notification,
    RefundTold,
    Started,
    Transactions,
    report_of,
)
from chalicelib.payments.mpk_signature import Verifier
from chalicelib.payments.port import RefundState, Report

_ORDER_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
_REMOTE_ID = re.compile(r"[A-Za-z0-9]{1,20}")
_REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LONGEST_DESCRIPTION = 128


class MpkGateway:
    """A ChargeGateway. A call is sent once: only the caller knows when it may be repeated."""

    acknowledgement = b"TRUE"

    def __init__(self, settings: MpkSettings) -> None:
        self._settings = settings
        self._api = MpkApi(settings)
        self._verifier = Verifier(self._api.signing_keys, settings.keys_rest_seconds)

    def start_charge(self, order: ChargeOrder) -> ChargeStarted:
        _expect(_ORDER_ID, order.order_id)
        body = {
            "orderId": order.order_id,
            "amount": _amount(order.amount_grosze),
            "currency": CURRENCY,
            "description": order.description[:_LONGEST_DESCRIPTION],
            "lang": order.language,
            "pay": {"method": order.method} | ({"mandate": _mandate(order.mandate)} if order.mandate else {}),
            "payer": {"email": order.email},
            "callbacks": {
                "payerUrls": {"success": order.return_url, "error": order.return_url},
                "notification": {"url": self._settings.notify_url},
            },
            "expiresAt": order.valid_until.astimezone(UTC).isoformat(timespec="milliseconds"),
        }
        started = self._api.call(
            "POST",
            "/transactions",
            Started,
            expected=(HTTPStatus.OK, HTTPStatus.CREATED),
            refusals=(HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY),
            body=body,
            idempotency_key=order.order_id,
        )
        if started.order_id != order.order_id:
            raise unknown("a start of another order")
        return ChargeStarted(started.transaction_id, started.transaction_payment_url)

    def charge_again(self, remote_id: str, reference: str) -> None:
        _expect(_REMOTE_ID, remote_id)
        _expect(_REFERENCE, reference)
        self._api.call(
            "POST",
            f"/transactions/{remote_id}/attempts",
            Attempted,
            expected=(HTTPStatus.ACCEPTED,),
            refusals=(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY),
            idempotency_key=reference,
        )

    def withdraw_mandate(self, alias: str) -> None:
        _expect(_ORDER_ID, alias)
        try:
            self._api.call(
                "DELETE",
                f"/mandates/{alias}",
                MandateTold,
                expected=(HTTPStatus.OK,),
                refusals=(HTTPStatus.NOT_FOUND,),
            )
        except GatewayRefused:
            logger.info("no such mandate at the operator's gateway")

    def reports(self, order_id: str) -> list[Report]:
        path = "/transactions?" + urlencode({"orderId": order_id})
        told = self._api.call("GET", path, Transactions, expected=(HTTPStatus.OK,)).items
        if any(transaction.order_id != order_id for transaction in told):
            raise unknown("transactions of another order")
        try:
            return [report_of(transaction) for transaction in told]
        except (ValueError, OverflowError) as error:
            raise unknown("a moment outside the calendar") from error

    def refund(self, remote_id: str, amount_grosze: int, reference: str) -> None:
        _expect(_REMOTE_ID, remote_id)
        _expect(_REFERENCE, reference)
        told = self._api.call(
            "POST",
            f"/transactions/{remote_id}/refunds",
            RefundTold,
            expected=(HTTPStatus.ACCEPTED,),
            refusals=(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY),
            body={"amount": _amount(amount_grosze)},
            idempotency_key=reference,
        )
        if told.reference != reference:
            raise unknown("a refund of another reference")

    def refund_state(self, reference: str) -> RefundState:
        path = "/refunds?" + urlencode({"reference": reference})
        told = self._api.call("GET", path, RefundTold, expected=(HTTPStatus.OK,), refusals=(HTTPStatus.NOT_FOUND,))
        if told.reference != reference:
            raise unknown("the state of another refund")
        if told.status == "failed":
            logger.warning("refund given up by the operator's gateway", reference=reference)
        return told.status

    def read_notification(self, body: bytes, signature: str) -> Report:
        try:
            return self._notified(body, signature)
        except NotAuthentic:
            logger.warning("notification of the operator's gateway refused", bytes=len(body))
            raise

    def _notified(self, body: bytes, signature: str) -> Report:
        if len(body) > LIMIT_BYTES:
            raise NotAuthentic()
        self._verifier.verify(body, signature)
        try:
            told = msgspec.json.decode(body, type=Notification)
            report = report_of(told)
        except (ValueError, OverflowError) as error:
            raise NotAuthentic() from error
        if told.client_id != self._settings.client_id:
            raise NotAuthentic()
        return report


def _expect(shape: re.Pattern[str], value: str) -> None:
    if not shape.fullmatch(value):
        logger.warning("not sent to the operator's gateway", shape=shape.pattern)
        raise GatewayRefused(reason="unsafe_value")


def _mandate(mandate: Mandate) -> dict[str, str]:
    _expect(_ORDER_ID, mandate.alias)
    if mandate.until is None:
        return {"alias": mandate.alias, "use": "charge"}
    until = mandate.until.astimezone(UTC).isoformat(timespec="milliseconds")
    return {"alias": mandate.alias, "use": "register", "until": until}


def _amount(grosze: int) -> str:
    if grosze < 1:
        raise GatewayRefused(reason="unsafe_value")
    return decimal_text(grosze)
