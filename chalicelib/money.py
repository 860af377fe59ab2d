"""Money is an integer number of grosze; it becomes text or JSON only at the edge."""

from typing import Annotated

import msgspec

CURRENCY = "PLN"


class Money(msgspec.Struct, frozen=True):
    """An amount as the API writes it."""

    amount: Annotated[int, msgspec.Meta(description="in grosze", examples=[1400])]
    currency: Annotated[str, msgspec.Meta(examples=[CURRENCY])] = CURRENCY


def round_half_up(numerator: int, denominator: int) -> int:
    """Return numerator / denominator in whole grosze, a half going up; both are non-negative."""
    return (2 * numerator + denominator) // (2 * denominator)


def decimal_text(grosze: int) -> str:
    """Return `1400` as `14.00`, the form that payment gateways and ledgers write."""
    return f"{grosze // 100}.{grosze % 100:02d}"


def grosze_of(decimal: str) -> int:
    """Return `14.00` as `1400`; raises ValueError for any other shape."""
    whole, dot, cents = decimal.partition(".")
    if not (dot and whole.isascii() and whole.isdigit() and cents.isascii() and cents.isdigit() and len(cents) == 2):
        raise ValueError("an amount has the form 0.00")
    return int(whole) * 100 + int(cents)


def zloty_text(grosze: int, language: str) -> str:
    """Return an amount as people in that language write it, e.g. `14,00 zł` or `PLN 14.00`."""
    if language == "en":
        return f"PLN {grosze // 100:,}.{grosze % 100:02d}"
    whole = f"{grosze // 100:,}".replace(",", "\u00a0")
    return f"{whole},{grosze % 100:02d}\u00a0zł"
