"""Every sentence a person reads, by key and language, from `chalicelib/texts/*.json`.

A key holds one sentence per language (`pl`, `en`, `uk`) with `{placeholders}`. A test fails on a missing
language, a missing error code or a placeholder that differs between languages.
"""

import json
import re
from functools import cache
from pathlib import Path

LANGUAGES = ("pl", "en", "uk")
DEFAULT_LANGUAGE = "pl"

_FOLDER = Path(__file__).parent / "texts"
_WISH = re.compile(r"(?P<tag>[A-Za-z]+)(?:-[A-Za-z0-9-]+)?(?:\s*;\s*q=(?P<weight>0(?:\.\d*)?|1(?:\.0*)?))?", re.ASCII)


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
    """Return the language we speak that an Accept-Language header weighs most, the first of equals; else Polish."""
    wishes: list[tuple[float, str]] = []
    for wish in (accept_language or "").split(",")[:20]:
        read = _WISH.fullmatch(wish.strip())
        if read and read["tag"].lower() in LANGUAGES:
            wishes.append((float(read["weight"] or 1), read["tag"].lower()))
    weight, language = max(wishes, key=lambda wish: wish[0], default=(0.0, DEFAULT_LANGUAGE))
    return language if weight else DEFAULT_LANGUAGE
