"""The audit: appended to, paged newest first, kept for five years."""

from datetime import timedelta

import pytest

from chalicelib.audit import recorded_entries
from chalicelib.audit.audited import audited
from chalicelib.audit.entry import AuditEntry
from chalicelib.audit.list_entries import list_entries
from chalicelib.audit.recorded_entries import RecordedEntry
from chalicelib.errors import InvalidCursor
from chalicelib.storage import Stale, commit
from tests.complaints.cases import NOW


def entry(number, area="complaints"):
    at = NOW + timedelta(seconds=number)
    return AuditEntry(area, at, "anna", "decide", f"cmp_{number}", "bo tak", {"status": "open"}, {"status": "decided"})


@pytest.fixture
def audit(aws, tables):
    tables(RecordedEntry)
    aws("ssm").put_parameter(Name="/mkrakow/test/cursors/key", Value="k", Type="SecureString")


def test_an_area_is_read_newest_first_a_page_at_a_time(audit):
    for number in range(5):
        commit(audited(entry(number)))
    commit(audited(entry(9, "tariffs")))
    pages, cursor = [], None
    for _ in range(3):
        page, cursor = list_entries("complaints", 2, cursor)
        pages.append(page)
    assert pages == [[entry(4), entry(3)], [entry(2), entry(1)], [entry(0)]]
    assert cursor is None


def test_an_entry_is_never_written_over(audit):
    commit(audited(entry(0)))
    with pytest.raises(Stale):
        commit(audited(entry(0)))


def test_the_cursor_of_one_area_is_none_of_another(audit):
    for number in range(2):
        commit(audited(entry(number)))
    _, cursor = list_entries("complaints", 1, None)
    with pytest.raises(InvalidCursor):
        list_entries("tariffs", 1, cursor)


def test_an_entry_lives_for_five_years(audit):
    commit(audited(entry(0)))
    (item,) = RecordedEntry.query("complaints")
    assert item.expires_at == recorded_entries.KEPT.after(NOW).timestamp()
