"""The engines that storage is held against: the memory, dynoxide, and MiniStack where a local system runs."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from bench import engine
from simulation.memory_dynamodb import MemoryDynamoDB, installed

Engine = Callable[..., AbstractContextManager[Any]]


def client_of(address: str) -> Any:
    """A botocore client as the product has it, for an engine at this address."""
    return botocore.session.get_session().create_client(
        "dynamodb",
        region_name="eu-central-1",
        endpoint_url=address,
        config=Config(parameter_validation=False, retries={"total_max_attempts": 1}),
    )


@pytest.fixture(scope="session")
def dynoxide() -> Iterator[Any]:
    """A client of a dynoxide of these tests' own."""
    try:
        with engine.running() as address:
            yield client_of(address)
    except engine.EngineMissing as missing:
        if "CI" in os.environ:
            raise
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def ministack() -> Any:
    """A client of the local system's AWS; skips where none runs."""
    known = Path(os.environ.get("ENDPOINTS", "nowhere"))
    if not known.is_file():
        pytest.skip("no local system: ENDPOINTS names none")
    client = client_of(json.loads(known.read_text())["api"].removesuffix("/v1"))
    try:
        client.list_tables()
    except BotoCoreError as error:
        pytest.skip(f"the local system does not run: {error}")
    return client


@pytest.fixture(params=["memory", "dynoxide", "ministack"])
def tables_on(request: pytest.FixtureRequest) -> Engine:
    """Let the product run on one engine, on empty tables of the given models: `with tables_on(KeptStay, …):`."""

    @contextmanager
    def in_memory(*models: Any) -> Iterator[Any]:
        with installed(MemoryDynamoDB.for_models(*models)) as memory:
            yield memory

    @contextmanager
    def on_client(*models: Any) -> Iterator[Any]:
        with installed(client) as shared:
            _drop(shared, models)
            for model in models:
                model.create_table(billing_mode="PAY_PER_REQUEST")
            yield shared
            _drop(shared, models)

    if request.param == "memory":
        return in_memory
    client = request.getfixturevalue(request.param)
    return on_client


def _drop(client: Any, models: Any) -> None:
    there = client.list_tables()["TableNames"]
    for model in models:
        if model.Meta.table_name in there:
            client.delete_table(TableName=model.Meta.table_name)
