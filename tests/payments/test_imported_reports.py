"""A day's settlement report is believed whole or not at all, and stands under its own day."""

import pytest
from botocore.exceptions import ClientError

from chalicelib.payments.imported_reports import ImportedReports
from chalicelib.payments.settlement_report import UnreadableReport, read_report
from tests.payments.books import DAY
from tests.payments.reconciled import NEXT_DAY

BUCKET = "mkrakow-test-settlements-123456789012"
REPORT = (
    b"orderID,remoteID,amount,currency,kind,time\r\n"
    b"stay_a_1,96VSD39Z6E,6.00,PLN,capture,2026-12-07T00:00:00+01:00\r\n"
    b"stay_a_1,96VSD39Z6E,1.00,PLN,refund,2026-12-07T22:59:59Z\r\n"
)


@pytest.fixture
def s3(aws):
    aws("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    return aws("s3")


@pytest.fixture
def reports(s3):
    return ImportedReports(s3, BUCKET)


def test_what_was_imported_is_what_is_compared(reports):
    assert reports.keep(DAY, REPORT) == reports.of_day(DAY) == read_report(REPORT)


def test_a_day_without_a_report_has_none_and_an_empty_report_is_one(reports):
    assert reports.of_day(DAY) is None
    reports.keep(DAY, REPORT.splitlines(keepends=True)[0])
    assert reports.of_day(DAY) == ()


def test_a_bucket_that_cannot_be_read_is_not_a_day_without_a_report(s3):
    with pytest.raises(ClientError):
        ImportedReports(s3, BUCKET + "-other").of_day(DAY)


@pytest.mark.parametrize(("day", "report"), [(DAY, REPORT + b"x"), (NEXT_DAY, REPORT), (DAY, b"")])
def test_what_cannot_be_believed_is_not_stored(reports, day, report):
    with pytest.raises(UnreadableReport):
        reports.keep(day, report)
    assert reports.of_day(day) is None


def test_a_line_of_another_day_is_named(reports):
    moved = REPORT.replace(b"22:59:59Z", b"23:00:00Z")
    with pytest.raises(UnreadableReport, match=r"^line 3: not of 2026-12-07$"):
        reports.keep(DAY, moved)


def test_what_somebody_else_put_there_is_read_with_the_same_care(reports, s3):
    s3.put_object(Bucket=BUCKET, Key="settlement/2026-12-08.csv", Body=REPORT)
    with pytest.raises(UnreadableReport):
        reports.of_day(NEXT_DAY)


def test_a_corrected_report_takes_the_place_of_the_first(reports):
    reports.keep(DAY, REPORT)
    reports.keep(DAY, REPORT.replace(b"6.00", b"7.00"))
    assert reports.of_day(DAY)[0].amount_grosze == 700
