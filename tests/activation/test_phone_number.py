import pytest

from chalicelib import config
from chalicelib.activation.errors import InvalidPhoneNumber
from chalicelib.activation.phone_number import PhoneNumber, mobile


@pytest.mark.parametrize("digits", ["500000000", "600000000", "790000000", "880000000"])
def test_a_mobile_number_is_nine_digits_without_the_prefix(digits):
    assert mobile(digits).e164 == f"+48{digits}"


@pytest.mark.parametrize(
    "digits",
    [
        *("126165555", "700123456", "800123456", "111111111", "999000001", "112", "+48500000000", "48500000000"),
        *("009999999", "006835123", "012345678"),
        *("500 000 000", "50000000", "5000000000", "５０００００００0", "", "500000000\n"),
    ],
)
def test_a_landline_a_premium_or_a_made_up_number_gets_no_sms(digits):
    with pytest.raises(InvalidPhoneNumber):
        mobile(digits)


def test_the_numbers_of_the_sandbox_are_numbers_on_the_local_stage_alone(monkeypatch):
    monkeypatch.setattr(config, "STAGE", "local")
    assert mobile("999000001").e164 == "+48999000001"
    with pytest.raises(InvalidPhoneNumber):
        mobile("999001001")


def test_a_number_never_shows_itself():
    assert "999000001" not in f"{PhoneNumber('999000001')} {[PhoneNumber('999000001')]}"
