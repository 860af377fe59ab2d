from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.money import decimal_text, grosze_of, round_half_up, zloty_text


@pytest.mark.parametrize(
    ("numerator", "denominator", "grosze"), [(0, 60, 0), (29, 60, 0), (30, 60, 1), (89, 60, 1), (90, 60, 2), (5, 2, 3)]
)
def test_half_a_grosz_goes_up(numerator: int, denominator: int, grosze: int) -> None:
    assert round_half_up(numerator, denominator) == grosze


@given(st.integers(0, 10**12), st.integers(1, 10**6))
def test_rounding_is_exact(numerator: int, denominator: int) -> None:
    assert round_half_up(numerator, denominator) == floor(Fraction(numerator, denominator) + Fraction(1, 2))


@given(st.integers(0, 10**12))
def test_an_amount_survives_being_written(grosze: int) -> None:
    assert grosze_of(decimal_text(grosze)) == grosze


@pytest.mark.parametrize(
    "decimal",
    ["", "14", "14.", "14.0", "14.000", "14,00", ".50", "-1.00", "+1.00", " 1.00", "1.00\n", "1e2.00", "٣.00"],
)
def test_an_amount_in_any_other_form_is_refused(decimal: str) -> None:
    with pytest.raises(ValueError, match=r"^an amount has the form 0\.00$"):
        grosze_of(decimal)


@pytest.mark.parametrize(
    ("grosze", "language", "written"),
    [
        (1400, "pl", "14,00\u00a0zł"),
        (1400, "uk", "14,00\u00a0zł"),
        (1400, "en", "PLN 14.00"),
        (5, "pl", "0,05\u00a0zł"),
        (123456789, "pl", "1\u00a0234\u00a0567,89\u00a0zł"),
        (123456789, "en", "PLN 1,234,567.89"),
    ],
)
def test_an_amount_is_written_as_people_write_it(grosze: int, language: str, written: str) -> None:
    assert zloty_text(grosze, language) == written
