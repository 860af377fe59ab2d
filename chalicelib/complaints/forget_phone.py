"""Use cases: a phone leaves its complaints behind."""

from collections.abc import Iterator

from chalicelib import ids
from chalicelib.complaints import filed_complaints
from chalicelib.complaints.departure import expect_decided, without_driver
from chalicelib.complaints.port import Files
from chalicelib.storage import commit, decide


def expect_complaints_decided(device_id: str) -> None:
    """Raise ComplaintUndecided while one of the phone's complaints waits for its decision."""
    for complaint in filed_complaints.all_of_device(device_id):
        expect_decided(complaint)


def forget_phone(device_id: str, files: Files) -> Iterator[None]:
    """Take the driver, their words and their evidence out of the phone's complaints, one at each step of the iterator.

    Safe to stop and to repeat. The files go first: after a crash the complaint still says that there were any. Raises
    ComplaintUndecided.
    """
    for complaint in filed_complaints.all_of_device(device_id):
        expect_decided(complaint)
        files.forget(complaint.complaint_id)
        _forget(complaint.complaint_id, device_id)
        yield


def _forget(complaint_id: str, device_id: str) -> None:
    def attempt() -> None:
        complaint = filed_complaints.get(complaint_id)
        if complaint is not None and complaint.device_id == device_id:
            commit(filed_complaints.replacing(complaint, without_driver(complaint, ids.random_id("gone"))))

    decide(attempt)
