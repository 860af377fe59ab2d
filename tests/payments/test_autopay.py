"""How a hold is started with a neighbour that speaks the protocol, and what each kind of reply means."""

import logging
from dataclasses import replace
from datetime import UTC, datetime
from time import sleep

import pytest

from chalicelib.payments.autopay import Autopay, AutopaySettings, plain_description
from chalicelib.payments.errors import GatewayRefused, GatewayUnknown
from chalicelib.payments.port import HoldOrder, HoldStarted, Method
from tests.payments.autopay_neighbour import ERROR, KEY, REFERENCE, SERVICE, Neighbour, hash_of, xml

PAGE = "https://testpay.autopay.eu/payment/continue/96VSD39Z6E/L6CGP5BH"
ORDER = HoldOrder(
    order_id="stay_abc-1",
    amount_grosze=1400,
    method="card",
    email="driver@example.com",
    language="pl",
    description="Postój A2 · KR 12345",
    return_url="https://api.test/v1/payments/return",
    valid_until=datetime(2026, 7, 3, 10, 15, tzinfo=UTC),
)
STARTED = {"status": "PENDING", "redirecturl": PAGE, "orderID": "stay_abc-1", "remoteID": "96VSD39Z6E"}

SENSELESS = [
    pytest.param((200, b"ERROR"), id="the word ERROR"),
    pytest.param((200, b""), id="nothing"),
    pytest.param((200, b"<html>maintenance<br></html>"), id="a page"),
    pytest.param((502, b"<error><name>BAD_GATEWAY</name></error>"), id="an error of theirs"),
    pytest.param((301, b""), id="a redirect"),
    pytest.param((200, b"<!DOCTYPE t [<!ENTITY a '1'>]><t>&a;</t>"), id="a document type"),
    pytest.param((200, b"<t>" + b" " * 70_000 + b"</t>"), id="too much"),
    pytest.param(None, id="a hang-up"),
]


def test_a_started_hold_gives_the_page_where_the_customer_continues(autopay: Autopay, neighbour: Neighbour) -> None:
    neighbour.says(xml("transaction", STARTED))
    assert autopay.start_hold(ORDER) == HoldStarted("96VSD39Z6E", PAGE)


def test_a_start_sends_what_the_documentation_asks_in_civil_time_and_hashed(
    autopay: Autopay, neighbour: Neighbour
) -> None:
    neighbour.says(xml("transaction", STARTED))
    autopay.start_hold(ORDER)
    assert neighbour.paths == ["/payment"]
    assert neighbour.headers[0]["BmHeader"] == "pay-bm-continue-transaction-url"
    assert neighbour.forms[0] == {
        "ServiceID": SERVICE,
        "OrderID": "stay_abc-1",
        "Amount": "14.00",
        "Description": "Postoj A2 KR 12345",
        "GatewayID": "1500",
        "Currency": "PLN",
        "CustomerEmail": "driver@example.com",
        "Language": "PL",
        "ValidityTime": "2026-07-03 12:15:00",
        "LinkValidityTime": "2026-07-03 12:15:00",
        "ReturnURL": "https://api.test/v1/payments/return",
        "Hold": "true",
        "Hash": hash_of(
            SERVICE,
            "stay_abc-1",
            "14.00",
            "Postoj A2 KR 12345",
            "1500",
            "PLN",
            "driver@example.com",
            "PL",
            "2026-07-03 12:15:00",
            "2026-07-03 12:15:00",
            "https://api.test/v1/payments/return",
            "true",
        ),
    }


def test_hold_can_be_left_out_of_the_hash_by_configuration(neighbour: Neighbour) -> None:
    neighbour.says(xml("transaction", STARTED))
    Autopay(AutopaySettings(neighbour.url, SERVICE, lambda: KEY, hold_hash="unhashed")).start_hold(ORDER)
    form = neighbour.forms[0]
    assert form["Hold"] == "true"
    assert form["Hash"] == hash_of(*[value for name, value in form.items() if name not in {"Hold", "Hash"}])


@pytest.mark.parametrize(("method", "gateway_id"), [("card", "1500"), ("google_pay", "1512"), ("apple_pay", "1513")])
def test_each_method_has_its_channel(autopay: Autopay, neighbour: Neighbour, method: Method, gateway_id: str) -> None:
    neighbour.says(xml("transaction", STARTED))
    autopay.start_hold(replace(ORDER, method=method))
    assert neighbour.forms[0]["GatewayID"] == gateway_id


@pytest.mark.parametrize(("language", "sent"), [("pl", "PL"), ("en", "EN"), ("uk", "EN")])
def test_a_language_that_the_gateway_does_not_speak_becomes_english(
    autopay: Autopay, neighbour: Neighbour, language: str, sent: str
) -> None:
    neighbour.says(xml("transaction", STARTED))
    autopay.start_hold(replace(ORDER, language=language))
    assert neighbour.forms[0]["Language"] == sent


def test_a_description_of_forbidden_letters_alone_is_left_out(autopay: Autopay, neighbour: Neighbour) -> None:
    neighbour.says(xml("transaction", STARTED))
    autopay.start_hold(replace(ORDER, description="Паркування"))
    assert "Description" not in neighbour.forms[0]


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("Zażółć gęślą jaźń, ŁÓDŹ", "Zazolc gesla jazn, LODZ"),
        ("A2 – KR|12345 <b>", "A2 KR 12345 b"),
        ("x" * 78 + " yz", "x" * 78),
    ],
)
def test_a_description_keeps_to_the_allowed_letters(given: str, sent: str) -> None:
    assert plain_description(given) == sent


