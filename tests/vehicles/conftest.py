from collections.abc import Iterator

import pytest

from tests.vehicles.cases import Street, new_street


@pytest.fixture
def street() -> Iterator[Street]:
    """The storage, the clock and the card system of a test's vehicles."""
    with new_street() as street:
        yield street
