"""Command: read what operators decided."""

import json
from typing import Literal

import msgspec

from chalicelib.audit.list_entries import list_entries
from chalicelib.clock import in_warsaw
from chalicelib.texts import text


def listed(area: str, limit: int, cursor: str | None, speech: Literal["pl", "en", "json"]) -> str:
    """Return an area's decisions, newest first, one a line; raises InvalidCursor."""
    entries, next_cursor = list_entries(area, limit, cursor)
    if speech == "json":
        return json.dumps(
            {"items": msgspec.to_builtins(entries), "next_cursor": next_cursor}, ensure_ascii=False, indent=2
        )
    lines = [
        f"{in_warsaw(entry.at):%d.%m.%Y %H:%M:%S}  {entry.who}  {entry.what}  {entry.subject_id}  "
        f"{dict(entry.before)} → {dict(entry.after)}  {entry.why}".rstrip()
        for entry in entries
    ] or [text("desk.nothing_decided", speech)]
    return "\n".join([*lines, *([text("desk.next_page", speech, cursor=next_cursor)] if next_cursor else [])])
