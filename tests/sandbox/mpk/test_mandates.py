"""A card that the merchant charges without its customer."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.sandbox.mpk.merchant import Merchant, refusal


def until(merchant: Merchant, days: int = 180) -> str:
    return (datetime.fromtimestamp(merchant.clock.now()).astimezone() + timedelta(days=days)).isoformat()


def registering(merchant: Merchant, alias: str = "sub_1", days: int = 180, method: str = "card") -> dict[str, Any]:
    return {"method": method, "mandate": {"alias": alias, "use": "register", "until": until(merchant, days)}}


def charging(alias: str = "sub_1") -> dict[str, Any]:
    return {"method": "card", "mandate": {"alias": alias, "use": "charge"}}


@pytest.fixture
def given(merchant: Merchant) -> Merchant:
    """Its customer gave the mandate by paying."""
    _, transaction = merchant.started(pay=registering(merchant))
    assert merchant.decide(transaction, decision="approve").status == 303
    return merchant


def outcomes(merchant: Merchant, order_id: str) -> list[tuple[str, str | None]]:
    return [(item["status"], item["reason"]) for item in merchant.items(order_id)]


def test_a_charge_under_a_mandate_is_paid_without_its_customer(given: Merchant) -> None:
    order, _ = given.started(pay=charging())
    assert outcomes(given, order) == [("paid", None)]


def test_nobody_is_charged_who_gave_no_mandate(merchant: Merchant) -> None:
    merchant.started(pay=registering(merchant))  # the customer never paid
    order, _ = merchant.started(pay=charging())
    assert outcomes(merchant, order) == [("failed", "mandate_unknown")]


def test_a_mandate_is_given_with_a_card_alone(merchant: Merchant) -> None:
    assert refusal(merchant.start(merchant.body(pay=registering(merchant, method="blik")))) == (422, "declined")
    _, transaction = merchant.started(pay=registering(merchant))
    assert merchant.decide(transaction, decision="approve", method="blik", blik_code="777123").status == 400


@pytest.mark.parametrize("mandate", [{"use": "register"}, {"use": "charge", "until": "2030-01-01T00:00:00Z"}])
def test_who_gives_a_mandate_says_until_when_and_who_charges_does_not(
    merchant: Merchant, mandate: dict[str, str]
) -> None:
    body = merchant.body(pay={"method": "card", "mandate": {"alias": "sub_1"} | mandate})
    assert refusal(merchant.start(body)) == (422, "declined")


def test_a_mandate_ends_by_itself(merchant: Merchant) -> None:
    _, transaction = merchant.started(pay=registering(merchant, days=1))
    merchant.decide(transaction, decision="approve")
    merchant.clock.advance(2 * 86400)
    merchant.token = ""
    order, _ = merchant.started(pay=charging())
    assert outcomes(merchant, order) == [("failed", "mandate_ended")]


def test_a_withdrawn_mandate_charges_nothing_for_ever(given: Merchant) -> None:
    for _ in range(2):
        answer = given.call("DELETE", "/mandates/sub_1")
        assert (answer.status, answer.json()) == (200, {"alias": "sub_1", "status": "withdrawn"})
    order, _ = given.started(pay=charging())
    assert outcomes(given, order) == [("failed", "mandate_withdrawn")]
    assert refusal(given.call("DELETE", "/mandates/nobodys")) == (404, "unknown_mandate")


def test_a_declined_order_is_charged_again_as_a_further_transaction(merchant: Merchant) -> None:
    _, first = merchant.started(pay=registering(merchant))
    merchant.decide(first, decision="approve")
    order, transaction = merchant.started("mandate-declined-once", pay=charging())
    for _ in range(2):  # the same call again charges nothing more
        answer = merchant.call("POST", f"/transactions/{transaction}/attempts", key=f"{order}-2")
        assert answer.status == 202
    assert [status for status, _ in outcomes(merchant, order)] == ["failed", "paid"]
    refused = merchant.call("POST", f"/transactions/{transaction}/attempts", key=f"{order}-3")
    assert (refusal(refused), refused.json()["reason"]) == ((422, "declined"), "already_paid")


def test_an_order_without_a_mandate_is_not_charged_again(merchant: Merchant) -> None:
    order, transaction = merchant.started()
    merchant.decide(transaction, decision="decline")
    refused = merchant.call("POST", f"/transactions/{transaction}/attempts", key=f"{order}-2")
    assert (refused.status, refused.json()["reason"]) == (422, "no_mandate")


def test_what_has_expired_is_not_charged_again_and_not_paid_by_hand(given: Merchant) -> None:
    order, transaction = given.started("mandate-declined", pay=charging())
    given.clock.advance(16 * 60)
    refused = given.call("POST", f"/transactions/{transaction}/attempts", key=f"{order}-2")
    assert (refused.status, refused.json()["reason"]) == (422, "order_expired")
    assert given.decide(transaction, decision="approve").status == 409


def test_a_declined_one_is_paid_by_hand_once(given: Merchant) -> None:
    order, transaction = given.started("mandate-declined", pay=charging())
    assert "decision" in given.page(f"/pay/{transaction}")
    assert given.decide(transaction, decision="approve", method="blik", blik_code="777123").status == 303
    assert [status for status, _ in outcomes(given, order)] == ["failed", "paid"]
    assert given.decide(transaction, decision="approve").status == 409


def test_each_try_is_told(given: Merchant) -> None:
    given.deliver()
    given.told.requests.clear()
    given.started("mandate-declined", pay=charging())
    given.deliver()
    [told] = given.told.requests
    assert (told.json["status"], told.json["reason"]) == ("failed", "insufficient_funds")
    assert given.is_genuine(told)


def test_the_customer_changes_the_card_and_withdraws_on_the_page(given: Merchant) -> None:
    page = given.page("/mandates/sub_1")
    assert "4444 4444 4444 4000" in page and "active" in page
    assert "sub_1" in given.page("/mandates")
    edit = f"{given.url}/mandates/sub_1"
    assert given.form(edit, decision="card", card="expired") == 303
    order, _ = given.started(pay=charging())
    assert outcomes(given, order) == [("failed", "card_expired")]
    assert given.form(edit, decision="card", card="gold") == 400
    assert given.form(edit, decision="withdraw") == 303
    assert "withdrawn" in given.page("/mandates/sub_1")
    assert given.form(f"{given.url}/mandates/nobodys", decision="withdraw") == 404
