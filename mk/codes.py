"""Area `codes`: codes that a service point hands out when no message comes."""

import argparse
import sys
from getpass import getpass

from chalicelib.activation.code import DESK_CODE_LIFE
from chalicelib.activation.issue_desk_code import issue_desk_code
from chalicelib.clock import utc_now
from chalicelib.pesel import Pesel
from chalicelib.texts import text
from mk.answer import Answer, moment
from mk.command import Subparsers, add_area, add_command, add_why
from mk.operator import operator


def add_to(areas: Subparsers) -> None:
    commands = add_area(areas, "codes", "codes that a service point hands out")
    issuing = add_command(commands, "issue", _issue, "make a code for somebody at the desk, and show it once")
    issuing.description = (
        "Make a code for somebody who stands at the desk with phone and document, and show it once. The PESEL of the "
        "document is asked for, or read as one line of what is piped in."
    )
    issuing.add_argument("activation_id", help="as the person's app shows it")
    add_why(issuing)


def _issue(chosen: argparse.Namespace) -> Answer:
    now, pesel = utc_now(), _pesel()
    code = issue_desk_code(chosen.activation_id, pesel, operator(), chosen.why, now)
    until = now + DESK_CODE_LIFE
    return Answer(
        {"activation_id": chosen.activation_id, "code": code, "live_until": until},
        lambda language: [text("desk.code", language, code=code, until=moment(until))],
    )


def _pesel() -> Pesel:
    """Read the number without showing it. As an argument it would stay in the shell's history."""
    return Pesel((getpass("PESEL: ") if sys.stdin.isatty() else sys.stdin.readline()).strip())
