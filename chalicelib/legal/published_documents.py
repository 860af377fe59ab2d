"""The documents that come with the product: `documents/published.json` and a text per language beside it."""

from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from chalicelib.legal.document import Document, Kind, Text, parse
from chalicelib.texts import LANGUAGES

_FOLDER = Path(__file__).parent / "documents"


class _Published(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: Kind
    version: str
    valid_from: date


@cache
def published_documents() -> tuple[Document, ...]:
    """Return every version ever published; read once."""
    listed = msgspec.json.decode((_FOLDER / "published.json").read_bytes(), type=list[_Published])
    return tuple(Document(one.kind, one.version, one.valid_from, _texts(one)) for one in listed)


def _texts(one: _Published) -> dict[str, Text]:
    folder = _FOLDER / one.kind / one.version
    return {language: parse((folder / f"{language}.md").read_text(encoding="utf-8")) for language in LANGUAGES}
