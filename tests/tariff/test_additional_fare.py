from datetime import date, timedelta

import pytest

from chalicelib.tariff.additional_fare import cancelled_by, to_pay
from chalicelib.tariff.published_editions import edition_on

ISSUED = date(2009, 6, 1)
FARES = {fare.offence: fare for fare in edition_on(ISSUED).additional_fares}


def pays(offence, after, *, at_inspector=False, fares=FARES, ride=0):
    return to_pay(fares[offence], ISSUED, ISSUED + timedelta(days=after), at_inspector=at_inspector, ride=ride)


@pytest.mark.parametrize(
    ("offence", "at_once", "later"),
    [("no_ticket", 7000, 10000), ("no_document", 5250, 7500), ("luggage", 5250, 7500), ("stopping", 37500, 37500)],
)
def test_seven_days_cost_30_percent_less_except_for_stopping_a_vehicle(offence, at_once, later):
    assert pays(offence, 0, at_inspector=True) == at_once
    assert pays(offence, 7) == at_once
    assert pays(offence, 8) == later


def test_an_additional_fare_of_2008_is_a_multiple_of_the_cheapest_ride():
    ride = edition_on(ISSUED).price(edition_on(ISSUED).product("single-day-z1"), "normal").grosze
    full = {offence: fare.full.grosze for offence, fare in FARES.items() if fare.full}
    assert full == {"no_ticket": 40 * ride, "no_document": 30 * ride, "luggage": 30 * ride, "stopping": 150 * ride}


def test_since_2023_the_inspector_takes_half_and_a_week_a_quarter_and_the_ride_is_on_top():
    fares = {fare.offence: fare for fare in edition_on(date(2024, 1, 1)).additional_fares}
    assert pays("no_ticket", 0, at_inspector=True, fares=fares) == 15000
    assert pays("no_ticket", 7, fares=fares) == 22500
    assert pays("no_ticket", 8, fares=fares) == 30000
    assert pays("no_ticket", 0, at_inspector=True, fares=fares, ride=600) == 15600


def test_an_amount_that_was_not_found_is_not_guessed():
    fares = {fare.offence: fare for fare in edition_on(date(2026, 11, 23)).additional_fares}
    assert pays("no_ticket", 8, fares=fares) == 40000
    assert pays("no_ticket", 7, fares=fares) is None
    assert pays("stopping", 8, fares=fares) is None


@pytest.mark.parametrize(
    ("offence", "shown", "after", "bought_before", "cancelled"),
    [
        ("no_ticket", "named_ticket", 7, True, True),
        ("no_ticket", "named_ticket", 8, True, False),
        ("no_ticket", "named_ticket", 1, False, False),
        ("no_ticket", "rail_stamp", 1, True, True),
        ("no_ticket", "bearer_ticket", 1, True, False),
        ("no_document", "document", 7, True, True),
        ("no_document", "named_ticket", 1, True, False),
        ("luggage", "document", 1, True, False),
    ],
)
def test_what_is_shown_within_seven_days_cancels(offence, shown, after, bought_before, cancelled):
    shown_on = ISSUED + timedelta(days=after)
    assert cancelled_by(FARES[offence], ISSUED, shown_on, shown, bought_before=bought_before) is cancelled


@pytest.mark.parametrize(
    ("day", "grosze"), [(date(2009, 1, 1), 500), (date(2019, 6, 1), 1200), (date(2022, 1, 1), 1600)]
)
def test_a_cancelled_demand_costs_the_handling_fee(day, grosze):
    assert edition_on(day).fees["handling"].grosze == grosze


def test_a_lost_ticket_of_2008_is_replaced_for_its_fee():
    fees = edition_on(date(2009, 1, 1)).fees
    assert (fees["lost_stamp"].grosze, fees["lost_card"].grosze) == (200, 800)
