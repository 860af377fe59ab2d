"""The mark of the day: a colour and a word that every phone with a ticket shows, and every inspector knows. Rules only.

It is for the eye, where a code cannot be scanned: yesterday's screen recording has yesterday's mark. It comes from a
secret, so nobody knows tomorrow's before the city tells; and it proves nothing alone, because whoever sees one
ticket has seen it. The words are Polish in every language: they are compared, not read.
"""

import hmac
from dataclasses import dataclass
from datetime import date

_COLOURS = ("#b3261e", "#8a5a00", "#2e7d32", "#00696f", "#1456b8", "#6a3fb5", "#a0337f", "#444444")
"""Dark enough for white letters on them (contrast of 4.5 and more)."""
_WORDS = (
    *("bocian", "borsuk", "buk", "bursztyn", "chaber", "chmura", "czapla", "dąb", "deszcz", "dudek", "fiołek"),
    *("gawron", "gołąb", "góra", "grab", "gwiazda", "jabłko", "jaskółka", "jesion", "jeżyna", "jodła", "kalina"),
    *("kamień", "klon", "konwalia", "kruk", "księżyc", "latarnia", "lawenda", "lipa", "łabędź", "łąka", "mak"),
    *("malina", "mgła", "morze", "most", "mysikrólik", "orzech", "osika", "pióro", "polana", "poziomka", "rosa"),
    *("rower", "rzeka", "sad", "sikora", "słonecznik", "sowa", "strumień", "szron", "szyszka", "śnieg", "świerk"),
    *("tęcza", "topola", "tulipan", "wiatr", "wierzba", "wiśnia", "wydra", "zorza", "żubr"),
)


@dataclass(frozen=True)
class DayMark:
    """`colour` is sRGB, e.g. `#1456b8`: behind the word, in white letters."""

    day: date
    colour: str
    word: str


def mark_of(day: date, mark_key: bytes) -> DayMark:
    """Return the mark of a Warsaw day."""
    drawn = hmac.digest(mark_key, day.isoformat().encode(), "sha256")
    return DayMark(day, _COLOURS[drawn[0] % len(_COLOURS)], _WORDS[drawn[1] % len(_WORDS)])
