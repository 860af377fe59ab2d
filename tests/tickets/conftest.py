from collections.abc import Iterator

import pytest

from simulation.memory_dynamodb import installed
from tests.tariff.conftest import quoted
from tests.tickets.counter import Counter, memory
from tests.tickets.subscriber import Subscriber

__all__ = ["quoted"]


@pytest.fixture
def counter() -> Iterator[Counter]:
    """The storage, the clock and the gateway of a test's tickets."""
    tables = memory()
    with installed(tables):
        yield Counter(tables)


@pytest.fixture
def subscriber(counter: Counter) -> Subscriber:
    """A resident whose 5+1 began this Monday."""
    return Subscriber(counter).begins()
