from collections.abc import Iterator

import msgspec
import pytest

from chalicelib.payments.autopay import Autopay
from chalicelib.payments.live import gateway


@pytest.fixture(autouse=True)
def configured(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AUTOPAY_URL", "http://127.0.0.1:1/")
    monkeypatch.setenv("AUTOPAY_SERVICE_ID", "123456")
    gateway.cache_clear()
    yield
    gateway.cache_clear()


def test_the_gateway_is_made_once_and_needs_no_secret_for_that() -> None:
    assert isinstance(gateway(), Autopay)
    assert gateway() is gateway()


def test_a_misspelt_setting_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTOPAY_HOLD_HASH", "first")
    with pytest.raises(msgspec.ValidationError):
        gateway()
