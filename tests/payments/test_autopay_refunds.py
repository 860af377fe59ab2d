"""How a refund is asked for and asked about with a neighbour that speaks the protocol."""

import json
from typing import Any

import pytest

from chalicelib.payments.autopay import Autopay
from chalicelib.payments.errors import GatewayRefused, GatewayUnknown
from tests.payments.autopay_neighbour import ERROR, REFERENCE, SERVICE, Neighbour, hash_of, xml

ACCEPTED = {"serviceID": SERVICE, "messageID": REFERENCE}
STATE = {
    "serviceId": int(SERVICE),
    "balancePointId": None,
    "messageId": REFERENCE,
    "status": "DONE",
    "remoteOutId": "ZWTR_6063048773",
    "errorStatus": None,
    "errorStatusCode": None,
    "errorMessages": None,
}


def state(digest: str = "", **changed: Any) -> bytes:
    """The documented reply with some fields changed; its hash is right unless given."""
    said = STATE | changed
    hashed = [str(said[name] or "") for name in ("serviceId", "messageId", "status", "remoteOutId")]
    return json.dumps(said | {"hash": digest or hash_of(*hashed)}).encode()


def error(name: str, code: int) -> bytes:
    return json.dumps({"errorStatus": name, "errorStatusCode": code, "errorMessages": "Whatever it says"}).encode()


def xml_error(name: str) -> bytes:
    return ERROR.replace(b"BALANCE_ERROR", name.encode())


def test_a_refund_names_transaction_and_amount_under_our_reference(autopay: Autopay, neighbour: Neighbour) -> None:
    neighbour.says(xml("transactionRefund", ACCEPTED))
    autopay.refund("96VSD39Z6E", 600, REFERENCE)
    assert neighbour.paths == ["/settlementapi/transactionRefund"]
    assert neighbour.headers[0]["BmHeader"] == "pay-bm"
    assert neighbour.forms[0] == {
        "ServiceID": SERVICE,
        "MessageID": REFERENCE,
        "RemoteID": "96VSD39Z6E",
        "Amount": "6.00",
        "Hash": hash_of(SERVICE, REFERENCE, "96VSD39Z6E", "6.00"),
    }


@pytest.mark.parametrize("amount", [0, -600])
def test_a_refund_without_an_amount_is_never_sent(autopay: Autopay, neighbour: Neighbour, amount: int) -> None:
    with pytest.raises(GatewayRefused):
        autopay.refund("96VSD39Z6E", amount, REFERENCE)
    assert neighbour.forms == []


@pytest.mark.parametrize("name", ["TRANSACTION_TOO_OLD_TO_REFUND", "TRANSACTION_NOT_IN_REFUNDABLE_STATUS"])
def test_a_refused_refund_keeps_the_gateways_word_for_it(autopay: Autopay, neighbour: Neighbour, name: str) -> None:
    neighbour.says(xml_error(name), 400)
    with pytest.raises(GatewayRefused) as refusal:
        autopay.refund("96VSD39Z6E", 600, REFERENCE)
    assert refusal.value.details == {"reason": name.lower()}


def test_a_reference_that_was_used_before_may_have_been_executed(autopay: Autopay, neighbour: Neighbour) -> None:
    neighbour.says(xml_error("MESSAGE_ID_NOT_UNIQUE"), 400)
    with pytest.raises(GatewayUnknown):
        autopay.refund("96VSD39Z6E", 600, REFERENCE)


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(xml("transactionRefund", ACCEPTED, digest="0" * 64), id="wrong hash"),
        pytest.param(xml("transactionRefund", ACCEPTED, digest=""), id="no hash"),
        pytest.param(xml("transactionRefund", ACCEPTED | {"messageID": "f" * 32}), id="of another refund"),
        pytest.param(xml("transactionRefund", ACCEPTED | {"serviceID": "1"}), id="of another service"),
        pytest.param(xml("transactionRefund", {"serviceID": SERVICE}), id="of no refund"),
        pytest.param(b"ERROR", id="the word ERROR"),
    ],
)
def test_a_refund_that_is_not_proven_leaves_us_unknowing(autopay: Autopay, neighbour: Neighbour, reply: bytes) -> None:
    neighbour.says(reply)
    with pytest.raises(GatewayUnknown):
        autopay.refund("96VSD39Z6E", 600, REFERENCE)
    assert len(neighbour.forms) == 1


