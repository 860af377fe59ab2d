"""The gateway Autopay, card holds over its "pre-transaction" and `webapi` services.

The only file that knows Autopay's words for our port. Facts and their confidence: its documentation "Bramka
Płatności Online", pages pretransaction, card-preauthorization, cancel-transaction, transaction-status, refunds
and itn. Where that text contradicts itself the reading here is tolerant and says so. Nothing of the shared key, a
hash or a customer is logged.
"""

import base64
import binascii
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from http import HTTPStatus
from typing import Literal
from urllib.parse import parse_qs, urlencode

import msgspec
import urllib3

from chalicelib.log import logger
from chalicelib.money import CURRENCY, decimal_text
from chalicelib.payments import autopay_hash
from chalicelib.payments.autopay_hash import Algorithm, Hasher
from chalicelib.payments.autopay_refund import read_refund_state
from chalicelib.payments.autopay_report import read_reports
from chalicelib.payments.autopay_xml import LIMIT_BYTES, Document, Unreadable, parse
from chalicelib.payments.errors import GatewayRefused, GatewayUnknown, NotAuthentic
from chalicelib.payments.port import HoldOrder, HoldStarted, Method, RefundState, Report
from chalicelib.warsaw import in_warsaw

HoldHash = Literal["last", "unhashed"]

_GATEWAY_IDS: dict[Method, str] = {"card": "1500", "google_pay": "1512", "apple_pay": "1513"}
_LANGUAGES = {"pl": "PL", "en": "EN"}
"""Autopay's pages speak no Ukrainian; whoever does not read Polish is shown English."""

_START_HEADER = "pay-bm-continue-transaction-url"
_CALL_HEADER = "pay-bm"
_REDIRECT = re.compile(r"https?://[^\s|\"<>]{1,1000}")
_REASON = re.compile(r"[A-Z0-9_]{1,64}")
_NOT_FOR_DESCRIPTIONS = re.compile(r"[^A-Za-z0-9.:,-]+")
_WITHOUT_DECOMPOSITION = str.maketrans("łŁ", "lL")


@dataclass(frozen=True)
class AutopaySettings:
    """One service at Autopay. `hold_hash`: whether `Hold`, whose number is printed nowhere, ends the hash."""

    url: str
    service_id: str
    shared_key: Callable[[], str]
    hold_hash: HoldHash = "last"
    algorithm: Algorithm = "sha256"
    connect_seconds: float = 2.0
    answer_seconds: float = 5.0


