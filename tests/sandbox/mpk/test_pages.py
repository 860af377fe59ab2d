import csv
import io
from datetime import UTC, datetime

import pytest

from sandbox.clock import WARSAW
from tests.sandbox.mpk.merchant import Merchant


@pytest.mark.parametrize("method", ["card", "transfer", "google_pay", "apple_pay"])
def test_a_customer_pays_as_they_choose_and_goes_back(merchant: Merchant, method: str) -> None:
    order_id, transaction_id = merchant.started()
    answer = merchant.decide(transaction_id, decision="approve", method=method)
    assert (answer.status, answer.headers["Location"]) == (303, "https://api.test/paid")
    assert (merchant.status(order_id), merchant.money(order_id)["method"]) == ("paid", method)


def test_blik_needs_its_six_digits(merchant: Merchant) -> None:
    order_id, transaction_id = merchant.started(pay={"method": "blik"})
    for code in ("", "12345", "abcdef", "1234567"):
        answer = merchant.decide(transaction_id, decision="approve", blik_code=code)
        assert answer.status == 400
        assert "BLIK" in answer.data.decode()
    assert merchant.decide(transaction_id, decision="approve", blik_code="777 123").status == 303
    assert merchant.status(order_id) == "paid"


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ({"method": "card", "card": "no-funds"}, "insufficient_funds"),
        ({"method": "card", "card": "blocked"}, "card_blocked"),
        ({"method": "blik", "blik_code": "111121"}, "blik_code_wrong"),
        ({"method": "blik", "blik_code": "111122"}, "blik_code_expired"),
    ],
)
def test_a_bank_refuses_and_says_why(merchant: Merchant, form: dict[str, str], reason: str) -> None:
    order_id, transaction_id = merchant.started()
    answer = merchant.decide(transaction_id, decision="approve", **form)
    assert answer.headers["Location"] == "https://api.test/not-paid"
    (item,) = merchant.items(order_id)
    assert (item["status"], item["reason"]) == ("failed", reason)


def test_declined_fails_whatever_the_customer_does(merchant: Merchant) -> None:
    order_id, transaction_id = merchant.started("declined")
    merchant.decide(transaction_id, decision="approve")
    (item,) = merchant.items(order_id)
    assert (item["status"], item["reason"]) == ("failed", "declined")


def test_who_walks_away_may_come_back(merchant: Merchant) -> None:
    order_id, transaction_id = merchant.started()
    answer = merchant.decide(transaction_id, decision="leave")
    assert answer.headers["Location"] == "https://api.test/not-paid"
    assert merchant.status(order_id) == "pending"
    merchant.decide(transaction_id, decision="approve")
    assert merchant.status(order_id) == "paid"


@pytest.mark.parametrize("decision", ["approve", "decline"])
def test_an_order_is_decided_once(merchant: Merchant, decision: str) -> None:
    order_id, transaction_id = merchant.started()
    merchant.decide(transaction_id, decision="approve")
    assert merchant.decide(transaction_id, decision=decision).status == 409
    assert merchant.status(order_id) == "paid"


def test_an_expired_order_is_not_paid(merchant: Merchant) -> None:
    _, transaction_id = merchant.started()
    merchant.clock.advance(3600)
    assert merchant.decide(transaction_id, decision="approve").status == 409


@pytest.mark.parametrize("form", [{}, {"decision": "steal"}, {"decision": "approve", "method": "cash"}])
def test_another_form_decides_nothing(merchant: Merchant, form: dict[str, str]) -> None:
    order_id, transaction_id = merchant.started()
    assert merchant.decide(transaction_id, **form).status == 400
    assert merchant.decide("NOBODY", decision="leave").status == 404
    assert merchant.status(order_id) == "pending"


def test_the_page_shows_the_order_with_its_method_chosen_until_it_is_decided(merchant: Merchant) -> None:
    _, transaction_id = merchant.started(pay={"method": "transfer"}, description="<b>Bilet</b>")
    page = merchant.page(f"/pay/{transaction_id}")
    assert "148.50 zł" in page
    assert "&lt;b&gt;Bilet&lt;/b&gt;" in page
    assert 'value="transfer" checked' in page
    merchant.decide(transaction_id, decision="approve")
    assert "<form" not in merchant.page(f"/pay/{transaction_id}")


def test_every_page_answers(merchant: Merchant) -> None:
    _, transaction_id = merchant.started("approve")
    merchant.refund(transaction_id, "1.00", "ref-1")
    merchant.deliver()
    assert "told-rotated" in merchant.page("/")
    assert transaction_id in merchant.page("/money")
    assert merchant.page("/health")


def settled(merchant: Merchant, order_id: str) -> list[list[str]]:
    today = datetime.fromtimestamp(merchant.clock.now(), UTC).astimezone(WARSAW).date()
    header, *lines = csv.reader(io.StringIO(merchant.page(f"/settlement.csv?day={today}")))
    assert header == ["orderID", "remoteID", "amount", "currency", "kind", "time"]
    return [line for line in lines if line[0] == order_id or line[0].startswith("foreign_")]


def test_a_settlement_has_what_was_paid_and_sent_back(merchant: Merchant) -> None:
    order_id, transaction_id = merchant.started("approve")
    merchant.refund(transaction_id, "48.50", "ref-1")
    assert [line[2:5] for line in settled(merchant, order_id)] == [["148.50", "PLN", "capture"]]
    merchant.clock.advance(61)
    captured, refunded = settled(merchant, order_id)
    assert captured[:2] == refunded[:2] == [order_id, transaction_id]
    assert refunded[2:5] == ["48.50", "PLN", "refund"]


def test_a_settlement_has_nothing_of_what_was_not_paid(merchant: Merchant) -> None:
    order_id, transaction_id = merchant.started()
    merchant.decide(transaction_id, decision="decline")
    assert settled(merchant, order_id) == []


@pytest.mark.parametrize(
    ("magic", "amounts"),
    [("settlement-missing", []), ("settlement-wrong", ["149.50"]), ("settlement-foreign", ["148.50", "148.50"])],
)
def test_a_settlement_may_be_wrong(merchant: Merchant, magic: str, amounts: list[str]) -> None:
    order_id, _ = merchant.started(f"approve.{magic}")
    assert [line[2] for line in settled(merchant, order_id)] == amounts
