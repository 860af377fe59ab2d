"""Accepting a document: only the version in force can be accepted."""

from datetime import date

from chalicelib.legal.document import in_force
from chalicelib.legal.errors import DocumentUnknown, TermsNotCurrent
from chalicelib.legal.published_documents import published_documents


def require_current(kind: str, version: str, on: date) -> None:
    """Return when `version` is in force on that day in Kraków.

    Raises TermsNotCurrent with the version of that kind to accept instead; DocumentUnknown when no version of that kind
    is in force.
    """
    current = in_force(published_documents(), kind, on)
    if current is None:
        raise DocumentUnknown()
    if version != current.version:
        raise TermsNotCurrent(kind=kind, current=current.version)
