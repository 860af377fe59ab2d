import pytest

from tests.sandbox.mpk.merchant import Merchant


def told(merchant: Merchant) -> list[str]:
    return [request.json["status"] for request in merchant.told.requests]


@pytest.mark.parametrize(("decision", "status"), [("approve", "paid"), ("decline", "failed")])
def test_an_end_is_told_once_signed_and_for_whom(merchant: Merchant, decision: str, status: str) -> None:
    order_id, transaction_id = merchant.started()
    merchant.deliver()
    assert told(merchant) == []
    merchant.decide(transaction_id, decision=decision)
    for _ in range(2):
        merchant.deliver()
    (request,) = merchant.told.requests
    (item,) = merchant.items(order_id)
    assert request.json == item | {"clientId": "client-under-test"}
    assert (request.path, request.json["status"]) == ("/notifications", status)
    assert merchant.is_genuine(request)
    assert merchant.money(order_id)["notifications"][0]["state"] == "accepted"


def test_an_expired_order_is_told(merchant: Merchant) -> None:
    merchant.started()
    merchant.clock.advance(3600)
    merchant.parts.gateway.lapse()
    merchant.deliver()
    assert [request.json["reason"] for request in merchant.told.requests] == ["expired"]


@pytest.mark.parametrize(("status", "body"), [(200, b"OK"), (500, b"TRUE"), (204, b"")])
def test_what_is_not_accepted_comes_again_by_the_virtual_clock(merchant: Merchant, status: int, body: bytes) -> None:
    merchant.told.says(body, status)
    order_id, _ = merchant.started("approve")
    merchant.deliver()
    merchant.deliver()
    assert len(told(merchant)) == 1
    merchant.clock.advance(16)
    merchant.deliver()
    merchant.clock.advance(58)
    merchant.deliver()
    assert len(told(merchant)) == 2
    merchant.told.says(b"TRUE\n")
    merchant.clock.advance(3)
    merchant.deliver()
    merchant.clock.advance(3600)
    merchant.deliver()
    assert len(told(merchant)) == 3
    assert len(merchant.money(order_id)["notifications"][0]["deliveries"]) == 3


def test_a_notification_is_given_up_after_a_day(merchant: Merchant) -> None:
    merchant.told.says(b"", 500)
    order_id, _ = merchant.started("approve")
    for _ in range(12):
        merchant.deliver()
        merchant.clock.advance(43201)
    assert len(told(merchant)) == 9
    assert merchant.money(order_id)["notifications"][0]["state"] == "given up"


def test_what_waits_is_due_again_when_the_clock_is_turned_back(merchant: Merchant) -> None:
    merchant.clock.advance(30 * 86400)
    merchant.token = ""
    merchant.told.says(b"", 500)
    merchant.started("approve")
    merchant.deliver()
    merchant.clock.reset()
    merchant.told.says(b"TRUE")
    merchant.deliver()
    assert len(told(merchant)) == 2


def test_told_early_comes_before_the_answer(merchant: Merchant) -> None:
    merchant.started("told-early")
    assert told(merchant) == ["paid"]


def test_told_twice_comes_twice_with_the_same_words(merchant: Merchant) -> None:
    merchant.started("approve.told-twice")
    merchant.deliver()
    merchant.deliver()
    first, second = merchant.told.requests
    assert first.body == second.body


def test_told_late_comes_two_minutes_later(merchant: Merchant) -> None:
    merchant.started("approve.told-late")
    merchant.clock.advance(118)
    merchant.deliver()
    assert told(merchant) == []
    merchant.clock.advance(3)
    merchant.deliver()
    assert told(merchant) == ["paid"]


def test_told_never_never_comes(merchant: Merchant) -> None:
    order_id, _ = merchant.started("approve.told-never")
    merchant.clock.advance(2 * 86400)
    merchant.token = ""
    merchant.deliver()
    assert told(merchant) == []
    assert merchant.status(order_id) == "paid"


def test_told_lost_comes_only_as_its_repeat(merchant: Merchant) -> None:
    merchant.started("approve.told-lost")
    merchant.deliver()
    assert told(merchant) == []
    merchant.clock.advance(16)
    merchant.deliver()
    assert told(merchant) == ["paid"]


def test_told_forged_is_first_signed_by_another_key_and_then_rightly(merchant: Merchant) -> None:
    merchant.told.says(b"", 400)
    merchant.started("approve.told-forged")
    merchant.deliver()
    merchant.clock.advance(16)
    merchant.deliver()
    assert [merchant.is_genuine(request) for request in merchant.told.requests] == [False, True]


def test_told_rotated_is_signed_by_a_key_that_is_new_and_published(merchant: Merchant) -> None:
    before = merchant.page("/jwks.json")
    merchant.started("approve.told-rotated")
    merchant.deliver()
    assert merchant.page("/jwks.json") != before
    assert merchant.is_genuine(merchant.told.requests[0])


def test_an_old_key_is_withdrawn_at_the_third_newer_one(merchant: Merchant) -> None:
    merchant.started("approve")
    merchant.deliver()
    for _ in range(2):
        merchant.post("/keys/rotate")
        assert merchant.is_genuine(merchant.told.requests[0])
    merchant.post("/keys/rotate")
    assert '"mpk-1"' not in merchant.page("/jwks.json")


def test_told_wrong_names_one_zloty_more_rightly_signed(merchant: Merchant) -> None:
    merchant.started("approve.told-wrong")
    merchant.deliver()
    (request,) = merchant.told.requests
    assert request.json["amount"] == "149.50"
    assert merchant.is_genuine(request)


def test_paid_twice_is_told_of_each_transaction(merchant: Merchant) -> None:
    order_id, _ = merchant.started("approve.paid-twice")
    merchant.deliver()
    assert {request.json["transactionId"] for request in merchant.told.requests} == {
        item["transactionId"] for item in merchant.items(order_id)
    }
