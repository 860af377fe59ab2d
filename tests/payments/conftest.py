from collections.abc import Iterator

import pytest

from chalicelib.payments.autopay import Autopay, AutopaySettings
from tests.payments.autopay_neighbour import KEY, SERVICE, Neighbour, listening


@pytest.fixture
def neighbour() -> Iterator[Neighbour]:
    with listening() as neighbour:
        yield neighbour


@pytest.fixture
def autopay(neighbour: Neighbour) -> Autopay:
    return Autopay(AutopaySettings(neighbour.url, SERVICE, lambda: KEY, answer_seconds=0.2))