class Autopay:
    """A PaymentGateway. A call is sent once: only the caller knows whether it may be repeated."""

    def __init__(self, settings: AutopaySettings) -> None:
        self._url = settings.url.rstrip("/")
        self._service_id = settings.service_id
        self._hasher = Hasher(settings.shared_key, settings.algorithm)
        self._start_order = (*autopay_hash.START, *(["Hold"] if settings.hold_hash == "last" else []))
        self._connections = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=settings.connect_seconds, read=settings.answer_seconds)
        )

    def start_hold(self, order: HoldOrder) -> HoldStarted:
        valid_until = in_warsaw(order.valid_until).strftime("%Y-%m-%d %H:%M:%S")
        fields = {
            "OrderID": order.order_id,
            "Amount": decimal_text(order.amount_grosze),
            "Description": plain_description(order.description),
            "GatewayID": _GATEWAY_IDS[order.method],
            "Currency": CURRENCY,
            "CustomerEmail": order.email,
            "Language": _LANGUAGES.get(order.language, "EN"),
            "ValidityTime": valid_until,
            "LinkValidityTime": valid_until,
            "ReturnURL": order.return_url,
            "Hold": "true",
        }
        reply = self._ask("/payment", _START_HEADER, fields, self._start_order)
        self._check(reply, autopay_hash.STARTED)
        started = HoldStarted(reply.first("remoteID"), reply.first("redirecturl"))
        if not (
            reply.first("status") == "PENDING"
            and reply.first("orderID") == order.order_id
            and autopay_hash.is_safe("remoteID", started.remote_id)
            and _REDIRECT.fullmatch(started.redirect_url)
        ):
            raise _unknown("a start without a page to continue on")
        return started

    def capture(self, remote_id: str, amount_grosze: int, reference: str) -> None:
        fields = {"MessageID": reference, "RemoteID": remote_id, "Amount": decimal_text(amount_grosze)}
        self._settle("/webapi/transactionClear", fields, autopay_hash.CLEAR)

    def release(self, remote_id: str, reference: str) -> None:
        fields = {"MessageID": reference, "RemoteID": remote_id}
        self._settle("/webapi/transactionCancel", fields, autopay_hash.CANCEL)

    def refund(self, remote_id: str, amount_grosze: int, reference: str) -> None:
        if amount_grosze < 1:  # no amount means the whole balance there, and nobody wrote what 0.00 means
            raise GatewayRefused(reason="unsafe_value")
        fields = {"MessageID": reference, "RemoteID": remote_id, "Amount": decimal_text(amount_grosze)}
        reply = self._ask("/settlementapi/transactionRefund", _CALL_HEADER, fields, autopay_hash.REFUND)
        self._check(reply, autopay_hash.REFUND_ACCEPTED)
        if (reply.first("serviceID"), reply.first("messageID")) != (self._service_id, reference):
            raise _unknown("a reply to something else")

    def refund_state(self, reference: str) -> RefundState:
        if not autopay_hash.is_safe("messageId", reference):
            raise GatewayRefused(reason="unsafe_value")
        fields = {"serviceId": self._service_id, "messageId": reference, "method": "TRANSACTION_REFUND"}
        digest = self._hasher.digest(autopay_hash.in_order(fields, autopay_hash.REFUND_STATE))
        body = msgspec.json.encode(fields | {"serviceId": int(self._service_id), "hash": digest})
        raw, status = self._post("/settlementapi/outDetails/v2", _CALL_HEADER, "application/json", body)
        try:
            return read_refund_state(raw, self._service_id, reference, self._hasher)
        except Unreadable as error:
            raise _unknown(f"refund state, status {status}, {error}") from error

    def reports(self, order_id: str) -> list[Report]:
        reply = self._ask("/webapi/transactionStatus", _CALL_HEADER, {"OrderID": order_id}, autopay_hash.STATUS)
        try:
            reports = read_reports(reply, self._service_id, self._hasher)
        except Unreadable as error:
            raise _unknown(f"status: {error}") from error
        if any(report.order_id != order_id for report in reports):
            raise _unknown("status of another order")
        return reports

    def read_notification(self, body: bytes) -> Report:
        try:
            reports = read_reports(parse(_notified_xml(body)), self._service_id, self._hasher)
            (report,) = reports
        except ValueError as error:
            reason = str(error) if isinstance(error, Unreadable) else "not one transaction"
            logger.warning("notification refused", reason=reason)
            raise NotAuthentic() from error
        return report

    def acknowledgement(self, report: Report, *, confirmed: bool) -> bytes:
        fields = {
            "serviceID": self._service_id,
            "orderID": report.order_id,
            "confirmation": "CONFIRMED" if confirmed else "NOTCONFIRMED",
        }
        digest = self._hasher.digest(autopay_hash.in_order(fields, autopay_hash.CONFIRMATION))
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f"<confirmationList><serviceID>{self._service_id}</serviceID>"
            f"<transactionsConfirmations><transactionConfirmed><orderID>{escape(report.order_id)}</orderID>"
            f"<confirmation>{fields['confirmation']}</confirmation></transactionConfirmed></transactionsConfirmations>"
            f"<hash>{digest}</hash></confirmationList>"
        ).encode()

    def _settle(self, path: str, fields: Mapping[str, str], order: Sequence[str]) -> None:
        """The documented reply to a capture is a payout's in one place and a confirmation in another.

        So any root will do: `confirmation` decides where there is one, else a proven reply without an error.
        """
        reply = self._ask(path, _CALL_HEADER, fields, order)
        self._check(reply, autopay_hash.SETTLED)
        echoes = {"serviceID": self._service_id, "messageID": fields["MessageID"], "confirmation": "CONFIRMED"}
        if any(reply.first(name) not in ("", expected) for name, expected in echoes.items()):
            raise _unknown("a reply to something else")

    def _ask(self, path: str, header: str, fields: Mapping[str, str], order: Sequence[str]) -> Document:
        """Send a hashed form once and return the reply; GatewayRefused when it may not even be sent."""
        form = {"ServiceID": self._service_id, **fields}
        unsafe = [name for name, value in form.items() if not autopay_hash.is_safe(name, value)]
        if unsafe:
            logger.warning("not sent to the gateway", fields=unsafe)
            raise GatewayRefused(reason="unsafe_value")
        form["Hash"] = self._hasher.digest(autopay_hash.in_order(form, order))
        body = urlencode({name: value for name, value in form.items() if value}).encode()
        raw, status = self._post(path, header, "application/x-www-form-urlencoded", body)
        try:
            return parse(raw)
        except Unreadable as error:
            raise _unknown(f"status {status}, {error}") from error

    def _post(self, path: str, header: str, content_type: str, body: bytes) -> tuple[bytes, int]:
        """Send once; return what was answered, and its status for the log."""
        try:
            answer = self._connections.request(
                "POST",
                self._url + path,
                body=body,
                headers={"BmHeader": header, "Content-Type": content_type},
                retries=False,
                redirect=False,
            )
        except urllib3.exceptions.HTTPError as error:
            raise _unknown(type(error).__name__) from error
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise _unknown(f"status {answer.status}")
        return answer.data, answer.status

    def _check(self, reply: Document, order: Sequence[str]) -> None:
        """Raise GatewayRefused for an error or a refusal, GatewayUnknown for a reply that proves nothing.

        Only a refusal may come without a hash; a wrong hash makes any reply worthless.
        """
        if reply.root == "error" and reply.first("name") == "MESSAGE_ID_NOT_UNIQUE":
            raise _unknown("the reference was used before")
        if reply.root == "error":
            raise _refused(reply.first("name"))
        as_sent, as_documented = [text for _, text in reply.leaves], autopay_hash.in_order(dict(reply.leaves), order)
        proven = any(self._hasher.proves(reply.hash, values) for values in (as_sent, as_documented))
        if reply.first("confirmation") == "NOTCONFIRMED" and (proven or not reply.hash):
            raise _refused(reply.first("reason"))
        if not proven:
            raise _unknown("wrong hash")


