"""Whose money it is: the keys of days, and entries that belong to one owner's books."""

from datetime import date

import pytest

from chalicelib.payments.entry import Entry
from chalicelib.payments.movement import in_books_of
from chalicelib.payments.owner import OWNERS, key_of_day, read_key_of_day
from tests.payments.books import NOON

DAY = date(2026, 11, 20)


def entry(order_id: str, kind: str, *lines: tuple[str, int], call: str = "") -> Entry:
    return Entry(order_id, kind, NOON, lines, call)


def test_the_citys_days_keep_the_keys_that_they_had():
    assert [key_of_day(owner, DAY) for owner in OWNERS] == ["2026-11-20", "mpk#2026-11-20"]


@pytest.mark.parametrize("owner", OWNERS)
def test_a_key_tells_whose_day_it_is(owner):
    assert read_key_of_day(key_of_day(owner, DAY)) == (owner, DAY)


def test_an_entry_that_only_asks_is_of_whoever_has_its_order():
    taken = entry("tkt_a_1", "captured", ("mpk:gateway", 100), ("mpk:tickets", -100))
    asked_again = entry("tkt_a_1", "refund_requested_2", call="refund 100 abc")
    assert in_books_of("mpk", [taken, asked_again]) == [taken, asked_again]
    assert in_books_of("city", [taken, asked_again]) == []


def test_a_correction_of_one_owner_leaves_the_others_order_whole():
    taken = entry("stay_a_1", "captured", ("city:gateway", 100), ("city:parking", -100))
    asked_again = entry("stay_a_1", "refund_requested_2", call="refund 100 abc")
    stranger = entry("stay_a_1", "correction_diff_x", ("mpk:gateway", 100), ("mpk:unexplained", -100))
    assert in_books_of("city", [taken, asked_again, stranger]) == [taken, asked_again]
    assert in_books_of("mpk", [taken, asked_again, stranger]) == [stranger]
