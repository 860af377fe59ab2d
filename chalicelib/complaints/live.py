"""Where evidence is kept in this stage."""

from functools import cache

from chalicelib import aws, config
from chalicelib.complaints.port import Files
from chalicelib.complaints.s3_files import S3Files


@cache
def files() -> Files:
    """Return the stage's bucket."""
    return S3Files(aws.client("s3"), config.ATTACHMENTS_BUCKET)
