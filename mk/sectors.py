"""Area `sectors`: outlines of parking sectors."""

import argparse
from datetime import date
from pathlib import Path

from chalicelib.parking.published_editions import editions
from chalicelib.parking.published_sectors import FILE
from mk.answer import Answer
from mk.command import Subparsers, add_area, add_command
from mk.import_sectors import import_sectors


def add_to(areas: Subparsers) -> None:
    commands = add_area(areas, "sectors", "outlines of parking sectors")
    importing = add_command(commands, "import", _import, "replace the outlines by the city's layer")
    importing.description = (
        "Replace chalicelib/parking/sectors.geojson by the city's layer Granice_Stref_2026, downloaded as GeoJSON with "
        "outSR=4326. It must agree with the newest edition of the parking rules."
    )
    importing.add_argument("file", type=Path, help="the downloaded .geojson")
    importing.add_argument(
        "--downloaded", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD", help="the day it was downloaded"
    )
    importing.add_argument("--into", type=Path, default=FILE, help="where to write (default: the product's own file)")
    importing.set_defaults(needs_system=False, language="en")  # what is wrong with a layer is told to developers


def _import(chosen: argparse.Namespace) -> Answer:
    done = import_sectors(chosen.file, chosen.downloaded, editions().newest, chosen.into)
    return Answer({"done": done}, lambda _: [done])
