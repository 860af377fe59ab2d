"""A day's settlement report of the gateway, read line by line. Rules only.

CSV (RFC 4180) in UTF-8 with the header `orderID,remoteID,amount,currency,kind,time` and one line for each captured
transaction and each refund paid out. Amounts are positive, `14.00`, in PLN; `kind` is `capture` or `refund`; `time`
is RFC 3339 with its offset. The format is ours and the sandbox writes it: Autopay sends its report by e-mail, in a
form that its public documentation does not print.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from chalicelib.money import CURRENCY, grosze_of

SettledKind = Literal["capture", "refund"]


@dataclass(frozen=True)
class SettledLine:
    """What the gateway settled; `number` is the line's in the report, the header being 1."""

    number: int
    order_id: str
    remote_id: str
    kind: SettledKind
    amount_grosze: int
    happened_at: datetime


class UnreadableReport(ValueError):
    """`problems` names each wrong line and its columns, e.g. `line 3: amount, time`; no value is quoted."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def read_report(report: bytes) -> tuple[SettledLine, ...]:
    """Return the lines in their order; raises UnreadableReport: a report is believed whole or not at all."""
    try:
        text = report.decode().removeprefix("\ufeff")  # spreadsheets begin UTF-8 with it
    except UnicodeDecodeError as error:
        number = report.count(b"\n", 0, error.start) + 1
        raise UnreadableReport((f"line {number}: not UTF-8",)) from error
    lines, problems = [], []
    for read in _read(text):
        if isinstance(read, SettledLine):
            lines.append(read)
        else:
            problems.append(read)
    if problems:
        raise UnreadableReport(tuple(problems))
    return tuple(lines)


def _read(text: str) -> Iterator[SettledLine | str]:
    """Give each line, or what is wrong with it; after a broken header or quotation nothing more can be told."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        if next(rows, []) != list(_COLUMNS):
            yield "line 1: not the header"
            return
        for row in rows:
            if row:
                yield _line(rows.line_num, row)
    except csv.Error:
        yield f"line {rows.line_num}: not CSV"


def _line(number: int, row: list[str]) -> SettledLine | str:
    if len(row) != len(_COLUMNS):
        return f"line {number}: not {len(_COLUMNS)} columns"
    values: dict[str, Any] = {}
    wrong = []
    for (column, value_of), text in zip(_COLUMNS.items(), row, strict=True):
        try:
            values[column] = value_of(text)
        except (ValueError, OverflowError):
            wrong.append(column)
    if wrong:
        return f"line {number}: {', '.join(wrong)}"
    return SettledLine(
        number=number,
        order_id=values["orderID"],
        remote_id=values["remoteID"],
        kind=values["kind"],
        amount_grosze=values["amount"],
        happened_at=values["time"],
    )


def _shaped(pattern: str) -> Callable[[str], str]:
    shape = re.compile(pattern)

    def value_of(text: str) -> str:
        if not shape.fullmatch(text):
            raise ValueError("out of shape")
        return text

    return value_of


def _amount(text: str) -> int:
    grosze = grosze_of(text)
    if not grosze:
        raise ValueError("nothing was settled")
    return grosze


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("no offset")
    return moment.astimezone(UTC)


_COLUMNS: dict[str, Callable[[str], object]] = {
    "orderID": _shaped("[A-Za-z0-9_-]{1,32}"),
    "remoteID": _shaped("[A-Za-z0-9]{1,20}"),
    "amount": _amount,
    "currency": _shaped(CURRENCY),
    "kind": _shaped("capture|refund"),
    "time": _moment,
}
