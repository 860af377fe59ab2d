"""python -m bench [cold warm journey cards tickets alike sweep peak] [--quick] [--write]

Without a name, all of them. Answers 1 when a budget was missed, 2 when the engine cannot be had.
"""

import argparse
import os
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime

from bench import engine, neighbours
from bench.report import Section, write

NAMES = ("cold", "warm", "journey", "cards", "tickets", "alike", "sweep", "peak")


def main() -> int:
    """Measure what was asked for, print its tables and, with --write, put them into the document."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the product beside its floors.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(NAMES)}; all without one")
    parser.add_argument("--quick", action="store_true", help="within a minute, with wider noise")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(NAMES):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    try:
        sections = [_measured(name, quick=asked.quick) for name in asked.names or NAMES]
    except engine.EngineMissing as missing:
        print(f"bench: {missing}", file=sys.stderr)
        return 2
    if asked.write:
        write(sections, about=_about())
    missed = sum(section.missed for section in sections)
    print(f"\n{missed} budgets missed" if missed else "\nevery budget kept")
    return min(missed, 1)


def _measured(name: str, *, quick: bool) -> Section:
    """Run one measurement on an engine and tables of its own."""
    with engine.running() as address, neighbours.running() as around:
        environment = engine.environment(address) | neighbours.environment(around)
        os.environ |= environment | {"TOKEN_PUBLIC_KEY": ""}
        from bench import town

        town.found()
        section = _MEASUREMENTS[name](quick, environment)
    print(f"\n{name}\n\n{section.markdown()}", flush=True)
    return section


def _about() -> str:
    processors = len(os.sched_getaffinity(0))
    return f"Measured on {datetime.now(UTC):%Y-%m-%d}, {processors} cores, Python {platform.python_version()}."


def _cold(quick: bool, environment: dict[str, str]) -> Section:
    from bench import cold, tables

    return tables.cold(cold.measured(environment, rounds=5 if quick else 21))


def _warm(quick: bool, _: dict[str, str]) -> Section:
    from bench import tables, warm

    return tables.warm(warm.measured(rounds=5 if quick else 25))


def _journey(_quick: bool, _: dict[str, str]) -> Section:
    from bench import journey, tables

    return tables.journey(journey.whole_stay(), list(journey.single_commands()))


def _cards(_quick: bool, _: dict[str, str]) -> Section:
    from bench import cards, tables

    return tables.cards([*cards.whole_activation(), *cards.single_commands(), *cards.starts()])


def _tickets(_quick: bool, _: dict[str, str]) -> Section:
    from bench import tables, tickets

    return tables.tickets(*tickets.whole_ticket(), tickets.single_commands())


def _alike(quick: bool, _: dict[str, str]) -> Section:
    from bench import alike, tables

    return tables.alike(alike.measured(200 if quick else 2_000))


def _sweep(quick: bool, _: dict[str, str]) -> Section:
    from bench import sweep, tables

    return tables.sweep(sweep.measured((1_000, 3_000) if quick else (1_000, 10_000, 100_000)))


def _peak(quick: bool, _: dict[str, str]) -> Section:
    from bench import peak, tables

    return tables.peak(peak.measured(300 if quick else 10_000))


_MEASUREMENTS: dict[str, Callable[[bool, dict[str, str]], Section]] = {
    "cold": _cold,
    "warm": _warm,
    "journey": _journey,
    "cards": _cards,
    "tickets": _tickets,
    "alike": _alike,
    "sweep": _sweep,
    "peak": _peak,
}

if __name__ == "__main__":
    sys.exit(main())
