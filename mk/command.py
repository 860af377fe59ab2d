"""How an area declares its commands."""

import argparse
from collections.abc import Callable
from typing import TypeAlias

from chalicelib.money import grosze_of
from mk.answer import Answer

Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
Run = Callable[[argparse.Namespace], Answer]


def add_area(areas: Subparsers, name: str, about: str) -> Subparsers:
    """Return where the commands of a new area are added."""
    return areas.add_parser(name, help=about, description=about).add_subparsers(required=True, metavar="command")


def add_command(commands: Subparsers, name: str, run: Run, about: str) -> argparse.ArgumentParser:
    """Return a new command, to which its arguments are added. It speaks Polish, English and JSON."""
    command = commands.add_parser(name, help=about, description=about)
    command.add_argument("--language", choices=("pl", "en"), default="pl", help="default: %(default)s")
    command.add_argument("--json", action="store_true", help="answer for programs")
    command.set_defaults(run=run, needs_system=True)
    return command


def add_limit(command: argparse.ArgumentParser) -> None:
    command.add_argument("--limit", type=count, default=20, metavar="N", help="at most so many; default: %(default)s")


def add_page(command: argparse.ArgumentParser) -> None:
    add_limit(command)
    command.add_argument("--cursor", help="as the page before said")


def add_why(command: argparse.ArgumentParser, about: str = "the reasons, which the audit keeps") -> None:
    command.add_argument("--why", type=reasons, required=True, help=about)


def count(given: str) -> int:
    """Read an argument that is a number from 1 on."""
    number = int(given)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1 is needed")
    return number


def reasons(given: str) -> str:
    """Read an argument that somebody will want to understand years later."""
    if not given.strip():
        raise argparse.ArgumentTypeError("the reasons are missing")
    return given.strip()


def amount(given: str) -> int:
    """Read an argument in złote, e.g. `14.00`, as grosze."""
    try:
        return grosze_of(given)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
