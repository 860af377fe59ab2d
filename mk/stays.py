"""Area `stays`: parkings of drivers."""

import argparse

from chalicelib.parking.find_by_plate import find_by_plate
from mk.answer import Answer
from mk.command import Subparsers, add_area, add_command
from mk.payment_lines import payment_line
from mk.stay_lines import stay_facts, stay_line


def add_to(areas: Subparsers) -> None:
    commands = add_area(areas, "stays", "parkings of drivers")
    finding = add_command(commands, "find", _find, "the stay that runs for a plate, or the last one within 30 days")
    finding.add_argument("--plate", required=True, metavar="'KR 1AB23'", help="as it is written on the car")


def _find(chosen: argparse.Namespace) -> Answer:
    stay = find_by_plate(chosen.plate)
    return Answer(
        stay_facts(stay),
        lambda language: [
            stay_line(stay, language),
            *(f"  {payment_line(hold.payment, language)}" for hold in stay.holds),
        ],
    )
