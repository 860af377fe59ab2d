from collections.abc import Iterator

import pytest

from simulation.memory_dynamodb import installed
from tests.additional_fares.desk import Desk, memory


@pytest.fixture
def desk() -> Iterator[Desk]:
    """The storage, the clock and the gateway of a test's demands."""
    tables = memory()
    with installed(tables):
        yield Desk(tables)
