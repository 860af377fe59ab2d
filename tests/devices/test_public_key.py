import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.jwk import ECKey, OKPKey, RSAKey

from chalicelib.devices import es256
from chalicelib.devices.errors import InvalidPublicKey
from chalicelib.devices.order import JWK_EXAMPLE
from chalicelib.devices.public_key import device_id_of, public_key_of


@pytest.fixture
def jwk():
    return es256.jwk(ec.generate_private_key(ec.SECP256R1()).public_key())


def test_a_public_key_is_read_as_it_was_written(jwk):
    assert es256.jwk(public_key_of(jwk)) == jwk


def test_the_documented_example_is_a_good_key():
    assert es256.jwk(public_key_of(JWK_EXAMPLE)) == JWK_EXAMPLE


def test_other_members_of_a_jwk_do_not_make_another_device(jwk):
    decorated = jwk | {"kid": "my phone", "use": "sig", "alg": "ES256"}
    assert device_id_of(public_key_of(decorated)) == device_id_of(public_key_of(jwk))


def test_a_private_key_is_refused():
    with pytest.raises(InvalidPublicKey):
        public_key_of(ECKey.generate_key("P-256").as_dict(private=True))


@pytest.mark.parametrize(
    "other", [ECKey.generate_key("P-384"), OKPKey.generate_key("Ed25519"), RSAKey.generate_key(2048)]
)
def test_another_kind_of_key_is_refused(other):
    with pytest.raises(InvalidPublicKey):
        public_key_of(other.as_dict(private=False))


def test_a_point_that_is_not_on_the_curve_is_refused(jwk):
    with pytest.raises(InvalidPublicKey):
        public_key_of(jwk | {"y": jwk["x"]})


@pytest.mark.parametrize("x", [None, 7, "", "AAAA", "ą" * 43, "!" * 43, "A" * 42, "A" * 44])
def test_a_coordinate_that_is_not_32_bytes_is_refused(jwk, x):
    with pytest.raises(InvalidPublicKey):
        public_key_of(jwk | {"x": x})