NOT_CONFIRMED = {"confirmation": "NOTCONFIRMED", "reason": "INCORRECT_PAYMENT_STATUS"}
REFUSALS = [
    pytest.param((200, xml("transaction", NOT_CONFIRMED)), id="hashed"),
    pytest.param((200, xml("transaction", NOT_CONFIRMED, digest="")), id="without a hash"),
    pytest.param((200, ERROR), id="an error"),
    pytest.param((400, ERROR), id="an error with its status"),
]


@pytest.mark.parametrize("answer", REFUSALS)
def test_a_refusal_is_a_refusal(autopay: Autopay, neighbour: Neighbour, answer: tuple[int, bytes]) -> None:
    neighbour.answer = lambda form: answer
    with pytest.raises(GatewayRefused):
        autopay.start_hold(ORDER)
    with pytest.raises(GatewayRefused):
        autopay.capture("96VSD39Z6E", 600, REFERENCE)
    with pytest.raises(GatewayRefused):
        autopay.release("96VSD39Z6E", REFERENCE)


@pytest.mark.parametrize(
    ("told", "kept"), [("INVALID_EMAIL", "invalid_email"), ("driver@example.com is banned", "unspecified")]
)
def test_a_refusal_keeps_its_reason_where_that_is_one_word(
    autopay: Autopay, neighbour: Neighbour, told: str, kept: str
) -> None:
    neighbour.says(xml("transaction", NOT_CONFIRMED | {"reason": told}))
    with pytest.raises(GatewayRefused) as refusal:
        autopay.start_hold(ORDER)
    assert refusal.value.details == {"reason": kept}


@pytest.mark.parametrize("answer", SENSELESS)
def test_a_senseless_answer_leaves_us_unknowing_and_is_not_asked_for_again(
    autopay: Autopay, neighbour: Neighbour, answer: tuple[int, bytes] | None
) -> None:
    neighbour.answer = lambda form: answer
    with pytest.raises(GatewayUnknown):
        autopay.start_hold(ORDER)
    with pytest.raises(GatewayUnknown):
        autopay.capture("96VSD39Z6E", 600, REFERENCE)
    with pytest.raises(GatewayUnknown):
        autopay.release("96VSD39Z6E", REFERENCE)
    with pytest.raises(GatewayUnknown):
        autopay.reports("stay_abc-1")
    assert len(neighbour.forms) == 4


def test_no_answer_in_time_leaves_us_unknowing(autopay: Autopay, neighbour: Neighbour) -> None:
    neighbour.answer = lambda form: sleep(0.4)
    with pytest.raises(GatewayUnknown):
        autopay.capture("96VSD39Z6E", 600, REFERENCE)
    assert len(neighbour.forms) == 1


def test_nobody_listening_leaves_us_unknowing() -> None:
    with pytest.raises(GatewayUnknown):
        Autopay(AutopaySettings("http://127.0.0.1:1", SERVICE, lambda: KEY)).start_hold(ORDER)


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(xml("transaction", STARTED, digest="0" * 64), id="wrong hash"),
        pytest.param(xml("transaction", STARTED, digest=""), id="no hash"),
        pytest.param(xml("transaction", STARTED | {"orderID": "stay_other"}), id="another order"),
        pytest.param(xml("transaction", STARTED | {"redirecturl": "javascript:alert(1)"}), id="no page"),
        pytest.param(xml("transaction", STARTED | {"remoteID": "a|b"}), id="two values in one"),
        pytest.param(
            xml("transaction", {"orderID": "stay_abc-1", "remoteID": "R1", "confirmation": "CONFIRMED"}),
            id="confirmed without the customer",
        ),
        pytest.param(xml("transaction", {"confirmation": "NOTCONFIRMED"}, digest="0" * 64), id="refusal, wrong hash"),
    ],
)
def test_a_start_that_is_not_proven_leaves_us_unknowing(autopay: Autopay, neighbour: Neighbour, reply: bytes) -> None:
    neighbour.says(reply)
    with pytest.raises(GatewayUnknown):
        autopay.start_hold(ORDER)


@pytest.mark.parametrize("field", ["order_id", "email", "return_url"])
def test_a_separator_in_a_value_is_refused_before_it_is_sent(
    autopay: Autopay, neighbour: Neighbour, field: str
) -> None:
    with pytest.raises(GatewayRefused):
        autopay.start_hold(replace(ORDER, **{field: "a|b@example.com"}))  # type: ignore[arg-type]
    assert neighbour.forms == []


def test_the_log_holds_neither_key_nor_hash_nor_customer(
    autopay: Autopay, neighbour: Neighbour, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        for answer in [(200, ERROR), (200, xml("transaction", STARTED, digest="0" * 64)), None]:
            neighbour.answer = lambda form, answer=answer: answer  # type: ignore[misc]
            with pytest.raises((GatewayRefused, GatewayUnknown)):
                autopay.start_hold(ORDER)
    logged = caplog.text + capsys.readouterr().out
    assert "BALANCE_ERROR" in logged or "gateway refused" in logged
    for form in neighbour.forms:
        assert form["Hash"] not in logged
    assert KEY not in logged
    assert ORDER.email not in logged
