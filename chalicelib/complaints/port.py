"""What this slice asks of the place where files are kept."""

from dataclasses import dataclass
from typing import Protocol

from chalicelib.complaints.complaint import Attachment


@dataclass(frozen=True)
class UploadForm:
    """A POST of multipart/form-data to `url`: all `fields`, then the file as `file`."""

    url: str
    fields: dict[str, str]


class Files(Protocol):
    """Files of complaints, named by ids alone."""

    def upload_form(self, complaint_id: str, attachment: Attachment) -> UploadForm:
        """Return a form that takes exactly this file's type and size, once or more, for FORM_LIFE from now."""

    def uploaded(self, complaint_id: str) -> frozenset[str]:
        """Return the attachments that are really there."""

    def forget(self, complaint_id: str) -> None:
        """Delete all files of a complaint; no error when there is none."""

    def link(self, complaint_id: str, attachment: Attachment) -> str:
        """Return an address from which anybody who has it can download the file, for a quarter of an hour."""
