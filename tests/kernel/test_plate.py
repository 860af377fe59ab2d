import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.plate import InvalidPlate, PlateLetterUnknown, normalised


@pytest.mark.parametrize(
    ("entered", "plate"),
    [
        ("kr 1ab23", "KR1AB23"),
        (" KR-1AB.23 ", "KR1AB23"),
        ("KR\u00a01AB23", "KR1AB23"),
        ("K1 KRAK", "K1KRAK"),
        ("W 027 123", "W027123"),
        ("GÖ-AB 123 E", "GÖAB123E"),
        ("go\u0308 ab 123", "GÖAB123"),
        ("ČK 123-AB", "ČK123AB"),
        ("ZH·123456", "ZH123456"),
        ("12–AB–34", "12AB34"),
        ("AA 1234 BC", "AA1234BC"),
        ("GLENN", "GLENN"),
        ("A1", "A1"),
    ],
)
def test_a_plate_is_written_in_one_way(entered, plate):
    assert normalised(entered) == plate


def test_look_alikes_stay_as_they_are_typed():
    assert normalised("KR O0I1") == "KRO0I1"


@pytest.mark.parametrize(
    "entered", ["", " - . ", "K", "KR12345678901", "KR 1AB2!", "KR_123", "KR/123", "KR１２３", "🚗 1"]
)
def test_what_is_no_plate_is_refused(entered):
    with pytest.raises(InvalidPlate) as refusal:
        normalised(entered)
    assert refusal.value.code == "invalid_plate"


@pytest.mark.parametrize(("entered", "letter"), [("АА1234ВС", "А"), ("KR 1AΒ23", "Β"), ("STRAßE", "ß"), ("KŁ123", "Ł")])
def test_a_letter_that_no_plate_carries_is_named_and_never_replaced(entered, letter):
    with pytest.raises(PlateLetterUnknown) as refusal:
        normalised(entered)
    assert refusal.value.details == {"letter": letter}


@given(st.text(max_size=16))
def test_a_plate_once_written_stays_the_same(entered):
    try:
        plate = normalised(entered)
    except InvalidPlate:
        return
    assert normalised(plate) == normalised(plate.lower()) == plate
