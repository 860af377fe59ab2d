"""The outlines of sectors: `sectors.geojson`, read once. `python -m mk sectors import` writes that file.

It is a GeoJSON FeatureCollection of MultiPolygons with a `number` each, and a `source` that says what it is.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from chalicelib.parking.place import Polygon, Sector, SectorMap

FILE = Path(__file__).parent / "sectors.geojson"


@dataclass(frozen=True)
class _Properties:
    number: int


@dataclass(frozen=True)
class _Geometry:
    coordinates: tuple[Polygon, ...]


@dataclass(frozen=True)
class _Feature:
    properties: _Properties
    geometry: _Geometry


@dataclass(frozen=True)
class _Collection:
    source: str
    features: tuple[_Feature, ...]


@cache
def sector_map() -> SectorMap:
    """Return the outlines we hold; raises msgspec.ValidationError when the file is not of our shape."""
    collection = msgspec.json.decode(FILE.read_bytes(), type=_Collection)
    return SectorMap(
        collection.source,
        tuple(Sector(feature.properties.number, feature.geometry.coordinates) for feature in collection.features),
    )
