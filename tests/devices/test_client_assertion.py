from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.devices.client_assertion import SKEW, checked, named_device
from chalicelib.devices.es256 import NotGenuine

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
SECOND = NOW.timestamp()
DEVICE = "dev_" + "a" * 24
AUDIENCES = ("https://api.test/v1/oauth/token", "https://api.test/v1")
GOOD = {"iss": DEVICE, "sub": DEVICE, "aud": AUDIENCES[0], "exp": SECOND + 60, "jti": "once"}


def check(**changed):
    return checked(GOOD | changed, DEVICE, AUDIENCES, NOW)


def test_a_good_assertion_is_remembered_until_after_it_is_expired():
    assertion = check()
    assert assertion.jti == "once"
    assert assertion.forgettable_at > NOW + timedelta(seconds=60) + SKEW


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_endpoint_and_the_api_are_both_an_audience(audience):
    assert check(aud=audience)


@pytest.mark.parametrize(
    "times",
    [
        {"exp": SECOND - 4},
        {"exp": SECOND + 65},
        {"exp": SECOND + 59.5},
        {"iat": SECOND + 5, "nbf": SECOND + 5},
        {"iat": SECOND - 3600},
    ],
)
def test_a_phone_whose_clock_is_a_little_off_is_let_in(times):
    assert check(**times)


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": SECOND - 5},
        {"exp": SECOND + 66},
        {"exp": None},
        {"exp": "1900000000"},
        {"exp": True},
        {"exp": 10**400},
        {"exp": float("inf")},
        {"iat": SECOND + 6},
        {"nbf": SECOND + 6},
        {"nbf": "now"},
        {"iss": "dev_b"},
        {"sub": "dev_b"},
        {"aud": "https://api.test"},
        {"aud": None},
        {"aud": [AUDIENCES[0], "https://elsewhere.test"]},
        {"jti": None},
        {"jti": ""},
        {"jti": 7},
        {"jti": "\ud800"},
    ],
)
def test_one_wrong_claim_is_enough_to_be_refused(claims):
    with pytest.raises(NotGenuine):
        check(**claims)


@pytest.mark.parametrize("subject", [None, "", 7, "dev_a", DEVICE + "a", "\ud800", "x" * 3000])
def test_what_is_no_device_id_is_never_looked_up(subject):
    with pytest.raises(NotGenuine):
        named_device({"sub": subject})
