from collections.abc import Iterator

import pytest

from tests.activation.card_cases import Hall, Phone, new_hall
from tests.activation.code_cases import City, new_city


@pytest.fixture
def hall() -> Iterator[Hall]:
    """Both registers, the storage and the clock of a test's cards."""
    with new_hall() as hall:
        yield hall


@pytest.fixture
def phone(hall) -> Phone:
    return Phone(hall)


@pytest.fixture
def city() -> Iterator[City]:
    """The storage, the queue and the SMS of a test's codes."""
    with new_city() as city:
        yield city
