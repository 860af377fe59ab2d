from collections.abc import Iterator

import pytest

from simulation.memory_dynamodb import MemoryDynamoDB, installed
from tests.orders.contracts import MODELS, Office


@pytest.fixture
def office() -> Iterator[Office]:
    """An operator's desk with empty tables."""
    with installed(MemoryDynamoDB.for_models(*MODELS)):
        yield Office()
