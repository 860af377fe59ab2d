"""Evidence in S3. Phones upload straight into the bucket by a signed form (S3 user guide, "POST Policy")."""

from typing import Any

from chalicelib.complaints.complaint import FORM_LIFE, Attachment
from chalicelib.complaints.port import UploadForm

_LINK_SECONDS = 15 * 60
_FOLDER = "complaints/"


class S3Files:
    """`s3` is a botocore client. An object's key is ids alone: a file's name is somebody's words and stays with us."""

    def __init__(self, s3: Any, bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def upload_form(self, complaint_id: str, attachment: Attachment) -> UploadForm:
        signed = self._s3.generate_presigned_post(
            self._bucket,
            _folder(complaint_id) + attachment.attachment_id,
            Fields={"Content-Type": attachment.content_type},
            Conditions=[
                {"Content-Type": attachment.content_type},
                ["content-length-range", attachment.size, attachment.size],
            ],
            ExpiresIn=int(FORM_LIFE.total_seconds()),
        )
        return UploadForm(signed["url"], signed["fields"])

    def uploaded(self, complaint_id: str) -> frozenset[str]:
        folder = _folder(complaint_id)
        found = self._s3.list_objects_v2(Bucket=self._bucket, Prefix=folder).get("Contents", [])
        return frozenset(entry["Key"].removeprefix(folder) for entry in found)

    def forget(self, complaint_id: str) -> None:
        for attachment_id in self.uploaded(complaint_id):
            self._s3.delete_object(Bucket=self._bucket, Key=_folder(complaint_id) + attachment_id)

    def link(self, complaint_id: str, attachment: Attachment) -> str:
        # As a download and never shown: what a phone calls a picture may be anything.
        wanted = {
            "Bucket": self._bucket,
            "Key": _folder(complaint_id) + attachment.attachment_id,
            "ResponseContentDisposition": "attachment",
        }
        return str(self._s3.generate_presigned_url("get_object", Params=wanted, ExpiresIn=_LINK_SECONDS))


def _folder(complaint_id: str) -> str:
    return f"{_FOLDER}{complaint_id}/"