def test_a_refunds_state_is_asked_in_json(autopay: Autopay, neighbour: Neighbour) -> None:
    neighbour.says(state())
    assert autopay.refund_state(REFERENCE) == "done"
    assert neighbour.paths == ["/settlementapi/outDetails/v2"]
    assert neighbour.headers[0]["Content-Type"] == "application/json"
    assert neighbour.forms[0] == {
        "serviceId": int(SERVICE),
        "messageId": REFERENCE,
        "method": "TRANSACTION_REFUND",
        "hash": hash_of(SERVICE, REFERENCE, "TRANSACTION_REFUND"),
    }


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("NEW", "pending"),
        ("WAITING_FOR_TRANSFER_DATA", "pending"),
        ("COMMISSIONS_CALCULATED", "pending"),
        ("FAILED_ATTEMPT_OF_BALANCE_CHANGE", "pending"),
        ("PROCESSING", "pending"),
        ("CANCELED_NO_FUNDS_ON_BALANCE", "failed"),
        ("CANCELED_AMOUNT_EXCEEDS_TRANSACTION", "failed"),
        ("CANCELED_MANUALLY_BY_SERVICES", "failed"),
    ],
)
def test_each_documented_status_has_its_state(
    autopay: Autopay, neighbour: Neighbour, status: str, expected: str
) -> None:
    neighbour.says(state(status=status, remoteOutId=None))
    assert autopay.refund_state(REFERENCE) == expected


def test_a_failure_may_stand_beside_the_error_that_explains_it(autopay: Autopay, neighbour: Neighbour) -> None:
    neighbour.says(state(status="CANCELED_NO_FUNDS_ON_BALANCE", remoteOutId=None, errorStatus="NO_FUNDS"))
    assert autopay.refund_state(REFERENCE) == "failed"


def test_a_service_number_told_as_text_is_the_same_number(autopay: Autopay, neighbour: Neighbour) -> None:
    neighbour.says(state(serviceId=SERVICE))
    assert autopay.refund_state(REFERENCE) == "done"


def test_a_refund_that_the_gateway_does_not_know_is_refused(autopay: Autopay, neighbour: Neighbour) -> None:
    neighbour.says(error("TRANSACTION_NOT_FOUND", -10))
    with pytest.raises(GatewayRefused):
        autopay.refund_state(REFERENCE)


def test_a_reference_out_of_shape_is_never_asked_about(autopay: Autopay, neighbour: Neighbour) -> None:
    with pytest.raises(GatewayRefused):
        autopay.refund_state("a|b")
    assert neighbour.forms == []


@pytest.mark.parametrize(
    ("status", "reply"),
    [
        pytest.param(200, state(digest="0" * 64), id="wrong hash"),
        pytest.param(200, json.dumps(STATE).encode(), id="no hash"),
        pytest.param(200, state(messageId="f" * 32), id="of another refund"),
        pytest.param(200, state(serviceId=1), id="of another service"),
        pytest.param(200, state(status="REVERSED"), id="a status of the future"),
        pytest.param(200, state(status=None), id="no status"),
        pytest.param(200, state(remoteOutId="a|b"), id="two values in one"),
        pytest.param(200, state(errorStatus="TRANSACTION_NOT_FOUND", digest="0" * 64), id="a state and an error"),
        pytest.param(200, error("INVALID_HASH", 7), id="an error of ours"),
        pytest.param(200, error("TEMPORARY_DISABLED", 157), id="an error of theirs"),
        pytest.param(200, b"[]", id="a list"),
        pytest.param(200, b"\xff", id="no text"),
        pytest.param(200, b"{" + b" " * 70_000 + b"}", id="too much"),
        pytest.param(200, ERROR, id="XML"),
        pytest.param(503, state(), id="an outage"),
    ],
)
def test_no_believable_state_leaves_us_unknowing(
    autopay: Autopay, neighbour: Neighbour, status: int, reply: bytes
) -> None:
    neighbour.says(reply, status)
    with pytest.raises(GatewayUnknown):
        autopay.refund_state(REFERENCE)
