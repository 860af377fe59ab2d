"""A stay to complain about, and whoever complains."""

from datetime import datetime, timedelta
from typing import Any

from chalicelib.caller import Caller
from chalicelib.complaints.complaint import Attachment, Complaint, opened
from chalicelib.complaints.order import ComplaintOrder
from chalicelib.complaints.port import UploadForm
from chalicelib.complaints.subject import Subject
from chalicelib.ids import fingerprint
from chalicelib.warsaw import WARSAW

NOW = datetime(2026, 12, 8, 10, 15, tzinfo=WARSAW)


def subject(**changes: Any) -> Subject:
    """A stay in B that ended two weeks ago, its hold still standing."""
    facts: dict[str, Any] = {
        "stay_id": "stay_a",
        "device_id": "dev_a",
        "plate": "KR1AB23",
        "subzone": "B",
        "started_at": datetime(2026, 11, 23, 9, 0, tzinfo=WARSAW),
        "stopped_at": datetime(2026, 11, 23, 10, 0, tzinfo=WARSAW),
        "method": "card",
        "order_ids": ("stay_a_1",),
        "held_grosze": 10700,
        "captured_grosze": 800,
        "released_grosze": 0,
        "email": "driver@example.com",
        "language": "pl",
    }
    return Subject(**facts | changes)


def complaint(by: str = "driver", **changes: Any) -> Complaint:
    return opened("cmp_a", subject(**changes), "hold_not_released", by, NOW)


def order(**changes: Any) -> ComplaintOrder:
    wanted: dict[str, Any] = {"stay_id": "stay_a", "reason": "hold_not_released", "description": "Nadal brak środków."}
    return ComplaintOrder(**wanted | changes)


def caller(key: str = "key-00000001", device_id: str = "dev_a", body: bytes = b"body", language: str = "uk") -> Caller:
    return Caller(device_id, language, key, fingerprint(body))


def attachment(attachment_id: str, announced_at: datetime = NOW, size: int = 10) -> Attachment:
    return Attachment(attachment_id, "bank.png", "image/png", size, announced_at)


def later(**by: float) -> datetime:
    return NOW + timedelta(**by)


class FakeFiles:
    """The place where files are kept, without signatures; a test puts files there by `come`."""

    def __init__(self) -> None:
        self._there: dict[str, set[str]] = {}

    def come(self, complaint_id: str, attachment_id: str) -> None:
        self._there.setdefault(complaint_id, set()).add(attachment_id)

    def upload_form(self, complaint_id: str, attachment: Attachment) -> UploadForm:
        return UploadForm("https://files.test/", {"key": f"{complaint_id}/{attachment.attachment_id}"})

    def uploaded(self, complaint_id: str) -> frozenset[str]:
        return frozenset(self._there.get(complaint_id, ()))

    def forget(self, complaint_id: str) -> None:
        self._there.pop(complaint_id, None)

    def link(self, complaint_id: str, attachment: Attachment) -> str:
        return f"https://files.test/{complaint_id}/{attachment.attachment_id}"


def nothing_back(stay_id, grosze, now):
    """No money is moved for these cases."""
    return []
