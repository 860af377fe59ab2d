"""Notice a bank card's number in a request, so that it is refused and never stored or logged."""

import re

# A run after a decimal point is a fraction, e.g. of a latitude.
_CANDIDATE = re.compile(rb"(?<![0-9A-Za-z])(?<![0-9]\.)[0-9](?:[ -]?[0-9]){12,18}(?![0-9A-Za-z])")


def present_in(body: bytes) -> bool:
    """Tell whether some run of 13 to 19 digits (spaces and hyphens aside) passes the Luhn check."""
    return any(_passes_luhn(found.group()) for found in _CANDIDATE.finditer(body))


def _passes_luhn(candidate: bytes) -> bool:
    digits = [int(sign) for sign in reversed(candidate.decode()) if sign.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
