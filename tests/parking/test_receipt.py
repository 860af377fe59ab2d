from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.parking.errors import ReceiptNotReady
from chalicelib.parking.fee import Fee, FeeLine
from chalicelib.parking.receipt import receipt_of
from chalicelib.parking.stay import Hold, Stay
from chalicelib.payments.payment import Payment

START = datetime(2026, 11, 20, 10, tzinfo=UTC)
STOP = START + timedelta(hours=1)
FEE = Fee(900, (FeeLine(START, STOP, 60, 1, 900, 900, "opp-2026-08"),), "opp-2026-08", "Uchwała")


def hold(number: int, **settled: object) -> Hold:
    payment = Payment(f"stay_a_{number}", 5000, "held", START, STOP, held_at=START)
    return Hold(replace(payment, **settled), STOP, "key", "fingerprint")  # type: ignore[arg-type]


def stopped_stay(*holds: Hold) -> Stay:
    return Stay(
        stay_id="stay_a",
        device_id="dev_a",
        plate="KR1ABC",
        subzone="A",
        kind="limited",
        resident=False,
        email="driver@example.org",
        language="pl",
        method="card",
        terms_version="1",
        requested_at=START,
        paid_hours_end=STOP,
        ends_at=STOP,
        holds=holds,
        state="stopped",
        started_at=START,
        stopped_at=STOP,
        stopped_by="driver",
        fee_grosze=900,
    )


def test_all_holds_of_a_stay_are_on_one_receipt() -> None:
    stay = stopped_stay(hold(1, state="captured", due_grosze=900), hold(2, state="released"))
    receipt = receipt_of(stay, FEE, STOP)
    assert receipt.order_ids == ("stay_a_1", "stay_a_2")
    assert (receipt.held_grosze, receipt.captured_grosze, receipt.released_grosze) == (10000, 900, 9100)
    assert receipt.total_grosze == sum(line.amount_grosze for line in receipt.lines) == 900


def test_money_is_taken_or_given_back_only_once_the_gateway_says_so() -> None:
    receipt = receipt_of(stopped_stay(hold(1, state="capture_requested", due_grosze=900)), FEE, STOP)
    assert (receipt.total_grosze, receipt.captured_grosze, receipt.released_grosze) == (900, 0, 0)


def test_a_hold_that_never_came_to_be_is_not_on_it() -> None:
    stay = stopped_stay(hold(1, state="captured", due_grosze=900), hold(2, state="failed", held_at=None))
    receipt = receipt_of(stay, FEE, STOP)
    assert (receipt.order_ids, receipt.held_grosze) == (("stay_a_1",), 5000)


def test_a_fee_too_small_to_be_taken_leaves_no_lines() -> None:
    stay = replace(stopped_stay(hold(1, state="released")), fee_grosze=0)
    receipt = receipt_of(stay, replace(FEE, total_grosze=5), STOP)
    assert (receipt.total_grosze, receipt.lines) == (0, ())


@pytest.mark.parametrize("state", ["awaiting_payment", "running", "unpaid"])
def test_a_stay_that_has_not_ended_has_no_receipt(state: str) -> None:
    with pytest.raises(ReceiptNotReady):
        receipt_of(replace(stopped_stay(hold(1)), state=state), FEE, STOP)  # type: ignore[arg-type]
