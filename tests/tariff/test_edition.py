import json
from datetime import date, timedelta

import msgspec
import pytest

from chalicelib.tariff import published_editions
from chalicelib.tariff.edition import parsed
from chalicelib.tariff.errors import PriceUnknown, ProductUnknown, RateNotOffered, TariffUnknown
from chalicelib.tariff.published_editions import all_editions, edition_on, first_days

EDITIONS = [
    ("kmk-2008-01-01", date(2008, 1, 1), date(2010, 12, 31)),
    ("kmk-2018-08-01", date(2018, 8, 1), date(2018, 11, 6)),
    ("kmk-2018-11-07", date(2018, 11, 7), date(2019, 4, 30)),
    ("kmk-2019-05-01", date(2019, 5, 1), date(2021, 1, 31)),
    ("kmk-2021-02-01", date(2021, 2, 1), date(2023, 7, 31)),
    ("kmk-2023-08-01", date(2023, 8, 1), date(2024, 7, 31)),
    ("kmk-2024-08-01", date(2024, 8, 1), date(2026, 3, 1)),
    ("kmk-2026-03-02", date(2026, 3, 2), None),
]
"""Without a last day: until a successor begins."""


def document(product=None, **changes):
    row = {"id": "a", "printed": "a", "kind": "time", "zones": ["I"], "minutes": 20}
    row["prices"] = {"normal": {"grosze": 400, "confidence": "high", "sources": ["list"]}}
    whole = {
        "id": "kmk-2030-01-01",
        "valid_from": "2030-01-01",
        "valid_to": None,
        "dates_confidence": "high",
        "source": "test",
        "sources": {"list": "test"},
        "notes": [],
        "zones": {"I": "Kraków"},
        "carriers": ["paper"],
        "rules": dict.fromkeys(
            (
                "several_months",
                "sale_ahead",
                "line_tickets",
                "lines_not_sold",
                "returns",
                "in_bulk",
                "breakdown",
                "certificate",
                "driver_sales",
                "ride_on_top",
            )
        ),
        "fees": {},
        "additional_fares": [],
        "concessions": [],
        "products": [row | (product or {})],
    }
    return json.dumps(whole | changes).encode()


def test_the_eight_collected_editions_are_each_for_its_days():
    known = {each.id: each for each in all_editions()}
    for edition_id, first_day, last_day in EDITIONS:
        assert known[edition_id].valid_from == first_day
        assert last_day in (None, known[edition_id].valid_to)


@pytest.mark.parametrize(("edition_id", "first_day", "last_day"), EDITIONS)
def test_an_edition_holds_from_its_first_day_to_its_last(edition_id, first_day, last_day):
    assert edition_on(first_day).id == edition_id
    assert edition_on(last_day or first_day).id == edition_id


@pytest.mark.parametrize("day", [date.min, date(2007, 12, 31), date(2011, 1, 1), date(2018, 7, 31)])
def test_a_day_whose_list_was_not_found_is_refused(day):
    with pytest.raises(TariffUnknown) as refusal:
        edition_on(day)
    assert refusal.value.details == {"day": day.isoformat()}


def test_a_day_reads_one_file_and_no_other(monkeypatch):
    published_editions._edition.cache_clear()
    read = []
    monkeypatch.setattr(published_editions, "parsed", lambda raw: read.append(raw) or parsed(raw))
    edition_on(date(2026, 11, 23))
    edition_on(date(2026, 11, 24))
    assert len(read) == 1


def test_a_new_edition_is_one_file_and_ends_the_one_before_it(tmp_path, monkeypatch):
    first = document(id="kmk-2030-01-01", valid_from="2030-01-01")
    (tmp_path / "kmk-2030-01-01.json").write_bytes(first)
    (tmp_path / "kmk-2031-06-01.json").write_bytes(document(id="kmk-2031-06-01", valid_from="2031-06-01"))
    monkeypatch.setattr(published_editions, "_FOLDER", tmp_path)
    first_days.cache_clear()
    published_editions._edition.cache_clear()
    try:
        assert [each.valid_to for each in all_editions()] == [date(2031, 5, 31), None]
        assert edition_on(date(2040, 1, 1)).id == "kmk-2031-06-01"
        (tmp_path / "kmk-2030-01-01.json").write_bytes(document(valid_to="2031-06-01"))
        published_editions._edition.cache_clear()
        with pytest.raises(ValueError, match="reaches into its successor"):
            edition_on(date(2030, 2, 1))
        (tmp_path / "kmk-2030-01-01.json").write_bytes(document(valid_from="2030-01-02"))
        with pytest.raises(ValueError, match="says that it is"):
            edition_on(date(2030, 2, 1))
    finally:
        first_days.cache_clear()
        published_editions._edition.cache_clear()


