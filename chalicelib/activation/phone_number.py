"""A Polish mobile number as people write it: nine digits without the prefix. It never shows itself. Rules only."""

import re
from dataclasses import dataclass, field

from chalicelib import config
from chalicelib.activation.errors import InvalidPhoneNumber

_OF_SANDBOX = "999000"
_POLAND = 48
_NINE_DIGITS = re.compile(r"[1-9][0-9]{8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    digits: str = field(repr=False)

    @property
    def e164(self) -> str:
        return f"+48{self.digits}"


def mobile(digits: str) -> PhoneNumber:
    """Return the number; raises InvalidPhoneNumber unless UKE's numbering plan has it among the mobile ones.

    A premium or a toll-free number is valid too, and a code sent there only makes money for its owner. The local
    stage also knows the sandbox's numbers, which are nobody's.
    """
    if not _NINE_DIGITS.fullmatch(digits):
        raise InvalidPhoneNumber()
    if config.STAGE == "local" and digits.startswith(_OF_SANDBOX):
        return PhoneNumber(digits)
    import phonenumbers  # a thirtieth of a second, and only activation asks

    # Not `parse`: it takes two zeros in front for the way abroad.
    number = phonenumbers.PhoneNumber(country_code=_POLAND, national_number=int(digits))
    if phonenumbers.number_type(number) != phonenumbers.PhoneNumberType.MOBILE:
        raise InvalidPhoneNumber()
    return PhoneNumber(digits)
