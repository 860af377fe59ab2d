from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.tariff.errors import NotReturnable, ReturnRuleUnknown, ReturnTooLate
from chalicelib.tariff.published_editions import edition_on
from chalicelib.tariff.return_rule import is_returnable, last_day_to_return, refund

EDITION = edition_on(date(2026, 11, 23))
OLD = edition_on(date(2018, 12, 1))
RETURNS = EDITION.rules.returns
TICKET = EDITION.product("named-network-z1")


def returned(first_day, last_day, on, paid=9900):
    return refund(TICKET, paid, first_day, last_day, on, RETURNS)


def test_a_recorded_return_of_28_unused_days_of_30():
    back = returned(date(2025, 9, 19), date(2025, 10, 18), date(2025, 9, 20))
    assert (back.grosze, back.used_days, back.unused_days) == (9240, 2, 28)
    assert back.ends_on == date(2025, 9, 20)


def test_the_day_of_the_return_counts_as_used():
    assert returned(date(2026, 11, 1), date(2026, 11, 30), date(2026, 11, 1)).used_days == 1


def test_a_ticket_that_has_not_begun_is_paid_back_whole():
    assert returned(date(2026, 12, 1), date(2026, 12, 31), date(2026, 11, 30)).grosze == 9900


def test_the_last_day_to_return_is_the_16th_before_the_end():
    assert RETURNS
    assert last_day_to_return(date(2025, 11, 8), RETURNS) == date(2025, 10, 24)
    assert returned(date(2025, 10, 9), date(2025, 11, 8), date(2025, 10, 24)).unused_days == 15
    with pytest.raises(ReturnTooLate) as refusal:
        returned(date(2025, 10, 9), date(2025, 11, 8), date(2025, 10, 25))
    assert refusal.value.details == {"last_day": "2025-10-24"}


@given(st.integers(0, 200_000), st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(16, 366), st.data())
def test_refund_and_used_part_are_what_was_paid(paid, first_day, length, data):
    last_day = first_day + timedelta(days=length - 1)
    on = first_day + timedelta(days=data.draw(st.integers(-30, length - 16)))
    back = returned(first_day, last_day, on, paid)
    assert back.grosze + back.used_grosze == paid
    assert back.used_days + back.unused_days == length
    assert 0 <= back.grosze <= paid


@given(st.integers(0, 200_000), st.integers(17, 366))
def test_a_day_later_never_pays_back_more(paid, length):
    first_day = date(2026, 1, 1)
    last_day = first_day + timedelta(days=length - 1)
    refunds = [
        returned(first_day, last_day, first_day + timedelta(days=day), paid).grosze for day in range(length - 15)
    ]
    assert refunds == sorted(refunds, reverse=True)


@pytest.mark.parametrize("product_id", ["bearer-network-z1", "social-z1", "24h-z1", "group-20-z1"])
def test_bearer_social_and_stamped_tickets_are_not_returned(product_id):
    with pytest.raises(NotReturnable):
        refund(
            OLD.product(product_id), 5000, date(2018, 12, 1), date(2018, 12, 31), date(2018, 12, 2), OLD.rules.returns
        )


def test_where_no_rule_was_found_nothing_is_promised():
    metropolitan = EDITION.product("metropolitan-z1")
    assert is_returnable(metropolitan, RETURNS) is None
    assert is_returnable(TICKET, edition_on(date(2009, 1, 1)).rules.returns) is None
    with pytest.raises(ReturnRuleUnknown):
        refund(metropolitan, 19300, date(2026, 12, 1), date(2026, 12, 31), date(2026, 12, 2), RETURNS)
