"""The operator's command line: `python -m mk <area> <command>`; `--help` at every level."""

import argparse
import sys
from datetime import date
from pathlib import Path

from chalicelib.parking.published_editions import editions
from chalicelib.parking.published_sectors import FILE
from mk.import_sectors import LayerRefused, import_sectors


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 refused, 2 not understood."""
    chosen = _parser().parse_args(arguments)
    try:
        print(chosen.run(chosen))
    except LayerRefused as refusal:
        print(f"refused: {refusal}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m mk", description="The operator's commands of mKraków.")
    areas = parser.add_subparsers(required=True, metavar="area")
    _add_sectors(areas.add_parser("sectors", help="outlines of parking sectors"))
    return parser


def _add_sectors(area: argparse.ArgumentParser) -> None:
    commands = area.add_subparsers(required=True, metavar="command")
    importing = commands.add_parser(
        "import",
        help="replace the outlines by the city's layer",
        description="Replace chalicelib/parking/sectors.geojson by the city's layer Granice_Stref_2026, downloaded "
        "as GeoJSON with outSR=4326. It must agree with the newest edition of the parking rules.",
    )
    importing.add_argument("file", type=Path, help="the downloaded .geojson")
    importing.add_argument(
        "--downloaded", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD", help="the day it was downloaded"
    )
    importing.add_argument("--into", type=Path, default=FILE, help="where to write (default: %(default)s)")
    importing.set_defaults(
        run=lambda chosen: import_sectors(chosen.file, chosen.downloaded, editions().newest, chosen.into)
    )


if __name__ == "__main__":
    sys.exit(main())
