"""The people of an order for named tickets, as the customer lists them in a CSV file. Rules only.

UTF-8, with a header `given_name,surname,born_in` (or parted by semicolons, as Polish spreadsheets do), a person a
line. Names as in the document that is shown with the ticket, up to 60 characters each, as for any ticket.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from chalicelib.orders.errors import PeopleListInvalid, PeopleListTooLong

MOST_PEOPLE = 5000
"""So many fit into the one transaction that keeps an order, by the hundred."""
COLUMNS = ("given_name", "surname", "born_in")
_BORN_AT_EARLIEST = 1900
_MOST_SAID = 20
_NAME = re.compile(r"[^\W\d_].{0,59}")


@dataclass(frozen=True)
class Person:
    """Whose ticket it is; no document numbers."""

    given_name: str = field(repr=False)
    surname: str = field(repr=False)
    born_in: int = field(repr=False)


def people_of(content: bytes, this_year: int) -> tuple[Person, ...]:
    """Return the people of a file, in its order; all of them or none.

    Raises PeopleListInvalid with every line that is wrong, line 1 being the header, or PeopleListTooLong.
    """
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        before = content[: error.start].count(b"\n")
        raise PeopleListInvalid(lines=f"{before + 1}: utf-8") from None
    delimiter = ";" if lines and ";" in lines[0] else ","
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        rows = list(reader)
    except csv.Error:  # a quotation mark that is never closed takes in all the lines after it
        raise PeopleListInvalid(lines=f"{reader.line_num}: quotes") from None
    if not rows or tuple(name.strip() for name in rows[0]) != COLUMNS:
        raise PeopleListInvalid(lines=f"1: {','.join(COLUMNS)}")
    if len(rows) - 1 > MOST_PEOPLE:
        raise PeopleListTooLong(most=MOST_PEOPLE)
    if wrong := [f"{number}: {what}" for number, row in enumerate(rows[1:], 2) for what in _wrong(row, this_year)]:
        more = [f"… (+{len(wrong) - _MOST_SAID})"] if len(wrong) > _MOST_SAID else []
        raise PeopleListInvalid(lines=", ".join(wrong[:_MOST_SAID] + more))
    return tuple(Person(row[0].strip(), row[1].strip(), int(row[2])) for row in rows[1:])


def _wrong(row: list[str], this_year: int) -> Iterator[str]:
    """Yield the columns that are wrong. An empty line is wrong too: it may be a person who was lost."""
    if len(row) != len(COLUMNS):
        yield "columns"
        return
    for column, value in zip(COLUMNS[:2], row, strict=False):
        if not _NAME.fullmatch(value.strip()):
            yield column
    born_in = row[2].strip()
    if not (born_in.isascii() and born_in.isdigit() and _BORN_AT_EARLIEST <= int(born_in) <= this_year):
        yield COLUMNS[2]
