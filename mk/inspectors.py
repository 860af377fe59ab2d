"""Area `inspectors`: phones of parking inspectors."""

import argparse

from chalicelib.clock import utc_now
from chalicelib.texts import text
from mk.answer import Answer
from mk.command import Subparsers, add_area, add_command, add_why
from mk.grant_inspector import grant_inspector
from mk.operator import operator


def add_to(areas: Subparsers) -> None:
    commands = add_area(areas, "inspectors", "phones of parking inspectors")
    granting = add_command(commands, "grant", _grant, "make a registered phone an inspector's")
    granting.add_argument("device_id")
    add_why(granting)


def _grant(chosen: argparse.Namespace) -> Answer:
    grant_inspector(chosen.device_id, operator(), chosen.why, utc_now())
    return Answer(
        {"device_id": chosen.device_id, "role": "inspector"},
        lambda language: [text("desk.inspector", language, device=chosen.device_id)],
    )
