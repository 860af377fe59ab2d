import hashlib
import hmac
import json
from base64 import urlsafe_b64encode

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwt
from joserfc.jwk import ECKey

from chalicelib.devices import es256
from chalicelib.devices.es256 import NotGenuine

CLAIMS = {"sub": "dev_x", "exp": 1_900_000_000, "name": "zażółć"}


@pytest.fixture
def key():
    return ec.generate_private_key(ec.SECP256R1())


def part(value):
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(raw).decode().rstrip("=")


def hand_signed(key, header, claims):
    signed = f"{part(header)}.{part(claims)}"
    return f"{signed}.{es256.sign({}, {}, key).rpartition('.')[2]}"


def test_what_we_sign_another_library_believes(key):
    believed = jwt.decode(es256.sign({"kid": "a"}, CLAIMS, key), ECKey.import_key(key.public_key()), ["ES256"])
    assert believed.claims == CLAIMS
    assert believed.header == {"alg": "ES256", "kid": "a"}


def test_what_another_library_signs_we_believe(key):
    token = jwt.encode({"alg": "ES256"}, CLAIMS, ECKey.import_key(key), ["ES256"])
    assert es256.read(token).verified(key.public_key()) == CLAIMS


def test_the_thumbprint_is_that_of_another_library(key):
    assert es256.thumbprint(key.public_key()) == ECKey.import_key(key.public_key()).thumbprint()


def test_another_key_is_not_believed(key):
    token = es256.sign({}, CLAIMS, ec.generate_private_key(ec.SECP256R1()))
    with pytest.raises(NotGenuine):
        es256.read(token).verified(key.public_key())


def test_a_changed_payload_is_not_believed(key):
    header, _, signature = es256.sign({}, CLAIMS, key).split(".")
    changed = es256.read(f"{header}.{part(CLAIMS | {'sub': 'dev_y'})}.{signature}")
    with pytest.raises(NotGenuine):
        changed.verified(key.public_key())


def test_a_changed_header_is_not_believed(key):
    _, claims, signature = es256.sign({}, CLAIMS, key).split(".")
    changed = es256.read(f"{part({'alg': 'ES256', 'kid': 'b'})}.{claims}.{signature}")
    with pytest.raises(NotGenuine):
        changed.verified(key.public_key())


@pytest.mark.parametrize("signature", ["", "AAAA", part(bytes(64))])
def test_an_unsigned_token_is_not_believed(key, signature):
    with pytest.raises(NotGenuine):
        es256.read(f"{part({'alg': 'none'})}.{part(CLAIMS)}.{signature}")


def test_the_public_key_is_no_shared_secret(key):
    """The classic confusion: HS256, with the public key that everybody knows as its secret."""
    pem = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    signed = f"{part({'alg': 'HS256'})}.{part(CLAIMS)}"
    token = f"{signed}.{part(hmac.digest(pem, signed.encode(), hashlib.sha256))}"
    with pytest.raises(NotGenuine):
        es256.read(token)


def test_an_unknown_critical_extension_is_refused(key):
    with pytest.raises(NotGenuine):
        es256.read(es256.sign({"crit": ["b64"], "b64": False}, CLAIMS, key))


def test_a_signature_in_der_is_refused(key):
    signed = f"{part({'alg': 'ES256'})}.{part(CLAIMS)}"
    der = key.sign(signed.encode(), ec.ECDSA(hashes.SHA256()))
    with pytest.raises(NotGenuine):
        es256.read(f"{signed}.{part(der)}")


@pytest.mark.parametrize(
    "claims", [b"{", b"[]", b"null", b'{"exp": NaN}', b"[" * 20_000, b"\xff", b'{"exp": ' + b"9" * 5_000 + b"}"]
)
def test_claims_that_are_no_plain_object_are_refused(key, claims):
    with pytest.raises(NotGenuine):
        es256.read(hand_signed(key, {"alg": "ES256"}, claims))


@pytest.mark.parametrize("token", ["", "a", "a.b", "a.b.c.d", "ą.b.c", "e30=.e30=.e30=", "a.a.a", " e30.e30.e30"])
def test_another_form_is_refused(token):
    with pytest.raises(NotGenuine):
        es256.read(token)
