"""A registration number as every part of the system writes it."""

import re
import unicodedata

from chalicelib.errors import Invalid

_LETTERS = "A-ZÄÅÆÖØÜČĆĐŠŽ"
"""Letters that European plates carry: beside A-Z, German and Croatian districts and Nordic personal plates."""

_SEPARATORS = re.compile(r"[\s.·•\u2010-\u2014-]")
_PLATE = re.compile(f"[{_LETTERS}0-9]{{2,12}}")
_ENTERED = re.compile(f"[{_LETTERS}{_LETTERS.replace('A-Z', 'a-z').lower()}0-9]*")


class InvalidPlate(Invalid):
    """Not a registration number."""

    code = "invalid_plate"


class PlateLetterUnknown(InvalidPlate):
    """`letter`: one that no plate carries, e.g. a Cyrillic one that looks Latin."""

    code = "plate_letter_unknown"


def normalised(text: str) -> str:
    """Return a plate in capitals without spaces, hyphens and dots, 2 to 12 letters and digits.

    A digit is not required: personal plates in Sweden, Norway, Denmark and Latvia may have none. Nothing else is
    changed, above all no look-alike: O stays O, and a Cyrillic А is refused instead of becoming A, because an
    inspector reads the plate as it is. Raises PlateLetterUnknown for such a letter, InvalidPlate for the rest.
    """
    entered = _SEPARATORS.sub("", unicodedata.normalize("NFC", text))
    if not _ENTERED.fullmatch(entered):
        _refuse_letters(entered)
        raise InvalidPlate()
    plate = entered.upper()
    if not _PLATE.fullmatch(plate):
        raise InvalidPlate()
    return plate


def _refuse_letters(entered: str) -> None:
    for character in entered:
        if character.isalpha() and not _ENTERED.fullmatch(character):
            raise PlateLetterUnknown(letter=character)
