"""Everything that leaves the product besides its answers: logs, addresses that it calls, keys, queues, exceptions."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import urllib3
from pytest import MonkeyPatch

from chalicelib.log import logger
from simulation.memory_dynamodb import MemoryDynamoDB
from tests.safety.town import encoded


@dataclass
class Heard:
    """`keys`: every key in DynamoDB and every value that a query asks by, with its table."""

    log: io.StringIO = field(default_factory=io.StringIO)
    urls: list[str] = field(default_factory=list)
    keys: list[tuple[str, str]] = field(default_factory=list)

    def lines_with(self, value: str) -> list[str]:
        return [line for line in self.log.getvalue().splitlines() if value in line]

    def urls_with(self, value: str) -> list[str]:
        return [url for url in self.urls if value in url]

    def tables_keyed_by(self, value: str) -> set[str]:
        return {table for table, key in self.keys if value in key}


@contextmanager
def listening(memory: MemoryDynamoDB) -> Iterator[Heard]:
    """Hear what a Lambda logs, the libraries below it from INFO on; exceptions are in the log with their text."""
    heard = Heard()
    ear = logging.StreamHandler(heard.log)
    ear.setFormatter(logger.registered_formatter)  # as CloudWatch gets it, keys and tracebacks and all
    root, ours = logging.getLogger(), logging.getLogger("mkrakow")
    levels = root.level, ours.level
    with MonkeyPatch.context() as patch:
        _note_keys(memory, heard, patch)
        _note_urls(heard, patch)
        root.addHandler(ear)
        root.setLevel(logging.INFO)
        ours.setLevel(logging.DEBUG)
        yield heard
    root.removeHandler(ear)
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


def _note_urls(heard: Heard, patch: MonkeyPatch) -> None:
    real = urllib3.PoolManager.urlopen

    def noted(self: Any, method: str, url: str, *arguments: Any, **named: Any) -> Any:
        heard.urls.append(url)
        return real(self, method, url, *arguments, **named)

    patch.setattr(urllib3.PoolManager, "urlopen", noted)


def _note_keys(memory: MemoryDynamoDB, heard: Heard, patch: MonkeyPatch) -> None:
    def noted(operation: str, request: dict[str, Any]) -> None:
        for table, key in _keys(memory, operation, request):
            heard.keys.append((table.rpartition("-")[2], encoded(key)))

    patch.setattr(memory, "before", noted)


def _keys(memory: MemoryDynamoDB, operation: str, request: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield each table with a key that the request names."""
    if operation == "TransactWriteItems":
        for write in request["TransactItems"]:
            yield from _keys(memory, "", next(iter(write.values())))
    elif operation == "BatchGetItem":
        for table, wanted in request["RequestItems"].items():
            yield table, wanted["Keys"]
    elif operation == "Query":
        yield request["TableName"], request.get("ExpressionAttributeValues", {})
    elif "Item" in request:
        table = memory.tables[request["TableName"]]
        names = {*table.schema.keys.names, *(name for index in table.schema.indexes for name in index.keys.names)}
        yield request["TableName"], {name: value for name, value in request["Item"].items() if name in names}
    else:
        yield request["TableName"], request["Key"]
