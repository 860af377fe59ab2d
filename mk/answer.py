"""What a command has to say: to a person line by line in their language, to a program as JSON."""

import json
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from chalicelib.texts import text
from chalicelib.warsaw import in_warsaw

T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """`facts` is what `--json` prints; `lines` gives the same to a person who reads `pl` or `en`.

    `status` is the exit status: 1 when a check that the operator asked for did not hold.
    """

    facts: Any
    lines: Callable[[str], Iterable[str]]
    status: int = 0


def listed(
    items: Sequence[T],
    line: Callable[[T, str], str],
    facts: Callable[[T], Any] = msgspec.to_builtins,
    *,
    none: str,
    next_cursor: str | None = None,
) -> Answer:
    """Return a page of a list, one item a line; `none` is the text for an empty one."""

    def lines(language: str) -> Iterable[str]:
        yield from [line(item, language) for item in items] or [text(none, language)]
        if next_cursor:
            yield text("desk.next_page", language, cursor=next_cursor)

    return Answer({"items": [facts(item) for item in items], "next_cursor": next_cursor}, lines)


def said(answer: Answer, language: str, *, as_json: bool) -> str:
    """Return the answer as it is printed."""
    if as_json:
        return in_json(answer.facts)
    return "\n".join(map(_printable, answer.lines(language)))


def in_json(facts: Any) -> str:
    """Return facts for a program; moments are ISO 8601 in UTC."""
    return json.dumps(msgspec.to_builtins(facts), ensure_ascii=False, indent=2)


def moment(when: datetime | None) -> str:
    """Return a moment on Kraków's wall clock, to the minute; `…` while it has not come."""
    return f"{in_warsaw(when):%d.%m.%Y %H:%M}" if when else "…"


def exact_moment(when: datetime) -> str:
    """Return a moment on Kraków's wall clock, to the second."""
    return f"{in_warsaw(when):%d.%m.%Y %H:%M:%S}"


def _printable(line: str) -> str:
    """Words that came from outside must not steer the operator's terminal."""
    return "".join("�" if unicodedata.category(sign).startswith("C") and sign != "\n" else sign for sign in line)
