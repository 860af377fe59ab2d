"""Judge one scanned code: `python -m verifier --keys keys.json --revoked revoked.json CODE`; `--help` for the rest."""

import argparse
import base64
import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from chalicelib.credentials.ticket_verdict import Look, Outcome, Verdict, judged
from chalicelib.texts import LANGUAGES, text
from verifier.kit import KitUnusable, kit

STATUS: dict[Outcome, int] = {"valid": 0, "not_valid": 1, "cannot_tell": 3}
NOT_UNDERSTOOD = 2


def main(arguments: list[str] | None = None) -> int:
    """Print the verdict and return the exit status: 0 valid, 1 not valid, 2 not understood, 3 cannot tell."""
    asked = _parser().parse_args(arguments)
    try:
        shown = sys.stdin.buffer.read() if asked.code == "-" else base64.b64decode(asked.code, validate=True)
        trust = kit(asked.keys, asked.revoked)
    except ValueError:
        print("the code is not base64", file=sys.stderr)
        return NOT_UNDERSTOOD
    except KitUnusable as problem:
        print(problem, file=sys.stderr)
        return NOT_UNDERSTOOD
    look = Look(asked.at or datetime.now(UTC), asked.zone, asked.line, asked.documents_seen)
    told = judged(shown, look, trust)
    print(_as_json(told, asked.language) if asked.json else _as_text(told, asked.language))
    return STATUS[told.outcome]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m verifier", description="Judge one scanned code with no network.")
    parser.add_argument("code", help="the code's bytes in base64, or - for the bytes themselves on standard input")
    parser.add_argument("--keys", type=Path, required=True, help="the answer of /.well-known/ticket-keys")
    parser.add_argument("--revoked", type=Path, help="the answer of /.well-known/revoked-tickets")
    parser.add_argument("--zone", choices=("I", "II", "III"), help="where the ticket is shown")
    parser.add_argument("--line", help="on which line; a ticket for a line wants it")
    parser.add_argument("--documents-seen", action="store_true", help="they were compared with the ticket and agree")
    parser.add_argument("--at", type=_moment, help="another moment than now, e.g. 2026-11-23T09:00:00+01:00")
    parser.add_argument("--language", choices=LANGUAGES, default="pl")
    parser.add_argument("--json", action="store_true", help="for programs")
    return parser


def _moment(written: str) -> datetime:
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError("a moment needs an offset")
    return moment


def _as_text(told: Verdict, language: str) -> str:
    lines = [text(f"inspection.outcome.{told.outcome}", language), text(f"inspection.{told.reason}", language)]
    if told.facts:
        documents = tuple(text(f"tickets.document.{code}", language) for code in told.facts.documents)
        shown = asdict(told.facts) | {"documents": documents}
        lines += [f"  {name}: {_written(value)}" for name, value in shown.items() if value]
    return "\n".join(lines)


def _as_json(told: Verdict, language: str) -> str:
    advice = text(f"inspection.{told.reason}", language)
    answer = {
        "verdict": told.outcome,
        "reason": told.reason,
        "advice": advice,
        "ticket": told.facts and {name: value for name, value in asdict(told.facts).items() if value is not None},
    }
    return json.dumps(answer, ensure_ascii=False, default=str)


def _written(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


if __name__ == "__main__":
    sys.exit(main())
