"""The price lists leave the desk as files that journey planners read."""

import csv
import io
import zipfile
from datetime import date

import msgspec

from chalicelib.tariff.gtfs_fares import export
from chalicelib.tariff.published_editions import all_editions, edition_on


def test_every_edition_is_listed_with_its_source(mk):
    status, said = mk("tariff", "list")
    assert status == 0
    assert [line.split()[0] for line in said.splitlines()] == [edition.id for edition in all_editions()]
    assert msgspec.json.decode(mk("tariff", "list", "--json")[1])["items"][0]["valid_from"] == "2008-01-01"


def test_an_edition_is_written_as_gtfs_fares(mk, tmp_path):
    out = tmp_path / "fares.zip"
    status, said = mk("tariff", "gtfs", "--on", "2026-11-23", "--out", str(out), "--language", "en")
    expected = export(edition_on(date(2026, 11, 23)))
    with zipfile.ZipFile(out) as archive:
        assert {name: archive.read(name).decode() for name in archive.namelist()} == expected
    prices = list(csv.DictReader(io.StringIO(expected["fare_products.txt"])))
    assert status == 0
    assert f"fare_products.txt  {len(prices)}" in said


def test_the_same_edition_makes_the_same_bytes(mk, tmp_path):
    for name in ("a.zip", "b.zip"):
        mk("tariff", "gtfs", "--on", "2026-11-23", "--out", str(tmp_path / name))
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_day_before_the_first_list_writes_nothing(mk, tmp_path):
    status, said = mk("tariff", "gtfs", "--on", "2001-01-01", "--out", str(tmp_path / "none.zip"))
    assert (status, "tariff_unknown" in said, (tmp_path / "none.zip").exists()) == (1, True, False)
