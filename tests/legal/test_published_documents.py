from pathlib import Path

import pytest

from chalicelib.legal import published_documents as module
from chalicelib.legal.document import Document
from chalicelib.legal.published_documents import published_documents
from chalicelib.texts import LANGUAGES

_IDS = [f"{document.kind}-{document.version}" for document in published_documents()]


@pytest.mark.parametrize("document", published_documents(), ids=_IDS)
def test_every_language_says_the_same_number_of_things(document: Document) -> None:
    shapes = {
        (len(text.preamble), tuple(len(section.paragraphs) for section in text.sections))
        for text in document.texts.values()
    }

    assert set(document.texts) == set(LANGUAGES)
    assert len(shapes) == 1


@pytest.mark.parametrize("document", published_documents(), ids=_IDS)
def test_every_document_says_that_the_city_has_to_approve_it(document: Document) -> None:
    starts = {language: text.preamble[0].split(".")[0] for language, text in document.texts.items()}

    assert starts == {"pl": "Projekt", "en": "Draft", "uk": "Проєкт"}


def test_no_two_versions_of_a_kind_begin_on_one_day() -> None:
    begins = [(document.kind, document.valid_from) for document in published_documents()]

    assert len(set(begins)) == len(begins)


def test_no_text_lies_unpublished() -> None:
    folder = Path(module.__file__).parent / "documents"
    written = {tuple(path.relative_to(folder).parts) for path in folder.glob("*/*/*.md")}

    published = {(one.kind, one.version, f"{language}.md") for one in published_documents() for language in LANGUAGES}
    assert written == published


@pytest.mark.parametrize("document", published_documents(), ids=_IDS)
def test_a_version_is_named_after_the_day_on_which_it_comes_into_force(document: Document) -> None:
    assert document.version == document.valid_from.isoformat()
