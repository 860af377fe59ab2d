"""The editions that the city has published: the files of `editions/`, read once. A new one is a new file."""

from functools import cache
from pathlib import Path

from chalicelib.parking.edition import Editions, parsed

_FOLDER = Path(__file__).parent / "editions"


@cache
def editions() -> Editions:
    """Return all published editions; raises ValueError when a file is wrong or leaves a day without rules."""
    return Editions.of(parsed(file.read_bytes()) for file in sorted(_FOLDER.glob("*.json")))
