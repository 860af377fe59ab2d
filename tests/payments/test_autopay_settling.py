"""How a hold is captured, released and asked about with a neighbour that speaks the protocol."""

from datetime import UTC, datetime

import pytest

from chalicelib.payments.autopay import Autopay
from chalicelib.payments.errors import GatewayUnknown
from chalicelib.payments.port import Report
from tests.payments.autopay_neighbour import (
    ERROR,
    HELD,
    REFERENCE,
    SERVICE,
    Neighbour,
    hash_of,
    transaction_list,
    xml,
)

CONFIRMED = {"serviceID": SERVICE, "messageID": REFERENCE, "confirmation": "CONFIRMED"}
PAYOFF = {"serviceID": SERVICE, "messageID": REFERENCE, "remoteOutID": "96VSD39Z6F"}


def test_a_capture_sends_the_amount_under_our_reference(autopay: Autopay, neighbour: Neighbour) -> None:
    neighbour.says(xml("transaction", CONFIRMED))
    autopay.capture("96VSD39Z6E", 600, REFERENCE)
    assert neighbour.paths == ["/webapi/transactionClear"]
    assert neighbour.headers[0]["BmHeader"] == "pay-bm"
    assert neighbour.forms[0] == {
        "ServiceID": SERVICE,
        "MessageID": REFERENCE,
        "RemoteID": "96VSD39Z6E",
        "Amount": "6.00",
        "Hash": hash_of(SERVICE, REFERENCE, "96VSD39Z6E", "6.00"),
    }


def test_a_release_names_the_transaction_and_not_the_order(autopay: Autopay, neighbour: Neighbour) -> None:
    neighbour.says(xml("transaction", CONFIRMED | {"reason": "CANCELED_FULLY"}))
    autopay.release("96VSD39Z6E", REFERENCE)
    assert neighbour.paths == ["/webapi/transactionCancel"]
    assert neighbour.forms[0] == {
        "ServiceID": SERVICE,
        "MessageID": REFERENCE,
        "RemoteID": "96VSD39Z6E",
        "Hash": hash_of(SERVICE, REFERENCE, "96VSD39Z6E"),
    }


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(xml("transaction", CONFIRMED), id="a confirmation"),
        pytest.param(xml("balancePayoff", PAYOFF), id="the documented example of a payout"),
        pytest.param(
            xml("x", dict(reversed(CONFIRMED.items())), digest=hash_of(*CONFIRMED.values())), id="hashed by number"
        ),
    ],
)
def test_a_capture_is_accepted_in_either_documented_form(autopay: Autopay, neighbour: Neighbour, reply: bytes) -> None:
    neighbour.says(reply)
    autopay.capture("96VSD39Z6E", 600, REFERENCE)


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(xml("transaction", CONFIRMED, digest="0" * 64), id="wrong hash"),
        pytest.param(xml("transaction", CONFIRMED, digest=""), id="no hash"),
        pytest.param(xml("transaction", CONFIRMED | {"confirmation": "MAYBE"}), id="neither yes nor no"),
        pytest.param(xml("transaction", CONFIRMED | {"messageID": "f" * 32}), id="of another message"),
        pytest.param(xml("transaction", CONFIRMED | {"serviceID": "1"}), id="of another service"),
    ],
)
def test_a_capture_that_is_not_proven_leaves_us_unknowing(autopay: Autopay, neighbour: Neighbour, reply: bytes) -> None:
    neighbour.says(reply)
    with pytest.raises(GatewayUnknown):
        autopay.capture("96VSD39Z6E", 600, REFERENCE)


def test_each_transaction_of_an_order_is_reported(autopay: Autopay, neighbour: Neighbour) -> None:
    declined = HELD | {"remoteID": "R1", "paymentStatus": "FAILURE", "paymentStatusDetails": "CARD_LIMIT_EXCEEDED (61)"}
    at = datetime(2026, 7, 3, 10, tzinfo=UTC)
    neighbour.says(transaction_list(declined, HELD))
    assert autopay.reports("stay_abc-1") == [
        Report("stay_abc-1", "R1", "failed", 1400, "PLN", at, "CARD_LIMIT_EXCEEDED (61)"),
        Report("stay_abc-1", "96VSD39Z6E", "held", 1400, "PLN", at, "AUTHORIZED"),
    ]
    assert neighbour.paths == ["/webapi/transactionStatus"]
    assert neighbour.forms[0]["Hash"] == hash_of(SERVICE, "stay_abc-1")


def test_an_unknown_order_has_no_reports(autopay: Autopay, neighbour: Neighbour) -> None:
    neighbour.says(transaction_list())
    assert autopay.reports("stay_abc-1") == []


@pytest.mark.parametrize(
    ("status", "outcome"),
    [("PENDING", "pending"), ("ON_HOLD", "held"), ("SUCCESS", "paid"), ("CONFIRMED", "paid"), ("FAILURE", "failed")],
)
def test_each_status_has_its_outcome(autopay: Autopay, neighbour: Neighbour, status: str, outcome: str) -> None:
    neighbour.says(transaction_list(HELD | {"paymentStatus": status}))
    assert [report.outcome for report in autopay.reports("stay_abc-1")] == [outcome]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        pytest.param(
            403,
            b"<transaction><reason>LIMIT_REQUESTED_TRANSACTIONS_WITH_THE_SAME_ORDER_ID_AND_SERVICE_ID_EXCEEDED</reason>"
            b"<description>Transaction limit 50</description></transaction>",
            id="more than 50",
        ),
        pytest.param(200, ERROR, id="an error"),
        pytest.param(200, transaction_list(HELD, digest="0" * 64), id="a wrong hash"),
        pytest.param(200, transaction_list(HELD | {"orderID": "stay_other"}), id="another order"),
        pytest.param(200, transaction_list(HELD | {"paymentStatus": "REFUNDED"}), id="a status of the future"),
    ],
)
def test_no_believable_status_leaves_us_unknowing(
    autopay: Autopay, neighbour: Neighbour, status: int, body: bytes
) -> None:
    neighbour.says(body, status)
    with pytest.raises(GatewayUnknown):
        autopay.reports("stay_abc-1")