def plain_description(description: str) -> str:
    """Return at most 79 of the characters that Autopay allows, Polish letters without their marks."""
    letters = unicodedata.normalize("NFKD", description.translate(_WITHOUT_DECOMPOSITION))
    without_marks = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(_NOT_FOR_DESCRIPTIONS.sub(" ", without_marks).split())[:79].rstrip()


def _notified_xml(body: bytes) -> bytes:
    """Return the XML inside a form post; a sender that leaves `+` unescaped makes spaces of them."""
    if len(body) > 2 * LIMIT_BYTES:
        raise Unreadable("too large")
    try:
        (encoded,) = parse_qs(body.decode(), max_num_fields=20)["transactions"]
        return base64.b64decode(encoded.replace(" ", "+"), validate=True)
    except (KeyError, UnicodeDecodeError, binascii.Error, ValueError) as error:
        raise Unreadable("no message in the form") from error


def _refused(reason: str) -> GatewayRefused:
    """Return the refusal with Autopay's own word for it in lower case, where it is one word."""
    told = reason.lower() if _REASON.fullmatch(reason) else "unspecified"
    logger.info("gateway refused", reason=told)
    return GatewayRefused(reason=told)


def _unknown(cause: str) -> GatewayUnknown:
    logger.warning("gateway answer unknown", cause=cause)
    return GatewayUnknown()
