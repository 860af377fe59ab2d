from collections.abc import Iterator

import pytest

from tests.safety.phone import Phone
from tests.safety.town import Town, new_town


@pytest.fixture
def town(token_private_key: str) -> Iterator[Town]:
    """The whole product with its neighbours played."""
    with new_town(token_private_key) as town:
        yield town


@pytest.fixture
def phone(town: Town) -> Phone:
    return Phone(town).registered(name="Telefon")


@pytest.fixture
def stranger(town: Town) -> Phone:
    return Phone(town).registered()