@pytest.mark.parametrize("edition", all_editions(), ids=lambda edition: edition.id)
def test_every_price_has_a_source_and_less_than_high_confidence_a_reason(edition):
    prices = [price for product in edition.products for price in product.prices.values()]
    prices += edition.fees.values()
    assert all(price.sources for price in prices)
    assert all(price.because for price in prices if price.confidence != "high")


@pytest.mark.parametrize("edition", all_editions(), ids=lambda edition: edition.id)
def test_two_tickets_of_a_list_differ_in_what_they_are(edition):
    def nature(product):
        return msgspec.json.encode(
            msgspec.structs.replace(product, id="", printed="", note="", prices={}, unknown=(), same_price_as="x")
        )

    natures = [nature(product) for product in edition.products]
    assert len(set(natures)) == len(natures)


def test_a_price_that_was_not_found_is_absent_and_says_so():
    edition = edition_on(date(2026, 11, 23))
    with pytest.raises(PriceUnknown):
        edition.price(edition.product("metropolitan-z2"), "normal")
    assert not edition.complete
    assert edition_on(date(2008, 6, 1)).complete


def test_a_rate_that_is_not_sold_is_refused_and_so_is_a_ticket():
    edition = edition_on(date(2026, 11, 23))
    with pytest.raises(RateNotOffered):
        edition.price(edition.product("named-network-z1"), "special")
    with pytest.raises(ProductUnknown):
        edition.product("named-2-lines-z1")


def test_the_tourist_card_costs_what_the_day_ticket_costs():
    edition = edition_on(date(2009, 1, 1))
    cards = {days: edition.price(edition.product(f"tourist-{days}-day"), "normal").grosze for days in (1, 2, 3)}
    assert cards == {1: 1040, 2: 1880, 3: 2500}


def test_resident_tickets_in_two_zones_came_on_7_november_2018():
    before, after = edition_on(date(2018, 11, 6)), edition_on(date(2018, 11, 7))
    new = {
        product.id: sorted({*product.rates} - {*before.product(product.id).rates})
        for product in after.products
        if product.rates != before.product(product.id).rates
    }
    assert new == {
        "named-2-lines-z12": ["resident", "resident_reduced"],
        "named-network-z12": ["resident", "resident_reduced"],
        "semester-z12": ["resident_reduced"],
    }


def test_what_was_withdrawn_is_no_longer_sold():
    kinds = {each.id: {product.kind for product in each.products} for each in all_editions()}
    bearer = [each.id for each in all_editions() for one in each.products if one.kind == "period" and not one.named]
    assert {edition_id for edition_id, sold in kinds.items() if "two_ride" in sold} == {
        "kmk-2018-08-01",
        "kmk-2018-11-07",
    }
    assert max(bearer) == "kmk-2018-11-07"
    assert max(edition_id for edition_id, sold in kinds.items() if "semester" in sold) == "kmk-2019-05-01"
    assert min(edition_id for edition_id, sold in kinds.items() if "metropolitan" in sold) == "kmk-2023-08-01"


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        pytest.param({"product": {"zones": ["II"]}}, "has no zone II", id="zone"),
        pytest.param({"product": {"unknown": ["normal"]}}, "says is unknown", id="known and unknown"),
        pytest.param({"product": {"prices": {}}}, "needs prices of its own", id="no price"),
        pytest.param({"product": {"minutes": None}}, "does not say how long", id="no time"),
        pytest.param({"product": {"kind": "week"}}, "for how many days", id="no days"),
        pytest.param({"product": {"prize": 1}}, "unknown field `prize`", id="misspelt"),
        pytest.param({"sources": {}}, "does not list", id="source"),
        pytest.param({"sources": {"list": "a", "other": "b"}}, "does not cite: .'other'.", id="idle source"),
        pytest.param({"valid_to": "2029-12-31"}, "ends before it begins", id="reversed"),
        pytest.param(
            {"product": {"prices": {}, "same_price_as": "b"}}, "refers to unknown products: b", id="other product"
        ),
    ],
)
def test_a_wrong_file_is_refused_and_says_why(wrong, complaint):
    with pytest.raises(msgspec.ValidationError, match=complaint):
        parsed(document(**wrong))


def test_a_ticket_listed_twice_is_refused():
    row = json.loads(document())["products"][0]
    with pytest.raises(msgspec.ValidationError, match="lists a product twice"):
        parsed(document(products=[row, row]))


def test_the_day_before_an_edition_is_its_predecessors():
    for earlier, later in zip(all_editions(), all_editions()[1:], strict=False):
        assert earlier.valid_to is not None
        assert earlier.valid_to <= later.valid_from - timedelta(days=1)
