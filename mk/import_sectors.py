"""Command: make the city's layer of parking sectors ours, or say why it cannot be.

The layer is ArcGIS's GeoJSON: `Podstrefa_` is the subzone's letter, `Nr_sektora` the sector's number. A sector in
several features becomes one; a planned sector (`nC`) is left out.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

from chalicelib.parking.edition import Edition

SOURCE = "Gmina Miejska Kraków, warstwa Granice_Stref_2026, pobrana {day}; charakter poglądowy, nie podstawa roszczeń"

_PLANNED = "n"
_WEST, _SOUTH, _EAST, _NORTH = 19.7, 49.9, 20.3, 50.2
_SMALLEST_RING = 4
_DECIMALS = 6  # a decimetre

Polygons = list[list[list[list[float]]]]


class LayerRefused(ValueError):
    """The layer cannot be used; the message says why. Nothing was written."""


def import_sectors(layer: Path, downloaded: date, edition: Edition, into: Path) -> str:
    """Write the layer to `into` in our shape and return what was done.

    Raises LayerRefused when it is not the layer we expect, or does not agree with the edition sector by sector.
    """
    outlines = _outlines(_features(layer), edition.letters())
    features = [
        {
            "type": "Feature",
            "properties": {"number": number},
            "geometry": {"type": "MultiPolygon", "coordinates": outlines[number]},
        }
        for number in sorted(outlines)
    ]
    into.write_text(_written(SOURCE.format(day=downloaded.isoformat()), features), encoding="utf-8")
    return f"{len(features)} sectors written to {into}, as in {edition.id}"


def _features(layer: Path) -> list[dict[str, Any]]:
    try:
        collection = json.loads(layer.read_bytes())
    except (OSError, ValueError) as error:
        raise LayerRefused(f"{layer} cannot be read: {error}") from error
    if not isinstance(collection, dict) or collection.get("type") != "FeatureCollection":
        raise LayerRefused("it is not a GeoJSON FeatureCollection")
    # ArcGIS moved this flag between versions of its GeoJSON.
    if (collection | (collection.get("properties") or {})).get("exceededTransferLimit"):
        raise LayerRefused("the server left features out (exceededTransferLimit); download it in parts")
    features: list[dict[str, Any]] = collection.get("features") or []
    return features


def _outlines(features: list[dict[str, Any]], letters: dict[int, str]) -> dict[int, Polygons]:
    outlines: dict[int, Polygons] = {}
    for feature in features:
        letter, number = _identity(feature)
        if letter.startswith(_PLANNED):
            continue
        if letters.get(number) != letter:
            raise LayerRefused(f"sector {letter}{number} is {letters.get(number, 'in no subzone')} in the edition")
        outlines.setdefault(number, []).extend(_polygons(feature.get("geometry"), f"{letter}{number}"))
    if missing := letters.keys() - outlines.keys():
        raise LayerRefused("missing sectors: " + ", ".join(f"{letters[number]}{number}" for number in sorted(missing)))
    return outlines


def _identity(feature: dict[str, Any]) -> tuple[str, int]:
    properties = feature.get("properties") or {}
    try:
        return str(properties["Podstrefa_"]).strip(), int(properties["Nr_sektora"])
    except (KeyError, TypeError, ValueError) as error:
        raise LayerRefused(f"a feature has no Podstrefa_ or Nr_sektora: {properties}") from error


def _polygons(geometry: dict[str, Any] | None, sector: str) -> Polygons:
    match geometry:
        case {"type": "Polygon", "coordinates": list(polygon)}:
            polygons = [polygon]
        case {"type": "MultiPolygon", "coordinates": list(several)}:
            polygons = several
        case _:
            raise LayerRefused(f"{sector} has no polygon")
    return [[_ring(ring, sector) for ring in polygon] for polygon in polygons]


def _ring(ring: list[list[float]], sector: str) -> list[list[float]]:
    if len(ring) < _SMALLEST_RING or ring[0] != ring[-1]:
        raise LayerRefused(f"{sector} has a ring that is not closed")
    if not all(_WEST <= lon <= _EAST and _SOUTH <= lat <= _NORTH for lon, lat, *_ in ring):
        raise LayerRefused(f"{sector} lies outside Kraków; download the layer with outSR=4326")
    return [[round(lon, _DECIMALS), round(lat, _DECIMALS)] for lon, lat, *_ in ring]


def _written(source: str, features: list[dict[str, Any]]) -> str:
    """One feature a line, so that a diff shows which sectors changed."""
    lines = ",\n".join("    " + json.dumps(feature, separators=(",", ":")) for feature in features)
    head = f'{{\n  "type": "FeatureCollection",\n  "source": {json.dumps(source, ensure_ascii=False)},\n'
    return f'{head}  "features": [\n{lines}\n  ]\n}}\n'
