import pytest

from chalicelib.audit.recorded_entries import RecordedEntry
from chalicelib.complaints.filed_complaints import FiledComplaint


@pytest.fixture
def registry(tables) -> None:
    """Complaints and the audit can be written."""
    tables(FiledComplaint, RecordedEntry)
