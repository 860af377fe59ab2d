"""The export holds to the GTFS Schedule reference: fields, keys, references, conditional fields."""

import csv
import io
import re
from datetime import date

import pytest

from chalicelib.tariff.gtfs_fares import export
from chalicelib.tariff.published_editions import all_editions, edition_on

KEYS = {
    "areas.txt": ["area_id"],
    "networks.txt": ["network_id"],
    "rider_categories.txt": ["rider_category_id"],
    "fare_media.txt": ["fare_media_id"],
    "fare_products.txt": ["fare_product_id", "rider_category_id", "fare_media_id"],
    "fare_leg_rules.txt": ["network_id", "from_area_id", "to_area_id", "fare_product_id"],
    "fare_transfer_rules.txt": ["from_leg_group_id", "to_leg_group_id", "transfer_count", "duration_limit"],
}
REFERENCES = [
    ("fare_products.txt", "rider_category_id", "rider_categories.txt", "rider_category_id"),
    ("fare_products.txt", "fare_media_id", "fare_media.txt", "fare_media_id"),
    ("fare_leg_rules.txt", "network_id", "networks.txt", "network_id"),
    ("fare_leg_rules.txt", "from_area_id", "areas.txt", "area_id"),
    ("fare_leg_rules.txt", "to_area_id", "areas.txt", "area_id"),
    ("fare_leg_rules.txt", "fare_product_id", "fare_products.txt", "fare_product_id"),
    ("fare_transfer_rules.txt", "from_leg_group_id", "fare_leg_rules.txt", "leg_group_id"),
    ("fare_transfer_rules.txt", "to_leg_group_id", "fare_leg_rules.txt", "leg_group_id"),
]


@pytest.fixture(params=all_editions(), ids=lambda edition: edition.id)
def edition(request):
    return request.param


@pytest.fixture
def tables(edition):
    return {name: list(csv.DictReader(io.StringIO(text), strict=True)) for name, text in export(edition).items()}


def test_every_file_has_rows_and_every_key_is_unique(tables):
    assert set(tables) == set(KEYS)
    for name, key in KEYS.items():
        keys = [tuple(row[field] for field in key) for row in tables[name]]
        assert keys
        assert len(set(keys)) == len(keys)


def test_every_reference_points_to_something(tables):
    for source, field, target, key in REFERENCES:
        assert {row[field] for row in tables[source]} <= {row[key] for row in tables[target]}


def test_one_rider_category_is_the_default(tables):
    defaults = [
        row["rider_category_id"] for row in tables["rider_categories.txt"] if row["is_default_fare_category"] == "1"
    ]
    assert defaults == ["normal"]


def test_an_amount_is_decimal_and_is_the_price(edition, tables):
    for row in tables["fare_products.txt"]:
        assert (row["currency"], bool(re.fullmatch(r"\d+\.\d\d", row["amount"]))) == ("PLN", True)
        if row["fare_media_id"] != "driver":
            price = edition.price(edition.product(row["fare_product_id"]), row["rider_category_id"])
            assert round(float(row["amount"]) * 100) == price.grosze


def test_a_transfer_within_one_ticket_has_its_count_and_a_limit_its_type(tables):
    for row in tables["fare_transfer_rules.txt"]:
        assert row["from_leg_group_id"] == row["to_leg_group_id"]
        assert row["transfer_count"] in ("-1", "1")
        assert bool(row["duration_limit"]) == (row["duration_limit_type"] != "")


def test_a_price_that_was_not_found_is_not_exported(tables, edition):
    exported = {row["fare_product_id"] for row in tables["fare_products.txt"]}
    assert exported == {product.id for product in edition.products if product.prices or product.same_price_as}


def test_a_ticket_for_one_line_has_a_price_and_no_leg():
    files = export(edition_on(date(2026, 11, 23)))
    assert "named-1-line-z1" in files["fare_products.txt"]
    assert "named-1-line-z1" not in files["fare_leg_rules.txt"]


def test_a_driver_sells_at_the_surcharge():
    rows = export(edition_on(date(2009, 1, 5)))["fare_products.txt"].splitlines()
    assert [row.split(",")[-2] for row in rows if row.startswith("single-day-z1,") and ",normal,driver," in row] == [
        "3.00"
    ]


def test_day_tickets_are_not_good_on_night_lines():
    rows = list(csv.DictReader(io.StringIO(export(edition_on(date(2009, 1, 5)))["fare_leg_rules.txt"])))
    networks = {
        product: {row["network_id"] for row in rows if row["fare_product_id"] == product}
        for product in ("60min-z1", "24h-z1", "single-night-z1")
    }
    assert networks == {"60min-z1": {"kmk_day"}, "24h-z1": {"kmk_day", "kmk_night"}, "single-night-z1": {"kmk_night"}}
