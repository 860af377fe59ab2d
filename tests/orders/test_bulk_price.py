"""What many tickets at once cost: by the list where it has a price, else by the contract, and never by a guess."""

from datetime import date

import pytest

from chalicelib.orders.errors import NotOrderedInBulk, OrderDetailInvalid, OrderTooSmall, PriceIsListed
from chalicelib.orders.price_order import price_order
from chalicelib.tariff.errors import (
    LineNotSold,
    LinesWanted,
    OutsideSale,
    ProductUnknown,
    RateNotOffered,
    TariffUnknown,
    TooManyMonths,
)
from tests.orders.contracts import LISTED, NOW, draft, in_2026

EVENT = {"product": "event-group-4-day", "rate": "normal"}
CARD = {"product": "tourist-3-day", "rate": "normal", "first_day": None}


@pytest.mark.parametrize(
    ("product", "count", "grosze"),
    [
        ("named-network-z1", 50, 50 * 8000),
        ("named-network-z12", 60, 60 * 12600),
        ("bearer-network-z1", 10, 10 * 12200),
        ("bearer-network-z12", 11, 11 * 16000),
    ],
)
def test_special_tickets_cost_what_the_list_of_2018_says(product, count, grosze):
    assert price_order(draft(product=product, count=count), LISTED).total_grosze == grosze


@pytest.mark.parametrize(("product", "least"), [("named-network-z1", 50), ("bearer-network-z1", 10)])
@pytest.mark.parametrize("rate", ["special", "normal"])
def test_fewer_than_a_contract_is_made_for_are_refused(product, least, rate):
    with pytest.raises(OrderTooSmall) as refusal:
        price_order(draft(product=product, rate=rate, count=least - 1), LISTED)
    assert refusal.value.details == {"least": least}


def test_a_list_without_the_rule_keeps_the_numbers_that_were_found():
    with pytest.raises(OrderTooSmall):
        price_order(in_2026(count=49), NOW)


def test_several_months_have_the_lists_own_rebate():
    assert price_order(draft(months=3), LISTED).unit_grosze == 23520  # 3 × 80.00 less 2 %


def test_an_event_is_one_price_for_all_its_people():
    price = price_order(draft(**EVENT, count=1000, further_days=2), LISTED)
    assert (price.units, price.total_grosze) == (1, 862200)  # 10 × (638 + 2 × 160) zł less 10 %
    assert price.last_day == date(2018, 10, 20)


def test_tourist_cards_begin_when_they_are_used():
    price = price_order(in_2026(**CARD, agreed_grosze=9900, count=3), NOW)
    assert (price.total_grosze, price.last_day) == (29700, None)
    with pytest.raises(OrderDetailInvalid):
        price_order(in_2026(**CARD | {"first_day": date(2026, 12, 1)}, agreed_grosze=9900, count=3), NOW)


def test_a_bulk_ticket_without_a_first_day_is_refused():
    with pytest.raises(OrderDetailInvalid):
        price_order(draft(first_day=None), LISTED)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"agreed_grosze": 0}, RateNotOffered),
        ({"agreed_grosze": 0, "product": "bearer-network-z1"}, ProductUnknown),
        ({"agreed_grosze": 0, **EVENT}, ProductUnknown),
        ({"product": "no-such-ticket"}, ProductUnknown),
        ({"months": 4}, TooManyMonths),
        ({"first_day": date(2027, 1, 30)}, OutsideSale),
        ({"product": "named-1-line-z1"}, LinesWanted),
        ({"product": "named-1-line-z1", "lines": ("52 ",)}, LinesWanted),
        ({"product": "named-1-line-z1", "lines": ("902",)}, LineNotSold),
    ],
)
def test_what_the_list_of_today_does_not_have_is_not_guessed(changes, refusal):
    with pytest.raises(refusal):
        price_order(in_2026(**changes), NOW)


@pytest.mark.parametrize(
    ("changes", "grosze"),
    [
        ({}, 50 * 10500),
        ({"months": 3}, 50 * 31500),
        ({"product": "bearer-network-z1", "count": 10}, 10 * 10500),
        ({"product": "event-group-2-day", "rate": "normal", "count": 700}, 10500),
        ({"product": "named-1-line-z1", "lines": ("52",)}, 50 * 10500),
    ],
)
def test_where_the_list_has_no_price_the_contracts_own_is_taken(changes, grosze):
    price = price_order(in_2026(**changes), NOW)
    assert (price.total_grosze, price.edition) == (grosze, "kmk-2026-03-02")


def test_an_events_price_in_a_contract_is_for_all_of_its_days():
    price = price_order(in_2026(**EVENT, further_days=2), NOW)
    assert (price.total_grosze, price.last_day) == (10500, date(2026, 12, 6))


def test_the_contracts_price_is_refused_where_the_list_has_one():
    with pytest.raises(PriceIsListed):
        price_order(draft(agreed_grosze=7000), LISTED)


@pytest.mark.parametrize(
    "changes", [{"rate": "reduced"}, {"product": "week-z1", "rate": "normal"}, EVENT | {"rate": "special"}]
)
def test_a_single_buyers_ticket_is_not_ordered_in_bulk(changes):
    with pytest.raises(NotOrderedInBulk):
        price_order(in_2026(**changes), NOW)


def test_a_day_whose_list_was_not_found_has_no_price():
    with pytest.raises(TariffUnknown):
        price_order(draft(), LISTED.replace(year=2015))
