"""The operator's command line: `python -m mk <area> <command>`; `--help` at every level."""

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from chalicelib.errors import CityError
from chalicelib.texts import text
from mk.stage import enter


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 refused, 2 not understood."""
    chosen = _parser().parse_args(arguments)
    try:
        if chosen.needs_stage:
            enter(chosen.stage)
        print(chosen.run(chosen))
    except (CityError, ValueError) as refusal:
        print(f"refused: {_said(refusal, chosen)}", file=sys.stderr)
        return 1
    return 0


def _said(refusal: Exception, chosen: argparse.Namespace) -> str:
    language = getattr(chosen, "language", "")
    if language and isinstance(refusal, CityError):
        return f"{refusal.code}: " + text(f"errors.{refusal.code}", language, **refusal.details)
    return str(refusal)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m mk", description="The operator's commands of mKraków.")
    parser.add_argument("--stage", default="local", help="local, dev or prod (default: %(default)s)")
    areas = parser.add_subparsers(required=True, metavar="area")
    _add_sectors(areas.add_parser("sectors", help="outlines of parking sectors"))
    _add_inspectors(areas.add_parser("inspectors", help="phones of parking inspectors"))
    _add_complaints(areas.add_parser("complaints", help="drivers' complaints"))
    _add_audit(areas.add_parser("audit", help="what operators decided"))
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


def _add_complaints(area: argparse.ArgumentParser) -> None:
    commands = area.add_subparsers(required=True, metavar="command")
    listing = _speaking(commands.add_parser("list", help="what waits, oldest first"))
    listing.add_argument("--status", choices=("open", "in_review"), default="open", help="default: %(default)s")
    _add_page(listing)
    listing.set_defaults(run=_list_complaints)
    showing = _speaking(commands.add_parser("show", help="one case with its evidence"))
    showing.add_argument("complaint_id")
    showing.set_defaults(run=_show_complaint)
    reviewing = _speaking(commands.add_parser("review", help="take a case up; its driver is told"))
    reviewing.add_argument("complaint_id")
    reviewing.set_defaults(run=_review_complaint)
    deciding = _speaking(commands.add_parser("decide", help="decide a case; its driver is told"))
    deciding.add_argument("complaint_id")
    deciding.add_argument("outcome", choices=("accepted", "rejected", "money_back"))
    deciding.add_argument("--amount", metavar="0.00", help="złote that go back, only with money_back")
    deciding.add_argument("--why", required=True, help="the reasons, which the driver reads")
    deciding.set_defaults(run=_decide_complaint)


def _add_audit(area: argparse.ArgumentParser) -> None:
    commands = area.add_subparsers(required=True, metavar="command")
    listing = _speaking(commands.add_parser("list", help="decisions, newest first"))
    listing.add_argument("--area", default="complaints", help="default: %(default)s")
    _add_page(listing)
    listing.set_defaults(run=_list_audit)


def _speaking(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument("--language", choices=("pl", "en"), default="pl", help="default: %(default)s")
    command.add_argument("--json", action="store_true", help="answer for programs")
    command.set_defaults(needs_stage=True)
    return command


def _add_page(command: argparse.ArgumentParser) -> None:
    command.add_argument("--limit", type=int, default=20, metavar="N", help="default: %(default)s")
    command.add_argument("--cursor", help="as the page before said")


# What a command needs is imported when it runs: by then the stage is known.


def _import_sectors(chosen: argparse.Namespace) -> str:
    from chalicelib.parking.published_editions import editions
    from chalicelib.parking.published_sectors import FILE
    from mk.import_sectors import import_sectors

    return import_sectors(chosen.file, chosen.downloaded, editions().newest, chosen.into or FILE)


def _grant_inspector(chosen: argparse.Namespace) -> str:
    from mk.grant_inspector import grant_inspector

    return grant_inspector(chosen.device_id)


def _list_complaints(chosen: argparse.Namespace) -> str:
    from mk.complaints import listed

    return listed(chosen.status, chosen.limit, chosen.cursor, _speech(chosen))


def _show_complaint(chosen: argparse.Namespace) -> str:
    from mk.complaints import shown

    return shown(chosen.complaint_id, _speech(chosen))


def _review_complaint(chosen: argparse.Namespace) -> str:
    from mk.complaints import reviewed

    return reviewed(chosen.complaint_id, _speech(chosen))


def _decide_complaint(chosen: argparse.Namespace) -> str:
    from mk.complaints import decided

    return decided(chosen.complaint_id, chosen.outcome, chosen.amount, chosen.why, _speech(chosen))


def _list_audit(chosen: argparse.Namespace) -> str:
    from mk.audit import listed

    return listed(chosen.area, chosen.limit, chosen.cursor, _speech(chosen))


def _speech(chosen: argparse.Namespace) -> Any:
    return "json" if chosen.json else chosen.language


if __name__ == "__main__":
    sys.exit(main())
