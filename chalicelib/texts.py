"""Every sentence a person reads, by key and language, from `chalicelib/texts/*.json`.

A key holds one sentence per language (`pl`, `en`, `uk`) with `{placeholders}`. A test fails on a missing
language, a missing error code or a placeholder that differs between languages.
"""

import json
from functools import cache
from pathlib import Path

LANGUAGES = ("pl", "en", "uk")
DEFAULT_LANGUAGE = "pl"

_FOLDER = Path(__file__).parent / "texts"


def text(key: str, language: str, **values: str | int) -> str:
    """Return the sentence with its placeholders filled; KeyError for an unknown key."""
    return catalogue()[key][language].format(**values)


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Return all sentences: key → language → sentence."""
    sentences: dict[str, dict[str, str]] = {}
    for file in sorted(_FOLDER.glob("*.json")):
        sentences |= json.loads(file.read_text(encoding="utf-8"))
    return sentences


def best_language(accept_language: str | None) -> str:
    """Return the first language we speak in an Accept-Language header, by its weights; Polish otherwise."""
    wishes: list[tuple[float, int, str]] = []
    for position, wish in enumerate((accept_language or "").split(",")[:20]):
        tag, _, weight = wish.strip().partition(";q=")
        try:
            wishes.append((-float(weight or 1), position, tag.split("-")[0].lower()))
        except ValueError:
            continue
    spoken = [tag for weight, _, tag in sorted(wishes) if weight < 0 and tag in LANGUAGES]
    return spoken[0] if spoken else DEFAULT_LANGUAGE
