import time
from collections.abc import Callable

import pytest
from flask import Flask

from sandbox.parts import Parts
from tests.sandbox.merchant import SERVICE, Merchant, Receiver, is_hashed_in_document_order, leaves

RETRY = 0.03


def test_an_approval_is_told_as_pending_then_on_hold(
    merchant: Merchant, receiver: Receiver, deliver: Callable[[], None]
) -> None:
    order_id, remote_id = merchant.started()
    merchant.decide(remote_id)
    deliver()
    assert receiver.statuses == ["PENDING", "ON_HOLD"]
    assert all(is_hashed_in_document_order(document) for document in receiver.received)
    assert (
        receiver.last
        | {
            "serviceID": SERVICE,
            "orderID": order_id,
            "remoteID": remote_id,
            "amount": "14.00",
            "currency": "PLN",
            "gatewayID": "1500",
            "paymentStatusDetails": "AUTHORIZED",
            "lName": "CARDHOLDER",
        }
        == receiver.last
    )
    assert [one["state"] for one in merchant.money(order_id)["notifications"]] == ["confirmed", "confirmed"]


def test_a_confirmed_notification_is_never_repeated(
    merchant: Merchant, receiver: Receiver, deliver: Callable[[], None]
) -> None:
    _, remote_id = merchant.started()
    merchant.decide(remote_id)
    deliver()
    time.sleep(RETRY)
    deliver()
    assert len(receiver.received) == 2


@pytest.mark.parametrize(("played", "amount"), [("captured", "4.50"), ("held", "14.00")])
def test_a_capture_is_told_with_the_amount_as_told(
    make_app: Callable[..., Flask], receiver: Receiver, played: str, amount: str
) -> None:
    app = make_app(captured_amount=played)
    merchant = Merchant(app.test_client())
    order_id, remote_id = merchant.started()
    merchant.decide(remote_id)
    merchant.clear(remote_id, "4.50")
    app.extensions["sandbox"].notifier.deliver_due()
    assert (receiver.last["paymentStatus"], receiver.last["amount"]) == ("SUCCESS", amount)
    assert leaves(merchant.status(order_id).data)["amount"] == amount


def test_a_release_is_told_as_cancelled(merchant: Merchant, receiver: Receiver, deliver: Callable[[], None]) -> None:
    _, remote_id = merchant.started()
    merchant.decide(remote_id)
    merchant.cancel(remote_id)
    deliver()
    assert (receiver.last["paymentStatus"], receiver.last["paymentStatusDetails"]) == ("FAILURE", "CANCELLED")


@pytest.mark.parametrize("bad", ["500", "wrong hash", "NOTCONFIRMED"])
def test_an_answer_that_does_not_confirm_is_asked_for_again(
    merchant: Merchant, receiver: Receiver, deliver: Callable[[], None], bad: str
) -> None:
    order_id, remote_id = merchant.started()
    merchant.decide(remote_id)
    receiver.answers.extend(["CONFIRMED", bad, "CONFIRMED"])
    deliver()
    time.sleep(RETRY)
    deliver()
    assert receiver.statuses == ["PENDING", "ON_HOLD", "ON_HOLD"]
    assert [one["attempts"] for one in merchant.money(order_id)["notifications"]] == [1, 2]


def test_a_plan_ends(merchant: Merchant, receiver: Receiver, deliver: Callable[[], None]) -> None:
    order_id, remote_id = merchant.started()
    merchant.decide(remote_id)
    receiver.answers.extend(["500"] * 20)
    for _ in range(8):
        deliver()
        time.sleep(RETRY)
    assert receiver.statuses == ["PENDING", "ON_HOLD", "ON_HOLD", "ON_HOLD", "ON_HOLD"]
    assert [one["state"] for one in merchant.money(order_id)["notifications"]] == ["superseded", "given up"]


def test_only_the_newest_status_is_repeated(
    merchant: Merchant, receiver: Receiver, deliver: Callable[[], None]
) -> None:
    _, remote_id = merchant.started()
    merchant.decide(remote_id)
    receiver.answers.extend(["500", "500"])
    deliver()
    merchant.clear(remote_id)
    time.sleep(RETRY)
    deliver()
    assert receiver.statuses == ["PENDING", "ON_HOLD", "SUCCESS"]


def test_a_receiver_that_is_down_is_no_answer(make_app: Callable[..., Flask]) -> None:
    app = make_app(notify_url="http://127.0.0.1:9/")
    merchant = Merchant(app.test_client())
    order_id, remote_id = merchant.started()
    merchant.decide(remote_id)
    app.extensions["sandbox"].notifier.deliver_due()
    (delivery,) = merchant.money(order_id)["notifications"][1]["deliveries"]
    assert delivery["outcome"].startswith("no answer")


def test_the_threads_deliver_by_themselves(app: Flask, merchant: Merchant, receiver: Receiver) -> None:
    parts: Parts = app.extensions["sandbox"]
    parts.notifier.run()
    for _ in range(5):
        merchant.decide(merchant.started()[1])
    deadline = time.monotonic() + 5
    while len(receiver.received) < 10 and time.monotonic() < deadline:
        time.sleep(0.02)
    parts.notifier.stop()
    assert sorted(receiver.statuses) == ["ON_HOLD"] * 5 + ["PENDING"] * 5


def test_a_waiting_notification_survives_a_restart(make_app: Callable[..., Flask], receiver: Receiver) -> None:
    before = Merchant(make_app().test_client())
    before.decide(before.started()[1])
    make_app().extensions["sandbox"].notifier.deliver_due()
    assert receiver.statuses == ["PENDING", "ON_HOLD"]
