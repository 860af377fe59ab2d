"""Area `tariff`: the price lists of the city's transport, and what journey planners take of them."""

import argparse
import zipfile
from datetime import date
from pathlib import Path

from chalicelib.clock import utc_now
from chalicelib.tariff.edition import Edition
from chalicelib.tariff.gtfs_fares import export
from chalicelib.tariff.published_editions import all_editions, edition_on
from chalicelib.texts import text
from chalicelib.warsaw import warsaw_day
from mk.answer import Answer
from mk.command import Subparsers, add_area, add_command

_SAME_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip can say: the same edition makes the same bytes."""


def add_to(areas: Subparsers) -> None:
    commands = add_area(areas, "tariff", "the price lists of the city's transport")
    listing = add_command(commands, "list", _list, "every edition that is known, the oldest first")
    exporting = add_command(commands, "gtfs", _gtfs, "write an edition as GTFS Fares v2, for journey planners")
    exporting.add_argument(
        "--on", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the edition of that day; default: today"
    )
    exporting.add_argument("--out", type=Path, required=True, metavar="FILE.zip", help="where to write it")
    for command in (listing, exporting):
        command.set_defaults(needs_system=False)


def _list(_: argparse.Namespace) -> Answer:
    editions = all_editions()
    return Answer(
        {"items": list(map(_facts, editions))}, lambda language: [_line(edition, language) for edition in editions]
    )


def _gtfs(chosen: argparse.Namespace) -> Answer:
    edition = edition_on(chosen.on or warsaw_day(utc_now()))
    files = export(edition)
    with zipfile.ZipFile(chosen.out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _SAME_TIME), content, zipfile.ZIP_DEFLATED)
    rows = {name: content.count("\n") - 1 for name, content in files.items()}
    facts = _facts(edition) | {"file": str(chosen.out), "rows": rows}
    return Answer(facts, lambda language: [_line(edition, language), *(f"  {name}  {n}" for name, n in rows.items())])


def _facts(edition: Edition) -> dict[str, object]:
    return {
        "id": edition.id,
        "valid_from": edition.valid_from,
        "valid_to": edition.valid_to,
        "products": len(edition.products),
        "source": edition.source,
    }


def _line(edition: Edition, language: str) -> str:
    until = f"{edition.valid_to:%d.%m.%Y}" if edition.valid_to else "…"
    products = text("desk.products", language, count=len(edition.products))
    return f"{edition.id}  {edition.valid_from:%d.%m.%Y} – {until}  {products}  {edition.source}"
