from collections.abc import Iterator

import pytest

from chalicelib.payments.autopay import Autopay, AutopaySettings
from simulation.memory_dynamodb import MemoryDynamoDB
from tests.payments.autopay_neighbour import KEY, SERVICE, Neighbour, listening
from tests.payments.books import Books
from tests.payments.reconciled import storage


@pytest.fixture
def neighbour() -> Iterator[Neighbour]:
    with listening() as neighbour:
        yield neighbour


@pytest.fixture
def autopay(neighbour: Neighbour) -> Autopay:
    return Autopay(AutopaySettings(neighbour.url, SERVICE, lambda: KEY, answer_seconds=0.2))


@pytest.fixture
def memory() -> Iterator[MemoryDynamoDB]:
    """Nothing was ever reconciled."""
    with storage() as empty:
        yield empty


@pytest.fixture
def books() -> Books:
    return Books()
