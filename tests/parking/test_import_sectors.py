import json
from datetime import date

import msgspec
import pytest

from chalicelib.parking.published_editions import editions
from mk.__main__ import main
from mk.import_sectors import LayerRefused, import_sectors

RING = [[19.93, 50.05], [19.94, 50.05], [19.94, 50.06], [19.93, 50.05]]
NEWEST = editions().newest


def feature(letter, number, geometry=None):
    return {
        "type": "Feature",
        "properties": {"OBJECTID": 1, "Podstrefa_": letter, "Nr_sektora": number, "Uwagi": " "},
        "geometry": geometry or {"type": "Polygon", "coordinates": [RING]},
    }


def layer_of(*features, **members):
    return {"type": "FeatureCollection", "features": list(features)} | members


def whole_city(*more):
    return layer_of(*(feature(letter, number) for number, letter in NEWEST.letters().items()), *more)


@pytest.fixture
def imported(tmp_path):
    def run(layer):
        given, into = tmp_path / "layer.geojson", tmp_path / "sectors.geojson"
        given.write_text(json.dumps(layer) if isinstance(layer, dict) else layer)
        try:
            import_sectors(given, date(2026, 9, 17), NEWEST, into)
        except LayerRefused:
            assert not into.exists()
            raise
        return json.loads(into.read_text())

    return run


def numbers(collection):
    return [feature["properties"]["number"] for feature in collection["features"]]


def test_the_citys_layer_becomes_ours(imported):
    collection = imported(whole_city())
    assert numbers(collection) == sorted(NEWEST.letters())
    assert collection["features"][0]["geometry"] == {"type": "MultiPolygon", "coordinates": [[RING]]}
    assert "2026-09-17" in collection["source"]
    assert "charakter poglądowy" in collection["source"]


def test_what_was_imported_can_be_read_by_the_product(imported, monkeypatch, tmp_path):
    imported(whole_city())
    from chalicelib.parking import published_sectors

    monkeypatch.setattr(published_sectors, "FILE", tmp_path / "sectors.geojson")
    assert len(published_sectors.sector_map.__wrapped__().sectors) == len(NEWEST.letters())


def test_a_planned_sector_is_left_out(imported):
    assert 33 not in numbers(imported(whole_city(feature("nC", 33))))


def test_a_sector_in_two_features_becomes_one(imported):
    collection = imported(whole_city(feature("B", 30, {"type": "MultiPolygon", "coordinates": [[RING], [RING]]})))
    (sector,) = [feature for feature in collection["features"] if feature["properties"]["number"] == 30]
    assert len(sector["geometry"]["coordinates"]) == 3


@pytest.mark.parametrize(
    ("layer", "why"),
    [
        pytest.param("<html>", "cannot be read", id="not JSON"),
        pytest.param({"error": {"code": 400}}, "FeatureCollection", id="an error of the server"),
        pytest.param(whole_city() | {"exceededTransferLimit": True}, "left features out", id="a part"),
        pytest.param(whole_city() | {"properties": {"exceededTransferLimit": True}}, "left features out", id="a part"),
        pytest.param(layer_of(feature("A", 1)), "missing sectors: A2", id="sectors missing"),
        pytest.param(whole_city(feature("C", 1)), "sector C1 is A", id="another letter"),
        pytest.param(whole_city(feature("C", 99)), "in no subzone", id="unknown sector"),
        pytest.param(whole_city({"type": "Feature", "properties": {}}), "no Podstrefa_", id="no properties"),
        pytest.param(
            whole_city(feature("A", 1, {"type": "Point", "coordinates": [19.9, 50.0]})), "no polygon", id="point"
        ),
        pytest.param(
            whole_city(feature("A", 1, {"type": "Polygon", "coordinates": [RING[:3]]})), "not closed", id="open ring"
        ),
        pytest.param(
            whole_city(feature("A", 1, {"type": "Polygon", "coordinates": [[[566000.0, 244000.0]] * 4]})),
            "outSR=4326",
            id="metres instead of degrees",
        ),
    ],
)
def test_another_layer_is_refused_and_nothing_is_written(imported, layer, why):
    with pytest.raises(LayerRefused, match=why):
        imported(layer)


def test_the_command_says_what_it_did_or_why_not(tmp_path, capsys):
    given, into = tmp_path / "layer.geojson", tmp_path / "sectors.geojson"
    arguments = ["--stage", "test", "sectors", "import", str(given), "--downloaded", "2026-09-17", "--into", str(into)]
    assert main(arguments) == 1
    assert "refused" in capsys.readouterr().err
    given.write_text(json.dumps(whole_city()))
    assert main(arguments) == 0
    assert "23 sectors" in capsys.readouterr().out
    assert msgspec.json.decode(into.read_bytes())
