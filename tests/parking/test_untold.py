"""What the parking gateway did and never told us, found by the night's comparison."""

from datetime import timedelta

import pytest

from chalicelib.payments.found_differences import FoundDifference
from chalicelib.payments.kept_reconciliations import KeptReconciliation
from chalicelib.payments.reconcile import BOOKED, reconcile
from chalicelib.payments.reconciliation import Reconciliation
from chalicelib.payments.settlement_report import SettledLine
from chalicelib.payments.show_reconciliation import show_reconciliation
from chalicelib.warsaw import warsaw_day
from tests.parking.city import City


@pytest.fixture(autouse=True)
def compared_days(tables):
    tables(FoundDifference, KeptReconciliation)


def at_night(city: City, report: list[SettledLine] | None = None) -> Reconciliation:
    day = warsaw_day(city.now)
    city.later(hours=16)
    return reconcile(day, city.now, city.gateway, BOOKED, report, tell=city.report)


def paid_twice(city: City):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    city.call_gateway(stay.stay_id)
    [order] = stay.order_ids
    city.report(city.report_of(order))
    return city.stay(stay.stay_id), city.gateway.approve_again(order, paid=True)


def goes_back(city: City, stay_id: str, remote_id: str, grosze: int) -> bool:
    city.call_gateway(stay_id)
    return [(one.remote_id, one.amount_grosze) for one in city.gateway.refunds.values()] == [(remote_id, grosze)]


def test_a_second_success_that_nobody_told_is_found_at_night_and_goes_back_by_itself(city: City):
    stay, second = paid_twice(city)
    run = at_night(city)
    assert run.only_theirs == 1, "it is on record"
    [found] = show_reconciliation(run.day).differences
    assert (found.remote_id, found.vanished_at) == (second.remote_id, city.now), "and the books agree by now"
    assert goes_back(city, stay.stay_id, second.remote_id, second.amount_grosze)


def test_a_second_success_on_the_settlement_report_alone_goes_back_by_itself(city: City):
    stay, second = paid_twice(city)
    [order] = stay.order_ids
    first = city.report_of(order)
    lines = [
        SettledLine(number, order, one.remote_id, "capture", one.amount_grosze, one.happened_at)
        for number, one in enumerate((first, second), 2)
    ]
    assert at_night(city, lines).only_theirs == 1
    assert goes_back(city, stay.stay_id, second.remote_id, second.amount_grosze)


def test_a_second_hold_that_nobody_told_is_found_at_night_and_released(city: City):
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    [order] = stay.order_ids
    city.call_gateway(stay.stay_id)
    city.report(city.report_of(order))
    second = city.gateway.approve_again(order)
    at_night(city)
    city.call_gateway(stay.stay_id)
    assert ("release", second.remote_id) in [call[:2] for call in city.gateway.calls]


def test_money_for_an_order_of_nobody_is_left_to_a_person(city: City):
    stay, _ = paid_twice(city)
    foreign = SettledLine(2, "stay_nobody_1", "R9", "capture", 500, city.now + timedelta(minutes=1))
    told = []
    day = warsaw_day(city.now)
    city.later(hours=16)
    reconcile(day, city.now, city.gateway, BOOKED, [foreign], tell=told.append)
    assert "stay_nobody_1" not in [report.order_id for report in told]
    assert "stay_nobody_1" in [one.order_id for one in show_reconciliation(day).differences]
    assert stay.stay_id


def test_a_report_that_cannot_be_followed_keeps_its_difference_and_the_day_goes_on(city: City):
    paid_twice(city)
    day = warsaw_day(city.now)
    city.later(hours=16)

    def fails(_: object) -> None:
        raise RuntimeError

    run = reconcile(day, city.now, city.gateway, BOOKED, None, tell=fails)
    assert run.complete
    [found] = show_reconciliation(day).differences
    assert found.vanished_at is None
