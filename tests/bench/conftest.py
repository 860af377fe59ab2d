import os
from collections.abc import Iterator

import pytest

from bench import engine, town


@pytest.fixture
def tables_on_an_exact_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The product's tables on an engine that accounts capacity as AWS does; moto does not."""
    try:
        with engine.running() as address:
            monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", address)
            town.found()
            yield
            town.forget()
    except engine.EngineMissing as missing:
        if "CI" in os.environ:
            raise
        pytest.skip(str(missing))
