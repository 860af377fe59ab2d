from datetime import date, timedelta
from itertools import pairwise

from chalicelib.credentials.day_mark import _COLOURS, mark_of
from tests.credentials.shown import number

KEY = number("marks")
DAYS = [date(2026, 11, 23) + timedelta(days=ahead) for ahead in range(1000)]


def test_a_day_has_one_mark_for_everybody():
    assert mark_of(DAYS[0], KEY) == mark_of(DAYS[0], KEY)


def test_a_mark_seldom_comes_back_the_next_day():
    marks = [(mark.colour, mark.word) for mark in (mark_of(day, KEY) for day in DAYS)]
    assert len(set(marks)) > 400
    assert sum(today == tomorrow for today, tomorrow in pairwise(marks)) < 10


def test_without_the_secret_a_mark_cannot_be_told():
    other = number("another secret")
    assert sum(mark_of(day, KEY).word == mark_of(day, other).word for day in DAYS) < 50


def test_white_letters_can_be_read_on_every_colour():
    """WCAG 2.1, 1.4.3: a contrast of 4.5 at least."""

    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    for colour in _COLOURS:
        red, green, blue = (linear(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
        assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5, colour
