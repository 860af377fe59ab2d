"""The signed form takes one file of one type and one size, for ten minutes, and its name says nothing."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.complaints.s3_files import S3Files
from tests.complaints.cases import attachment

BUCKET = "mkrakow-test-attachments-123456789012"


@pytest.fixture
def files(aws):
    aws("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    return S3Files(aws("s3"), BUCKET)


def test_the_form_limits_key_type_size_and_time(files):
    form = files.upload_form("cmp_a", attachment("file_a", size=182044))
    policy = json.loads(base64.b64decode(form.fields["policy"]))
    expected = [
        {"Content-Type": "image/png"},
        ["content-length-range", 182044, 182044],
        {"bucket": BUCKET},
        {"key": "complaints/cmp_a/file_a"},
    ]
    assert [condition for condition in expected if condition not in policy["conditions"]] == []
    left = datetime.fromisoformat(policy["expiration"]) - datetime.now(UTC)
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)
    assert (form.fields["key"], form.fields["Content-Type"]) == ("complaints/cmp_a/file_a", "image/png")


def test_the_form_names_the_buckets_own_region(files):
    assert files.upload_form("cmp_a", attachment("file_a")).url == f"https://{BUCKET}.s3.eu-central-1.amazonaws.com/"


def test_forgetting_a_complaint_deletes_its_files_and_nobody_elses(files, aws):
    for key in ("cmp_a/file_a", "cmp_a/file_b", "cmp_b/file_a"):
        aws("s3").put_object(Bucket=BUCKET, Key=f"complaints/{key}", Body=b"x")
    files.forget("cmp_a")
    assert (files.uploaded("cmp_a"), files.uploaded("cmp_b")) == (frozenset(), {"file_a"})
    files.forget("cmp_a")


def test_the_name_of_the_file_stays_with_us(files):
    form = files.upload_form("cmp_a", attachment("file_a"))
    assert "bank" not in json.dumps(form.fields) + base64.b64decode(form.fields["policy"]).decode()


def test_a_file_is_there_once_it_is_really_there(files, aws):
    files.upload_form("cmp_a", attachment("file_a"))
    assert files.uploaded("cmp_a") == frozenset()
    aws("s3").put_object(Bucket=BUCKET, Key="complaints/cmp_a/file_a", Body=b"x")
    aws("s3").put_object(Bucket=BUCKET, Key="complaints/cmp_ab/file_b", Body=b"x")
    assert files.uploaded("cmp_a") == {"file_a"}


def test_a_link_downloads_and_never_shows(files):
    link = files.link("cmp_a", attachment("file_a"))
    assert link.startswith(f"https://{BUCKET}.s3.eu-central-1.amazonaws.com/complaints/cmp_a/file_a?")
    assert "response-content-disposition=attachment" in link
    assert "X-Amz-Expires=900" in link
