"""Reading the documents: all versions, or one whole text, in the caller's language."""

from datetime import date

from chalicelib import config
from chalicelib.legal.answer import Documents, DocumentSummary, DocumentText, TextSection
from chalicelib.legal.document import Document, in_force
from chalicelib.legal.errors import DocumentUnknown
from chalicelib.legal.published_documents import published_documents


def list_documents(language: str, on: date) -> Documents:
    """Return every version, the newest first, and which ones are in force on that day in Kraków."""
    newest_first = sorted(published_documents(), key=lambda document: document.valid_from, reverse=True)
    return Documents([_summary(document, language, on) for document in newest_first])


def read_document(kind: str, version: str, language: str) -> DocumentText:
    """Return one version's whole text; raises DocumentUnknown."""
    for document in published_documents():
        if (document.kind, document.version) == (kind, version):
            return _text(document, language)
    raise DocumentUnknown()


def _summary(document: Document, language: str, on: date) -> DocumentSummary:
    return DocumentSummary(
        kind=document.kind,
        version=document.version,
        valid_from=document.valid_from,
        current=in_force(published_documents(), document.kind, on) == document,
        title=document.texts[language].title,
        url=f"{config.PUBLIC_URL}/legal/{document.kind}/{document.version}",
    )


def _text(document: Document, language: str) -> DocumentText:
    text = document.texts[language]
    return DocumentText(
        kind=document.kind,
        version=document.version,
        valid_from=document.valid_from,
        language=language,
        title=text.title,
        preamble=list(text.preamble),
        sections=[TextSection(section.heading, list(section.paragraphs)) for section in text.sections],
    )
