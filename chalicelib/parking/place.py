"""Which sector a position lies in. Positions are WGS 84 degrees, (longitude, latitude) as in GeoJSON.

The city's outlines are illustrative: in law the word description of streets counts, and some streets belong to
two subzones. So a position only proposes, and the driver chooses.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians

Position = tuple[float, float]
Ring = tuple[Position, ...]
Polygon = tuple[Ring, ...]
"""The outer ring first, then its holes; every ring ends where it begins."""

NEAR_METRES = 150
_METRES_PER_DEGREE = 111_195.0
"""On a sphere of the Earth's mean radius; across 150 m the error is far below that of any phone."""


@dataclass(frozen=True)
class Sector:
    """A sector by its city-wide number; its letter is the subzone's and stands in the edition in force."""

    number: int
    polygons: tuple[Polygon, ...]


@dataclass(frozen=True)
class SectorMap:
    """Outlines of sectors and where they come from."""

    source: str
    sectors: tuple[Sector, ...]


@dataclass(frozen=True)
class Proposal:
    """A sector that may be the driver's; `distance_metres` is 0 inside it."""

    sector: Sector
    distance_metres: int
    near: bool
    """The position is outside, but within 150 m."""


def proposals(lat: float, lon: float, sectors: Iterable[Sector]) -> list[Proposal]:
    """Return the sectors that contain a position; when none does, those within 150 m, the nearest first."""
    candidates = list(sectors)
    inside = [Proposal(sector, 0, near=False) for sector in candidates if contains(sector, lat, lon)]
    if inside:
        return inside
    by_distance = sorted(
        ((distance_metres(sector, lat, lon), sector) for sector in candidates), key=lambda pair: pair[0]
    )
    return [Proposal(sector, round(metres), near=True) for metres, sector in by_distance if metres <= NEAR_METRES]


def contains(sector: Sector, lat: float, lon: float) -> bool:
    """Tell whether the position is inside an outline of the sector and in none of its holes."""
    return any(sum(_crossings(ring, lat, lon) for ring in polygon) % 2 for polygon in sector.polygons)


def distance_metres(sector: Sector, lat: float, lon: float) -> float:
    """Return how far the position is from the sector's nearest edge."""
    return min(
        _distance_to_segment(start, end, lat, lon)
        for polygon in sector.polygons
        for ring in polygon
        for start, end in pairwise(ring)
    )


def _crossings(ring: Ring, lat: float, lon: float) -> int:
    """Count the edges that a ray to the east meets; an edge owns its lower end, so a corner counts once."""
    return sum(
        (lat1 > lat) != (lat2 > lat) and lon < lon1 + (lat - lat1) / (lat2 - lat1) * (lon2 - lon1)
        for (lon1, lat1), (lon2, lat2) in pairwise(ring)
    )


def _distance_to_segment(start: Position, end: Position, lat: float, lon: float) -> float:
    shrink = cos(radians(lat))
    x1, y1 = (start[0] - lon) * shrink * _METRES_PER_DEGREE, (start[1] - lat) * _METRES_PER_DEGREE
    x2, y2 = (end[0] - lon) * shrink * _METRES_PER_DEGREE, (end[1] - lat) * _METRES_PER_DEGREE
    dx, dy = x2 - x1, y2 - y1
    length_squared = dx * dx + dy * dy
    along = max(0.0, min(1.0, -(x1 * dx + y1 * dy) / length_squared)) if length_squared else 0.0
    return hypot(x1 + along * dx, y1 + along * dy)
