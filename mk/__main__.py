"""The operator's command line: `python -m mk <area> <command>`; `--help` at every level."""

import argparse
import signal
import sys
from importlib import import_module

from mk.stage import enter, require

AREAS = (
    "payments",
    "review",
    "reconcile",
    "ledger",
    "complaints",
    "orders",
    "invoices",
    "outbox",
    "dlq",
    "stays",
    "tickets",
    "fares",
    "audit",
    "inspectors",
    "codes",
    "partners",
    "sectors",
    "tariff",
)


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status.

    0 done; 1 refused, or a check that did not hold; 2 not understood; 3 a neighbour did not answer, so try again.
    """
    # The stage comes first: the product reads its configuration when it is imported, and every area imports it.
    asked, words = _stage_option().parse_known_args(arguments)
    enter(asked.stage)
    from mk.answer import said
    from mk.refusal import REFUSALS, status_of, told

    chosen = _parser().parse_args(words)
    try:
        if chosen.needs_system:
            require(asked.stage)
        answer = chosen.run(chosen)
    except REFUSALS as refusal:
        print(told(refusal, chosen.language, as_json=chosen.json), file=sys.stderr)
        return status_of(refusal)
    print(said(answer, chosen.language, as_json=chosen.json))
    return int(answer.status)


def _stage_option() -> argparse.ArgumentParser:
    option = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    option.add_argument("--stage", default="local", help="local, dev or prod (default: %(default)s)")
    return option


def _parser() -> argparse.ArgumentParser:
    about = "The operator's commands of mKraków."
    parser = argparse.ArgumentParser(prog="python -m mk", description=about, parents=[_stage_option()])
    areas = parser.add_subparsers(required=True, metavar="area")
    for area in AREAS:
        import_module(f"mk.{area}").add_to(areas)
    return parser


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `mk … | head` ends quietly
    sys.exit(main())
