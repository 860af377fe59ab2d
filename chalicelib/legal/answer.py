"""What a phone gets of the legal documents."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.legal.document import Kind

KindField = Annotated[Kind, Meta(examples=["terms"])]
Version = Annotated[str, Meta(description="what a start of parking accepts", examples=["2026-11-21"])]
ValidFrom = Annotated[date, Meta(description="in force from this day in Kraków", examples=["2026-11-21"])]
Title = Annotated[str, Meta(examples=["Terms of paid parking in the mKraków app"])]


class DocumentSummary(Struct, frozen=True):
    """One version of one document."""

    kind: KindField
    version: Version
    valid_from: ValidFrom
    current: Annotated[bool, Meta(description="in force today", examples=[True])]
    title: Title
    url: Annotated[str, Meta(description="its whole text", examples=["https://api.example/legal/terms/2026-11-21"])]


class Documents(Struct, frozen=True):
    """Every version of every document, the newest first."""

    items: list[DocumentSummary]


class TextSection(Struct, frozen=True):
    heading: Annotated[str, Meta(examples=["5. Reminders"])]
    paragraphs: list[Annotated[str, Meta(examples=["The app reminds you of running parking before it ends."])]]


class DocumentText(Struct, frozen=True):
    """One version's whole text, as plain paragraphs."""

    kind: KindField
    version: Version
    valid_from: ValidFrom
    language: Annotated[str, Meta(examples=["en"])]
    title: Title
    preamble: list[Annotated[str, Meta(examples=["Draft."])]]
    sections: list[TextSection]
