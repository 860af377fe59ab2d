"""Each step of an order is one transaction: the order, its people, the books and the audit."""

from datetime import date
from unittest.mock import patch

import pytest

from chalicelib.audit.list_entries import list_entries
from chalicelib.orders import kept_orders, record
from chalicelib.orders.bulk_order import Transfer
from chalicelib.orders.errors import BulkOrderUnknown, PaymentDayInvalid, TransferDiffers, TransferTaken
from chalicelib.orders.find_order import find_order
from chalicelib.orders.list_orders import list_orders
from chalicelib.orders.show_order import show_order
from chalicelib.payments.booked_entries import of_order
from chalicelib.payments.list_moved import list_moved
from chalicelib.payments.trial_balance import trial_balance
from chalicelib.warsaw import warsaw_day
from tests.orders.contracts import LISTED, draft


def waits(status):
    return [order.draft.reference for order in list_orders(status, 9, None)[0]]


def test_a_paid_order_is_in_the_operators_books(office):
    order = office.paid()
    [entry] = of_order(order.order_id)
    assert (entry.kind, dict(entry.lines)) == ("transferred", {"mpk:bank": 400000, "mpk:tickets": -400000})
    assert entry.moves_money


def test_what_is_owed_back_waits_in_the_books_until_the_bank_has_sent_it(office):
    order_id = office.paid().order_id
    office.cancel(order_id)
    assert waits("refund_owed") == ["form-1"]
    day = warsaw_day(office.now)
    balance = trial_balance(list_moved(day, day))
    assert (balance.proved, balance.accounts["mpk:refunds"].balance_grosze) == (True, -400000)
    office.refund(order_id)
    balance = trial_balance(list_moved(day, day))
    assert {turnover.balance_grosze for turnover in balance.accounts.values()} == {0}
    assert waits("refund_owed") == []


def test_a_refused_transfer_books_nothing(office):
    order = office.confirmed()
    office.later(days=3)
    with pytest.raises(TransferDiffers):
        office.pay(order.order_id, 399900)
    assert of_order(order.order_id) == []
    assert find_order(order.order_id) == order


def test_a_repeated_step_is_written_once(office):
    order = office.paid()
    again = office.pay(order.order_id, 400000)
    assert again == order
    assert [entry.what for entry in list_entries("orders", 9, None)[0]] == ["pay", "confirm", "draft"]
    assert len(of_order(order.order_id)) == 1


def test_one_transfer_pays_one_order(office):
    first = office.paid()
    second = office.confirmed(draft(reference="form-2"))
    for name in ("BANK/1", " bank/ 1 "):
        with pytest.raises(TransferTaken):
            office.pay(second.order_id, 400000, Transfer(name, date(2018, 10, 4)))
    assert (find_order(second.order_id), of_order(second.order_id)) == (second, [])
    assert office.pay(first.order_id, 400000) == first
    assert office.pay(second.order_id, 400000, Transfer("BANK/2", date(2018, 10, 4))).status == "paid"
    day = warsaw_day(office.now)
    assert trial_balance(list_moved(day, day)).accounts["mpk:bank"].balance_grosze == 800000


def test_a_transfer_stays_with_an_order_whose_money_went_back(office):
    first = office.paid()
    office.cancel(first.order_id)
    office.refund(first.order_id)
    second = office.confirmed(draft(reference="form-2"))
    with pytest.raises(TransferTaken):
        office.pay(second.order_id, 400000)


def test_the_people_of_a_cancelled_order_are_forgotten_with_it(office):
    order = office.confirmed(draft(count=150))
    office.cancel(order.order_id)
    assert show_order(order.order_id, with_people=True)[1] == []


def test_the_people_of_a_paid_order_stay_with_its_books(office):
    order = office.paid()
    office.cancel(order.order_id)
    assert len(show_order(order.order_id, with_people=True)[1]) == 50


def test_each_state_that_waits_has_its_list_and_what_is_over_is_in_none(office):
    order_id = office.drafted().order_id
    assert waits("drafted") == ["form-1"]
    office.confirm(order_id, 400000)
    assert (waits("drafted"), waits("confirmed")) == ([], ["form-1"])
    office.later(days=3)
    office.pay(order_id, 400000)
    assert waits("paid") == ["form-1"]
    office.hand_over(order_id)
    assert [waits(status) for status in ("drafted", "confirmed", "paid", "refund_owed")] == [[], [], [], []]


def test_the_tariff_of_the_day_of_the_confirmation_counts(office):
    office.now = LISTED.replace(month=11, day=5)
    given = draft(first_day=date(2018, 11, 12), pay_by=date(2018, 11, 9))
    assert office.drafted(given).price.edition == "kmk-2018-08-01"
    office.later(days=2)
    assert office.confirmed(given).price.edition == "kmk-2018-11-07"


def test_a_draft_that_was_left_lying_is_not_confirmed_after_its_last_day_to_pay(office):
    order = office.drafted()
    office.later(days=10)
    with pytest.raises(PaymentDayInvalid):
        office.confirm(order.order_id, 400000)
    assert find_order(order.order_id).status == "drafted"


def test_an_order_that_is_not_there_takes_no_step(office):
    with pytest.raises(BulkOrderUnknown):
        office.cancel("ord_nothing")


def test_two_operators_do_not_both_decide(office):
    order = office.paid()
    stale = iter([order])
    office.hand_over(order.order_id)
    real = record.find_order
    with patch.object(record, "find_order", lambda order_id: next(stale, None) or real(order_id)):
        office.hand_over(order.order_id)
    assert [step.status for step in kept_orders.get(order.order_id).history].count("handed_over") == 1
