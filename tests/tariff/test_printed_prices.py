"""Every price of the collected lists, and no other. Which of them are only inferred, the editions say themselves."""

from datetime import date

import pytest

from chalicelib.tariff.published_editions import all_editions, edition_on
from chalicelib.tariff.rebate import less_statutory, several_months
from tests.tariff.conftest import Quoted, printed

_ROWS = [(day, row) for day, rows in printed("prices").items() for row in rows]
_MONTHS = [
    (rate, product, months, grosze)
    for rate, table in printed("several_months_2018").items()
    for product, row in table.items()
    for months, grosze in enumerate(row, 1)
]
_FARES = printed("additional_fares")


@pytest.mark.parametrize(("day", "row"), _ROWS, ids=[f"{day} {row['row']}" for day, row in _ROWS])
def test_a_printed_price_is_the_price(day, row):
    edition = edition_on(date.fromisoformat(day))
    product = edition.product(row["product"])
    assert {rate: price.grosze for rate, price in product.prices.items()} == row["prices"]


def test_no_price_of_the_collected_lists_stands_without_a_printed_one():
    collected = {f"kmk-{day}" for day, _ in _ROWS}
    editions = [edition for edition in all_editions() if edition.id in collected]
    known = {(edition.id, product.id) for edition in editions for product in edition.products if product.prices}
    on_paper = {(f"kmk-{day}", row["product"]) for day, row in _ROWS if row["prices"]}
    rail = {("kmk-2019-05-01", f"rail-integrated-{_top(row['km'])}km") for row in printed("rail_2019")}
    assert known == on_paper | rail


def test_the_table_of_one_to_twelve_months_of_2018_has_112_cells_of_several_months():
    assert sum(months > 1 for _, _, months, _ in _MONTHS) == 112


@pytest.mark.parametrize(("rate", "product", "months", "grosze"), _MONTHS)
def test_several_months_of_2018_cost_what_was_printed(quoted: Quoted, rate, product, months, grosze):
    lines = {"1": ["50"], "2": ["50", "52"]}.get(product.split("-")[1], [])
    answer = quoted(product=product, rate=rate, months=months, lines=lines, on="2018-09-03")
    assert answer["total"]["amount"] == grosze
    assert sum(line["amount"]["amount"] for line in answer["lines"]) == grosze


@pytest.mark.parametrize("row", printed("rail_2019"), ids=lambda row: row["km"])
def test_rail_prices_of_2019_by_distance_and_statutory_reduction(quoted: Quoted, row):
    normal = row["prices"]["0"]
    assert {percent: less_statutory(normal, int(percent)) for percent in row["prices"]} == row["prices"]
    asked = {"product": f"rail-integrated-{_top(row['km'])}km", "on": "2019-06-03"}
    assert quoted(**asked)["total"]["amount"] == normal
    for percent, grosze in row["prices"].items():
        if percent != "0":
            assert quoted(**asked, rail_rebate=int(percent))["total"]["amount"] == grosze


@pytest.mark.parametrize("row", _FARES, ids=[f"{row['day']} {row['offence']}" for row in _FARES])
def test_additional_fares_are_those_printed(row):
    edition = edition_on(date.fromisoformat(row["day"]))
    fare = next(fare for fare in edition.additional_fares if fare.offence == row["offence"])
    amounts = {name: getattr(fare, name) for name in ("full", "at_inspector", "within_7_days")}
    assert {name: price and price.grosze for name, price in amounts.items()} == {name: row[name] for name in amounts}


@pytest.mark.parametrize("day", ["2021-03-01", "2023-09-01", "2025-01-01", "2026-11-23"])
def test_since_2021_several_months_are_the_plain_multiple(day):
    edition = edition_on(date.fromisoformat(day))
    rule = edition.rules.several_months
    assert rule and (rule.longest, rule.rebate_percent) == (3, 0)


@pytest.mark.parametrize(
    ("monthly", "months", "printed_grosze"), [(8000, 2, 16000), (8000, 3, 24000), (14800, 3, 44400), (4950, 3, 14850)]
)
def test_multiples_printed_since_2021(monthly, months, printed_grosze):
    assert several_months(monthly, months, 0) == printed_grosze


def test_drafts_are_no_prices():
    edition = edition_on(date(2026, 3, 2))
    prices = {price.grosze for product in edition.products for price in product.prices.values()}
    assert not prices & {10900, 5450, 56500, 28250}
    assert edition.product("joint-70min-z123").unknown == ("normal", "reduced")


def _top(kilometres: str) -> str:
    return kilometres.removeprefix("do ").split("-")[-1]
