from collections.abc import Iterator

import pytest

from chalicelib.payments.live import charge_gateway
from chalicelib.payments.mpk import MpkGateway


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    charge_gateway.cache_clear()
    yield
    charge_gateway.cache_clear()


def test_the_charge_gateway_is_made_once_and_needs_no_secret_for_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPK_GATEWAY_URL", "http://127.0.0.1:1/")
    monkeypatch.setenv("MPK_CLIENT_ID", "mkrakow")
    assert isinstance(charge_gateway(), MpkGateway)
    assert charge_gateway() is charge_gateway()


def test_a_missing_address_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MPK_GATEWAY_URL", raising=False)
    with pytest.raises(KeyError):
        charge_gateway()
