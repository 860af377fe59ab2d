"""The legal documents, public and cacheable."""

from chalicelib.clock import utc_now
from chalicelib.http import Api
from chalicelib.legal.answer import Documents, DocumentText
from chalicelib.legal.errors import DocumentUnknown
from chalicelib.legal.list_documents import list_documents, read_document
from chalicelib.warsaw import warsaw_day

legal_api = Api(__name__, tag="Legal")


@legal_api.operation("GET", "/legal", "List the legal documents and their versions", answers=Documents, cached=True)
def list_legal_documents() -> Documents:
    return list_documents(legal_api.language, warsaw_day(utc_now()))


@legal_api.operation(
    "GET",
    "/legal/{kind}/{version}",
    "Read one version of a legal document",
    answers=DocumentText,
    cached=True,
    refuses=[DocumentUnknown],
)
def read_legal_document(kind: str, version: str) -> DocumentText:
    return read_document(kind, version, legal_api.language)
