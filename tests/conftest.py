"""The environment first, before anything of the product is imported; then the fixtures that every slice shares."""

import base64
import os
import sys
from collections.abc import Callable, Iterator
from functools import _lru_cache_wrapper
from importlib import import_module
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

_TOKEN_KEY = ec.generate_private_key(ec.SECP256R1())
_TOKEN_PUBLIC_DER = _TOKEN_KEY.public_key().public_bytes(
    serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
)

for _name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[_name]  # no test may ever meet a real account
os.environ |= {
    "STAGE": "test",
    "SELLER_NAME": "Sprzedawca Testowy S.A.",
    "SELLER_ADDRESS": "ul. Przykładowa 1; 30-000 Kraków",
    "SELLER_NIP": "0000000000",
    "PUBLIC_URL": "https://api.test/v1",
    "TOKEN_PUBLIC_KEY": base64.b64encode(_TOKEN_PUBLIC_DER).decode(),
    "AWS_REGION": "eu-central-1",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_EC2_METADATA_DISABLED": "true",
}

# Powertools keeps its own records from whatever handler the root logger has when it is first imported. Inside a test
# that would be pytest's, and no test after it would see a log.
import_module("chalicelib.log")


@pytest.fixture(autouse=True)
def nobody_is_named_in_the_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """No test may make the product log personal data, whatever else it is about."""
    from tests.safety.log_watch import watching

    with watching() as found:
        yield
    if "log_watch" not in request.node.nodeid:
        assert not found


@pytest.fixture
def aws() -> Iterator[Callable[[str], Any]]:
    """An empty AWS account, played by moto for one test; gives `chalicelib.aws.client`."""
    from moto import mock_aws

    from chalicelib.aws import client

    with mock_aws():
        _forget_connections()
        yield client
    _forget_connections()


@pytest.fixture
def tables(aws: Callable[[str], Any]) -> Callable[..., None]:
    """Create the tables of the given models, with their indexes: `tables(Device, Assertion)`."""

    def create(*models: Any) -> None:
        for model in models:
            model.create_table(billing_mode="PAY_PER_REQUEST")

    return create


@pytest.fixture(scope="session")
def token_private_key() -> str:
    """The PEM that signs access tokens; the environment has its public half."""
    return _TOKEN_KEY.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


@pytest.fixture
def bearer() -> Callable[..., dict[str, str]]:
    """Headers of a caller whom the authorizer lets in: `bearer("dev_a")`, `bearer("dev_b", "inspector")`."""

    def headers(device_id: str, scope: str = "device") -> dict[str, str]:
        from chalicelib import config
        from chalicelib.clock import utc_now
        from chalicelib.devices.access_token import Holder, Issuer, sign

        token = sign(Holder(device_id, scope), Issuer(config.PUBLIC_URL, _TOKEN_KEY), utc_now())
        return {"Authorization": f"Bearer {token}"}

    return headers


def _forget_connections() -> None:
    """Clients, and whatever else a module of the product keeps in a cache, belong to the account of one test."""
    from chalicelib import secret_values, storage

    for module in [module for name, module in sys.modules.items() if name.startswith("chalicelib.")]:
        for value in vars(module).values():
            if isinstance(value, _lru_cache_wrapper):
                value.cache_clear()
    secret_values._kept.clear()
    for model in _below(storage.Table):
        model._connection = None


def _below(model: Any) -> Iterator[Any]:
    for child in model.__subclasses__():
        yield child
        yield from _below(child)
