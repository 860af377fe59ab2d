import csv
from datetime import UTC, datetime, timedelta

import pytest

from sandbox.clock import WARSAW
from tests.sandbox.merchant import REFUND_SECONDS, Merchant

HEADER = ["orderID", "remoteID", "amount", "currency", "kind", "time"]


@pytest.fixture
def noon(merchant: Merchant) -> datetime:
    """The clock stands at tomorrow's noon in Warsaw."""
    tomorrow = (datetime.now(WARSAW) + timedelta(days=1)).replace(hour=12, minute=0, second=0, microsecond=0)
    set_to(merchant, tomorrow)
    return tomorrow


def set_to(merchant: Merchant, moment: datetime) -> None:
    assert merchant.client.post("/clock", json={"set_to": moment.isoformat()}).status_code == 200


def captured(merchant: Merchant, magic: str = "approve", amount: str = "4.50") -> tuple[str, str]:
    order_id, remote_id = merchant.started(magic)
    merchant.clear(remote_id, amount)
    return order_id, remote_id


def report(merchant: Merchant, day: datetime) -> list[list[str]]:
    answer = merchant.client.get("/settlement.csv", query_string={"day": f"{day:%Y-%m-%d}"})
    assert answer.mimetype == "text/csv"
    header, *lines = csv.reader(answer.text.splitlines())
    assert header == HEADER
    return lines


def test_what_was_captured_and_refunded_that_day_is_told(merchant: Merchant, noon: datetime) -> None:
    order_id, remote_id = captured(merchant)
    merchant.refund(remote_id, "2.00")
    merchant.advance(REFUND_SECONDS)
    first, second = report(merchant, noon)
    assert first[:5] == [order_id, remote_id, "4.50", "PLN", "capture"]
    assert second[:5] == [order_id, remote_id, "2.00", "PLN", "refund"]
    assert first[5].startswith(f"{noon:%Y-%m-%d}T12:00:0")
    assert datetime.fromisoformat(first[5]).utcoffset() == noon.utcoffset()


def test_what_was_not_taken_is_not_told(merchant: Merchant, noon: datetime) -> None:
    merchant.started("approve")
    merchant.started("approve.declined")
    merchant.cancel(merchant.started("approve")[1])
    merchant.refund(captured(merchant, "approve.refund-fails")[1], "2.00")
    merchant.advance(REFUND_SECONDS)
    assert [line[4] for line in report(merchant, noon)] == ["capture"]


def test_a_day_ends_at_midnight_in_warsaw(merchant: Merchant, noon: datetime) -> None:
    midnight = (noon + timedelta(days=1)).replace(hour=0)
    set_to(merchant, midnight - timedelta(seconds=30))
    assert midnight.astimezone(UTC).hour in (22, 23)
    _, remote_id = captured(merchant)
    merchant.refund(remote_id, "2.00")
    merchant.advance(REFUND_SECONDS)
    assert [line[4] for line in report(merchant, noon)] == ["capture"]
    assert [line[4] for line in report(merchant, midnight)] == ["refund"]


def test_an_empty_day_is_a_header(merchant: Merchant, noon: datetime) -> None:
    captured(merchant)
    assert report(merchant, noon + timedelta(days=1)) == []


@pytest.mark.parametrize("day", ["", "2026", "2026-02-30", "tomorrow", "0001-01-01", "9999-12-31"])
def test_a_day_is_a_date(merchant: Merchant, day: str) -> None:
    assert merchant.client.get("/settlement.csv", query_string={"day": day}).status_code == 400


def test_a_line_is_left_out_for_the_magic_value(merchant: Merchant, noon: datetime) -> None:
    captured(merchant, "approve.settlement-missing")
    told, _ = captured(merchant)
    assert [line[0] for line in report(merchant, noon)] == [told]


def test_a_line_is_wrong_for_the_magic_value(merchant: Merchant, noon: datetime) -> None:
    order_id, _ = captured(merchant, "approve.settlement-wrong", "4.50")
    assert [line[2] for line in report(merchant, noon)] == ["5.50"]
    assert merchant.money(order_id)["captured"] == 450


def test_a_line_of_nobody_stands_beside_for_the_magic_value(merchant: Merchant, noon: datetime) -> None:
    order_id, _ = captured(merchant, "approve.settlement-foreign")
    ours, foreign = report(merchant, noon)
    assert ours[0] == order_id
    assert foreign[0] != order_id
    assert merchant.client.get("/money.json", query_string={"order_id": foreign[0]}).get_json()["orders"] == []


def test_both_successes_of_an_order_that_was_paid_twice_are_told(merchant: Merchant, noon: datetime) -> None:
    order_id, remote_id = captured(merchant, "approve.paid-twice")
    lines = report(merchant, noon)
    assert [line[0] for line in lines] == [order_id, order_id]
    assert {line[2] for line in lines} == {"4.50"}
    assert len({line[1] for line in lines} | {remote_id}) == 2
