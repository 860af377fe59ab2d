"""The gateways' settlement reports in S3, one object a day. Kept for six years.

`settlement/<day>.csv` is the city's gateway's, `settlement/mpk/<day>.csv` the transport operator's.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.payments.owner import Owner
from chalicelib.payments.settlement_report import SettledLine, UnreadableReport, read_report
from chalicelib.warsaw import warsaw_day


class ImportedReports:
    """Those of one owner's gateway; `s3` is a botocore client."""

    def __init__(self, s3: Any, bucket: str, owner: Owner = "city") -> None:
        self._s3 = s3
        self._bucket = bucket
        self._folder = "settlement" if owner == "city" else f"settlement/{owner}"

    def keep(self, day: date, report: bytes) -> tuple[SettledLine, ...]:
        """Store a day's report over an earlier one and return its lines; stores nothing and raises UnreadableReport."""
        lines = _lines_of(day, report)
        self._s3.put_object(Bucket=self._bucket, Key=self._key(day), Body=report, ContentType="text/csv")
        return lines

    def of_day(self, day: date) -> tuple[SettledLine, ...] | None:
        """Return a day's lines, None where no report is. Raises UnreadableReport: anybody may have put it there."""
        try:
            found = self._s3.get_object(Bucket=self._bucket, Key=self._key(day))
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchKey":
                return None
            raise
        return _lines_of(day, found["Body"].read())

    def _key(self, day: date) -> str:
        return f"{self._folder}/{day.isoformat()}.csv"


def _lines_of(day: date, report: bytes) -> tuple[SettledLine, ...]:
    """Read a report as that day's: a file under a wrong day would make every line of both days a difference."""
    lines = read_report(report)
    if problems := tuple(_of_other_days(day, lines)):
        raise UnreadableReport(problems)
    return lines


def _of_other_days(day: date, lines: Sequence[SettledLine]) -> Iterator[str]:
    for line in lines:
        if warsaw_day(line.happened_at) != day:
            yield f"line {line.number}: not of {day.isoformat()}"
