"""docs/privacy.md says what the registry says, and the privacy notice promises nothing that is not so."""

import re
from datetime import timedelta

import pytest

from chalicelib.legal.published_documents import published_documents
from chalicelib.me.describe import DOCUMENT, described
from chalicelib.me.registry import REGISTRY
from chalicelib.retention import FromYearsEnd
from chalicelib.texts import LANGUAGES

A_YEAR = {"pl": "rok", "en": "one year", "uk": "рік"}
A_MINUTE_OR_SO = timedelta(minutes=2)
"""What goes so soon is not worth a reader's time."""


def test_the_document_is_written_from_the_registry():
    written = DOCUMENT.read_text(encoding="utf-8")
    assert written == described(written), "python -m chalicelib.me.describe"


def test_every_attribute_is_in_the_document():
    written = DOCUMENT.read_text(encoding="utf-8")
    assert all(f"### `{name}`" in written for name in REGISTRY)
    assert all(f"`{field}`" in written for record in REGISTRY.values() for field in record.names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notice_names_every_time_for_which_something_is_kept(language):
    said = _notice(language)
    times = {record.kept.time for record in REGISTRY.values()}
    days = {time.days for time in times if isinstance(time, timedelta) and time > A_MINUTE_OR_SO}
    years = {time.years for time in times if isinstance(time, FromYearsEnd)}
    assert A_YEAR[language] in said
    numbers = days - {365} | years
    assert numbers > {1, 5}
    assert [number for number in numbers if not re.search(rf"\b{number}\b", said)] == []


def _notice(language):
    notice = max((one for one in published_documents() if one.kind == "privacy"), key=lambda one: one.valid_from)
    return " ".join(paragraph for section in notice.texts[language].sections for paragraph in section.paragraphs)
