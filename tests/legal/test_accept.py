from datetime import date

import pytest

from chalicelib.legal.accept import require_current
from chalicelib.legal.errors import DocumentUnknown, TermsNotCurrent


def test_the_version_in_force_is_accepted() -> None:
    require_current("terms", "2026-11-01", date(2026, 11, 1))
    require_current("terms", "2026-08-04", date(2026, 10, 31))


@pytest.mark.parametrize(
    ("version", "on", "current"),
    [
        ("2026-08-04", date(2026, 11, 1), "2026-11-01"),
        ("2026-11-01", date(2026, 10, 31), "2026-08-04"),
        ("2026-11-01", date(2026, 11, 21), "2026-11-21"),
        ("", date(2026, 11, 20), "2026-11-01"),
    ],
    ids=["an older one", "one not yet in force", "one that was in force yesterday", "none"],
)
def test_any_other_version_is_refused_with_the_one_to_accept(version: str, on: date, current: str) -> None:
    with pytest.raises(TermsNotCurrent) as refused:
        require_current("terms", version, on)

    assert refused.value.details == {"kind": "terms", "current": current}


def test_who_holds_the_notice_from_before_the_cards_is_told_which_document_to_read():
    with pytest.raises(TermsNotCurrent) as refused:
        require_current("privacy", "2026-11-01", date(2026, 11, 21))

    assert refused.value.details == {"kind": "privacy", "current": "2026-11-21"}


def test_nothing_can_be_accepted_before_the_first_version() -> None:
    with pytest.raises(DocumentUnknown):
        require_current("terms", "2026-08-04", date(2026, 8, 3))
