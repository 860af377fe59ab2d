"""How several months, and the railway's statutory reductions, change a price. Amounts are grosze."""

from chalicelib.tariff.product import Grosze


def several_months(monthly: Grosze, months: int, percent: int) -> int:
    """Return the price of several months bought at once.

    The multiple of the monthly price, less `percent` for each month after the first, to 10 grosze with exactly 5
    down. The list of 2008 (V.3) says so, the list of 2018 (footnote 2) repeats it, and its printed table of 1 to 12
    months fits in all 112 cells. The percentage is off the whole multiple and the sum is rounded once. With
    `percent` 0 the multiple itself, as since 2021.
    """
    if not percent:
        return monthly * months
    hundredths = monthly * months * (100 - percent * (months - 1))
    tens, rest = divmod(hundredths, 1000)
    return 10 * (tens + (rest > 500))


def less_statutory(normal: Grosze, percent: int) -> int:
    """Return a rail price less a statutory reduction, cut down to a grosz (all 114 cells of the printed table)."""
    return normal * (100 - percent) // 100
