"""The same city on a real engine: what a condition, a transaction or a token means is the engine's word, not ours.

The engine cannot read an index late, and a test must not wait until it does. So a copy of each table with an index is
kept from the engine's own stream, and a query that is to be late is answered by the copy as it was.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import botocore.session
from botocore.config import Config
from pynamodb.models import Model

from bench import engine
from chalicelib import config
from simulation.attribute_value import normal_item
from simulation.memory_dynamodb import Answer, Request, installed
from simulation.memory_query import query
from simulation.memory_table import MemoryTable, described
from simulation.tables import MODELS, STREAMED

_WRITES = {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"}


@contextmanager
def on_engine() -> Iterator["EngineTables"]:
    """Give the city's empty tables on a dynoxide of their own; raises EngineMissing."""
    with engine.running() as address:
        yield EngineTables(address)


class EngineTables:
    """The city's tables, made on the empty engine at this address."""

    def __init__(self, address: str) -> None:
        self.index_lag: Callable[[], int] = lambda: 0
        self._client = _client("dynamodb", address)
        self._request_signer = self._client._request_signer
        streams = _client("dynamodbstreams", address)
        self._streams: dict[str, _Stream] = {}
        for model in MODELS:
            with installed(self._client):
                model.create_table(billing_mode="PAY_PER_REQUEST")
            if model in STREAMED or described(model).indexes:
                self._streams[described(model).name] = _Stream(self._client, streams, model)

    def perform(self, operation: str, request: Request) -> Answer:
        """Do what the request asks; raises ClientError."""
        if operation == "Query" and "IndexName" in request and (writes_ago := self.index_lag()):
            return query(self._streams[request["TableName"]].copy, request, writes_ago)
        answer: Answer = self._client._make_api_call(operation, request)
        if operation in _WRITES:
            for name in _written(operation, request) & self._streams.keys():
                self._streams[name].follow()
        return answer

    def table(self, model: type[Model]) -> MemoryTable:
        """Return the copy of a streamed model's table, whose `records` are the changes until now."""
        return self._streams[described(model).name].copy


class _Stream:
    """One table's stream, read to its end after each write, and the copy that it makes."""

    def __init__(self, client: Any, streams: Any, model: type[Model]) -> None:
        self.copy = MemoryTable(described(model), streamed=model in STREAMED)
        self._streams = streams
        told = client.update_table(
            TableName=self.copy.schema.name,
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        )
        arn = told["TableDescription"]["LatestStreamArn"]
        (shard,) = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
        begun = streams.get_shard_iterator(StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")
        self._place = begun["ShardIterator"]

    def follow(self) -> None:
        told = self._streams.get_records(ShardIterator=self._place)
        self._place = told["NextShardIterator"]
        for record in told["Records"]:
            change = record["dynamodb"]
            key = self.copy.key_of(normal_item(change["Keys"]))
            before, after = (_image(change, name) for name in ("OldImage", "NewImage"))
            assert self.copy.items.get(key) == before, f"the stream has a gap at {change['SequenceNumber']}"
            self.copy.write(key, after)


def _image(change: dict[str, Any], name: str) -> dict[str, Any] | None:
    return normal_item(change[name]) if name in change else None


def _written(operation: str, request: Request) -> set[str]:
    if operation != "TransactWriteItems":
        return {request["TableName"]}
    return {write["TableName"] for one in request["TransactItems"] for write in one.values()}


def _client(service: str, address: str) -> Any:
    return _session().create_client(
        service,
        region_name=config.REGION,
        endpoint_url=address,
        config=Config(parameter_validation=False, retries={"total_max_attempts": 1}),
    )


@cache
def _session() -> Any:
    return botocore.session.get_session()
