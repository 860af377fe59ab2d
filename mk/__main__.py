"""The operator's command line: `python -m mk <area> <command>`; `--help` at every level."""

import argparse
import sys
from datetime import date
from pathlib import Path

from chalicelib.errors import CityError
from mk.stage import enter


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 refused, 2 not understood."""
    chosen = _parser().parse_args(arguments)
    try:
        if chosen.needs_stage:
            enter(chosen.stage)
        print(chosen.run(chosen))
    except (CityError, ValueError) as refusal:
        print(f"refused: {refusal}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m mk", description="The operator's commands of mKraków.")
    parser.add_argument("--stage", default="local", help="local, dev or prod (default: %(default)s)")
    areas = parser.add_subparsers(required=True, metavar="area")
    _add_sectors(areas.add_parser("sectors", help="outlines of parking sectors"))
    _add_inspectors(areas.add_parser("inspectors", help="phones of parking inspectors"))
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
    importing.add_argument("--into", type=Path, help="where to write (default: the product's own file)")
    importing.set_defaults(run=_import_sectors, needs_stage=False)


def _add_inspectors(area: argparse.ArgumentParser) -> None:
    commands = area.add_subparsers(required=True, metavar="command")
    granting = commands.add_parser("grant", help="make a registered phone an inspector's")
    granting.add_argument("device_id")
    granting.set_defaults(run=_grant_inspector, needs_stage=True)


# What a command needs is imported when it runs: by then the stage is known.


def _import_sectors(chosen: argparse.Namespace) -> str:
    from chalicelib.parking.published_editions import editions
    from chalicelib.parking.published_sectors import FILE
    from mk.import_sectors import import_sectors

    return import_sectors(chosen.file, chosen.downloaded, editions().newest, chosen.into or FILE)


def _grant_inspector(chosen: argparse.Namespace) -> str:
    from mk.grant_inspector import grant_inspector

    return grant_inspector(chosen.device_id)


if __name__ == "__main__":
    sys.exit(main())
