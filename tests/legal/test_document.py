from datetime import date

import pytest

from chalicelib.legal.document import Document, in_force, parse

_TEXT = parse("# Title")
_FIRST = Document("terms", "1", date(2026, 8, 4), {"en": _TEXT})
_SECOND = Document("terms", "2", date(2026, 11, 1), {"en": _TEXT})
_PRIVACY = Document("privacy", "9", date(2026, 12, 1), {"en": _TEXT})
_ALL = [_SECOND, _PRIVACY, _FIRST]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 8, 3), None),
        (date(2026, 8, 4), _FIRST),
        (date(2026, 10, 31), _FIRST),
        (date(2026, 11, 1), _SECOND),
        (date(2027, 1, 1), _SECOND),
    ],
)
def test_a_version_is_in_force_from_its_day_until_the_next_one(on: date, expected: Document | None) -> None:
    assert in_force(_ALL, "terms", on) == expected


def test_a_text_is_a_title_a_preamble_and_sections_of_paragraphs() -> None:
    text = parse("# The title\n\nFirst,\nstill first.\n\n## 1. One\n\nAlpha.\n\nBeta.\n\n## 2. Two\n\nGamma.\n")

    assert text.title == "The title"
    assert text.preamble == ("First, still first.",)
    assert [section.heading for section in text.sections] == ["1. One", "2. Two"]
    assert text.sections[0].paragraphs == ("Alpha.", "Beta.")


def test_a_text_without_a_title_is_refused() -> None:
    with pytest.raises(ValueError, match="title"):
        parse("No title.\n\n## 1. One\n\nAlpha.")
