"""What each list asks, as it was printed: at the inspector's, on the seventh day, on the eighth. None: not found.

The lists of 2018 and since August 2023 put a ride on top, 3.80 and 6.00 zł.
"""

from datetime import date, timedelta

import pytest

from chalicelib.additional_fares.price import tariff_of
from chalicelib.tariff.additional_fare import Offence

UNKNOWN = (None, None, None)
LISTS: dict[date, dict[Offence, tuple[int | None, int | None, int | None]]] = {
    date(2009, 6, 1): {
        "no_ticket": (7000, 7000, 10000),
        "no_document": (5250, 5250, 7500),
        "luggage": (5250, 5250, 7500),
        "stopping": (37500, 37500, 37500),
    },
    date(2018, 9, 3): {
        "no_ticket": (12380, 12380, 24380),
        "no_document": (10880, 10880, 15380),
        "luggage": UNKNOWN,
        "stopping": UNKNOWN,
    },
    date(2019, 6, 3): {
        "no_ticket": (12000, 12000, 24000),
        "no_document": (10500, 10500, 15000),
        "luggage": (10500, 10500, 15000),
        "stopping": (51000, 51000, 51000),
    },
    date(2022, 6, 1): {
        "no_ticket": (12000, 12000, 24000),
        "no_document": (11200, 11200, 16000),
        "luggage": (11200, 11200, 16000),
        "stopping": (52000, 52000, 52000),
    },
    date(2024, 6, 3): {
        "no_ticket": (15600, 23100, 30600),
        "no_document": (14600, 17600, 20600),
        "luggage": (14600, None, 20600),
        "stopping": UNKNOWN,
    },
    date(2026, 11, 23): {
        "no_ticket": (None, None, 40000),
        "no_document": UNKNOWN,
        "luggage": UNKNOWN,
        "stopping": UNKNOWN,
    },
}


@pytest.mark.parametrize(("day", "offence"), [(day, offence) for day, asked in LISTS.items() for offence in asked])
def test_a_demand_asks_what_its_list_printed(day: date, offence: Offence):
    tariff = tariff_of(offence, day)
    seventh, eighth = (tariff.on(day + timedelta(days=days), day) for days in (7, 8))
    assert (tariff.to_inspector(day), seventh, eighth) == LISTS[day][offence]
    assert tariff.full == LISTS[day][offence][2]


@pytest.mark.parametrize(("day", "fee"), [*zip(LISTS, (500, None, 1200, 1600, None, None), strict=True)])
def test_the_handling_fee_is_that_of_the_list_and_has_no_ride_on_top(day: date, fee: int | None):
    assert tariff_of("no_ticket", day).handling_grosze == fee


@pytest.mark.parametrize(
    ("inspected_on", "grosze"), [(date(2019, 4, 30), 24380), (date(2019, 5, 1), 24000), (date(2023, 8, 1), 30600)]
)
def test_the_list_of_the_inspections_day_counts_whatever_the_list_is_later(inspected_on: date, grosze: int):
    assert tariff_of("no_ticket", inspected_on).on(date(2026, 11, 23), inspected_on) == grosze
