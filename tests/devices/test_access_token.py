import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwt
from joserfc.jwk import ECKey

from chalicelib.devices import access_token, es256
from chalicelib.devices.access_token import LIFETIME, Holder, Issuer
from chalicelib.devices.es256 import NotGenuine, thumbprint

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
URL = "https://api.test/v1"
HOLDER = Holder("dev_x", "inspector")


@pytest.fixture
def key():
    return ec.generate_private_key(ec.SECP256R1())


def der(key):
    public = key.public_key()
    return base64.b64encode(
        public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    ).decode()


def read(token, *keys, url=URL, now=NOW):
    return access_token.read(token, url, now, access_token.public_keys(",".join(map(der, keys))))


def test_a_token_tells_its_holder_and_scope_for_a_quarter_of_an_hour(key):
    token = access_token.sign(HOLDER, Issuer(URL, key), NOW)
    assert read(token, key) == HOLDER
    assert read(token, key, now=NOW + LIFETIME - timedelta(seconds=1)) == HOLDER


def test_an_expired_token_is_refused(key):
    token = access_token.sign(HOLDER, Issuer(URL, key), NOW)
    with pytest.raises(NotGenuine):
        read(token, key, now=NOW + timedelta(minutes=15))


def test_a_token_carries_its_claims_as_other_libraries_read_them(key):
    token = jwt.decode(access_token.sign(HOLDER, Issuer(URL, key), NOW), ECKey.import_key(key.public_key()))
    second = int(NOW.timestamp())
    assert len(token.claims.pop("jti")) == 16
    assert token.claims == {
        "iss": URL,
        "sub": "dev_x",
        "scope": "inspector",
        "iat": second,
        "exp": second + 900,
    }
    assert token.header == {"alg": "ES256", "typ": "at+jwt", "kid": thumbprint(key.public_key())}


def test_a_token_of_another_stage_is_refused(key):
    token = access_token.sign(HOLDER, Issuer("https://api.other/v1", key), NOW)
    with pytest.raises(NotGenuine):
        read(token, key)


def test_a_token_of_another_key_is_refused_also_under_the_name_of_ours(key):
    claims = {"iss": URL, "sub": "dev_x", "scope": "device", "exp": NOW.timestamp() + 60}
    header = {"typ": "at+jwt", "kid": thumbprint(key.public_key())}
    forged = es256.sign(header, claims, ec.generate_private_key(ec.SECP256R1()))
    with pytest.raises(NotGenuine):
        read(forged, key)


@pytest.mark.parametrize("header", [{"typ": "JWT"}, {"typ": None}, {"kid": None}, {"kid": ["a"]}])
def test_another_kind_of_token_is_refused_though_our_key_signed_it(key, header):
    claims = {"iss": URL, "sub": "dev_x", "scope": "device", "exp": NOW.timestamp() + 60}
    good = {"typ": "at+jwt", "kid": thumbprint(key.public_key())}
    with pytest.raises(NotGenuine):
        read(es256.sign(good | header, claims, key), key)


def test_while_the_key_is_changed_tokens_of_both_are_good(key):
    new_key = ec.generate_private_key(ec.SECP256R1())
    for signing in (key, new_key):
        assert read(access_token.sign(HOLDER, Issuer(URL, signing), NOW), new_key, key) == HOLDER


def test_two_keys_fit_a_parameter_of_a_stack(key):
    assert len(f"{der(key)},{der(key)}") <= 4096


@pytest.mark.parametrize(
    "configured", ["", "not base64", "AAAA", der(ec.generate_private_key(ec.SECP384R1())), "MFkw,"]
)
def test_a_wrong_public_key_in_the_configuration_fails(configured):
    with pytest.raises(ValueError):
        access_token.public_keys(configured)


def test_a_signing_key_of_another_curve_fails():
    pem = ec.generate_private_key(ec.SECP384R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with pytest.raises(ValueError):
        access_token.private_key(pem.decode())
