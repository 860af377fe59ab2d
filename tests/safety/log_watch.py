"""Watches what the product logs in every test of the suite: a line that names somebody fails the test that made it.

The canaries of a whole life are in `test_canaries.py`; here everything is recognised by its form, whatever its value.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from chalicelib.pesel import InvalidPesel, Pesel

_FORMS = {
    "an e-mail address": re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"),
    "a token": re.compile(r"eyJ[\w-]{10,}\.[\w-]+"),
    "a phone number": re.compile(r"(?<![\w.])(?:\+48)?[45678][0-9]{8}(?!\w)"),
    "a plate": re.compile(r"(?<![\w.])K(?:R|K) ?[0-9][A-Z]{2}[0-9]{2}(?!\w)"),
    "a bank card": re.compile(r"(?<![\w.])4[0-9]{15}(?!\w)"),
}
_OF_EVERY_RECORD = vars(logging.makeLogRecord({})).keys()
"""Moments, threads and places; what is left are the keys that somebody gave."""
_ELEVEN_DIGITS = re.compile(r"(?<![\w.])[0-9]{11}(?!\w)")


def personal_in(text: str) -> str:
    """Return what kind of personal data the text has, empty where it has none."""
    for number in _ELEVEN_DIGITS.findall(text):
        with suppress(InvalidPesel):
            Pesel(number)
            return "a PESEL"
    return next((kind for kind, form in _FORMS.items() if form.search(text)), "")


class _Watch(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        said = {name: value for name, value in vars(record).items() if name not in _OF_EVERY_RECORD}
        if kind := personal_in(repr([record.getMessage(), record.exc_info, said])):
            self.found.append(f"{kind} in the line “{record.getMessage()}”, {record.filename}:{record.lineno}")


@contextmanager
def watching() -> Iterator[list[str]]:
    """Yield a list that gets a sentence for each line of the product's log that names somebody."""
    watch = _Watch()
    ours = logging.getLogger("mkrakow")
    ours.addHandler(watch)
    try:
        yield watch.found
    finally:
        ours.removeHandler(watch)
