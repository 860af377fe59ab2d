"""A legal document: its versions, which one is in force on a day, and how its text is written. Rules only.

A text is `# title`, then sections, each a `## heading` and paragraphs parted by empty lines.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["terms", "privacy", "accessibility"]


@dataclass(frozen=True)
class Section:
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Text:
    """One document in one language; `preamble` stands before the first section."""

    title: str
    preamble: tuple[str, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Document:
    """One version of one kind of document, in every language; never changed once it is in force."""

    kind: Kind
    version: str
    valid_from: date
    texts: Mapping[str, Text]


def in_force(documents: Iterable[Document], kind: str, on: date) -> Document | None:
    """Return the newest version of that kind that is valid on a day in Kraków; None before the first."""
    begun = [document for document in documents if document.kind == kind and document.valid_from <= on]
    return max(begun, key=lambda document: document.valid_from, default=None)


def parse(text: str) -> Text:
    """Return what a document's file says; raises ValueError when it does not begin with a title."""
    head, *sections = text.strip().split("\n## ")
    title, *preamble = _blocks(head)
    if not title.startswith("# "):
        raise ValueError("a document begins with its title")
    return Text(title.removeprefix("# "), tuple(preamble), tuple(_section(section) for section in sections))


def _section(text: str) -> Section:
    heading, *paragraphs = _blocks(text)
    return Section(heading, tuple(paragraphs))


def _blocks(text: str) -> list[str]:
    return [" ".join(block.split()) for block in text.split("\n\n") if block.strip()]
