"""DynamoDB in memory, in place of the botocore client under pynamodb: the real models and storage code run on it.

It answers as DynamoDB does or fails loudly: what DynamoDB refuses is botocore's ClientError, what the twin does not
play is NotPlayed. One thread, no time, no randomness of its own: a simulation says when something goes wrong
(`before`, `after`, `index_lag`).
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, TypeVar

import msgspec
from pynamodb.models import Model

from chalicelib import storage
from simulation import prepared_write
from simulation.attribute_value import Item, is_larger, normal_item
from simulation.client_error import (
    Invalid,
    NotPlayed,
    canceled,
    client_error,
    condition_failed,
    table_missing,
    validation,
)
from simulation.expression import bound
from simulation.memory_query import projected, query, shown_by
from simulation.memory_table import MemoryTable, TableSchema, described
from simulation.prepared_write import Write

T = TypeVar("T")
Request = dict[str, Any]
Answer = dict[str, Any]

_MOST_IN_ONE = 100
_LARGEST_TRANSACTION = 4 * 1024 * 1024
_LARGEST_BATCH = 16 * 1024 * 1024
_TOKENS_KEPT = 10_000
_CREDENTIALS = "the memory asks for none"

_NOT_ACCOUNTED = {"ReturnConsumedCapacity", "ReturnItemCollectionMetrics"}
_CONDITIONAL = {"ConditionExpression", "ReturnValuesOnConditionCheckFailure"}
_NAMED = {"TableName", "ExpressionAttributeNames"}
_VALUED = _NAMED | {"ExpressionAttributeValues"}
_PLAYED: dict[str, set[str]] = {
    "Put": _VALUED | _CONDITIONAL | {"Item"},
    "Update": _VALUED | _CONDITIONAL | {"Key", "UpdateExpression"},
    "Delete": _VALUED | _CONDITIONAL | {"Key"},
    "ConditionCheck": _VALUED | _CONDITIONAL | {"Key"},
    "Get": _NAMED | {"Key", "ProjectionExpression"},
}
_PLAYED |= {
    **{f"{kind}Item": _PLAYED[kind] | _NOT_ACCOUNTED | {"ReturnValues"} for kind in ("Put", "Update", "Delete")},
    "GetItem": _PLAYED["Get"] | _NOT_ACCOUNTED | {"ConsistentRead"},
    "BatchGetItem": _NOT_ACCOUNTED | {"RequestItems"},
    "BatchGetItem of a table": {"Keys", "ConsistentRead", "ProjectionExpression", "ExpressionAttributeNames"},
    "Query": _VALUED
    | _NOT_ACCOUNTED
    | {"IndexName", "KeyConditionExpression", "ProjectionExpression"}
    | {"Limit", "ScanIndexForward", "ExclusiveStartKey", "ConsistentRead"},
    "TransactWriteItems": _NOT_ACCOUNTED | {"TransactItems", "ClientRequestToken"},
    "TransactGetItems": _NOT_ACCOUNTED | {"TransactItems"},
}
"""What each request may have. Nothing is accounted, so who asks for the consumed capacity is not told."""

_PREPARE: dict[str, Callable[[MemoryTable, Request], Write]] = {
    "Put": prepared_write.put,
    "Update": prepared_write.change,
    "Delete": prepared_write.delete,
    "ConditionCheck": prepared_write.check,
}
_RETURNED = {"Put": {"NONE", "ALL_OLD"}, "Update": {"NONE", "ALL_OLD", "ALL_NEW"}, "Delete": {"NONE", "ALL_OLD"}}


class MemoryDynamoDB:
    """The tables of some models, empty.

    `before(operation, request)` and `after(operation, request, answer)` are called around every call of the
    product; what they raise is what the product meets: the request lost, or applied and its answer lost. To play
    the SDK asking again, `before` may itself `perform` the request. `index_lag()` says how many writes to the
    table ago an index is read.
    """

    _request_signer = SimpleNamespace(_credentials=_CREDENTIALS)

    def __init__(self, schemas: Iterable[TableSchema], streamed: Iterable[str] = ()) -> None:
        streams = frozenset(streamed)
        self.tables = {schema.name: MemoryTable(schema, streamed=schema.name in streams) for schema in schemas}
        self.before: Callable[[str, Request], None] = _nothing
        self.after: Callable[[str, Request, Answer], None] = _nothing
        self.index_lag: Callable[[], int] = _none
        self._tokens: dict[str, bytes] = {}
        self._transactions = 0
        self._perform: dict[str, Callable[[str, Request], Answer]] = {
            "GetItem": self._get,
            "PutItem": self._write,
            "UpdateItem": self._write,
            "DeleteItem": self._write,
            "Query": self._query,
            "BatchGetItem": self._batch_get,
            "TransactGetItems": self._transact_get,
            "TransactWriteItems": self._transact_write,
        }

    @classmethod
    def for_models(cls, *models: type[Model], streamed: Iterable[type[Model]] = ()) -> "MemoryDynamoDB":
        """Return the models' tables; those in `streamed` keep their changes in `table(model).records`."""
        return cls([described(model) for model in models], [described(model).name for model in streamed])

    def table(self, model: type[Model]) -> MemoryTable:
        """Return the model's table, to look at as no product code can."""
        return self.tables[described(model).name]

    def _make_api_call(self, operation_name: str, api_params: Request) -> Answer:
        request = api_params
        if operation_name == "TransactWriteItems" and "ClientRequestToken" not in request:
            self._transactions += 1  # botocore gives each call a token, and its own retries the same one
            request = {**request, "ClientRequestToken": f"call-{self._transactions}"}
        self.before(operation_name, request)
        answer = self.perform(operation_name, request)
        self.after(operation_name, request, answer)
        return answer

    def perform(self, operation: str, request: Request) -> Answer:
        """Do what the request asks, past `before` and `after`; raises ClientError, or NotPlayed."""
        perform = self._perform.get(operation)
        if perform is None:
            raise NotPlayed(operation)
        _require_played(operation, request)
        try:
            return perform(operation, request)
        except Invalid as refusal:
            raise validation(operation, refusal) from None

    def _write(self, operation: str, request: Request) -> Answer:
        kind, wanted = operation.removesuffix("Item"), request.get("ReturnValues", "NONE")
        if wanted.startswith("UPDATED_"):
            raise NotPlayed(f"ReturnValues {wanted}")
        if wanted not in _RETURNED[kind]:
            raise Invalid(f"ReturnValues can only be one of {sorted(_RETURNED[kind])}")
        write = _PREPARE[kind](self._named(operation, request), request)
        if not write.is_allowed():
            raise condition_failed(operation, write.in_the_way())
        before = write.before
        after = write.effect(before)
        write.table.write(write.key, after)
        shown = {"NONE": None, "ALL_OLD": before, "ALL_NEW": after}[wanted]
        return {"Attributes": dict(shown)} if shown else {}

    def _get(self, operation: str, request: Request) -> Answer:
        table, shown = self._named(operation, request), shown_by(request)
        bound(request, shown)
        item = table.items.get(table.key_of(normal_item(request["Key"])))
        return {} if item is None else {"Item": projected(item, shown)}

    def _query(self, operation: str, request: Request) -> Answer:
        return query(self._named(operation, request), request, self.index_lag() if "IndexName" in request else 0)

    def _batch_get(self, operation: str, request: Request) -> Answer:
        _require_some(sum(len(wanted["Keys"]) for wanted in request["RequestItems"].values()), "RequestItems")
        found: dict[str, list[Item]] = {}
        for name, wanted in request["RequestItems"].items():
            _require_played("BatchGetItem of a table", wanted)
            table, shown = self._named(operation, {"TableName": name}), shown_by(wanted)
            bound(wanted, shown)
            keys = [table.key_of(normal_item(key)) for key in wanted["Keys"]]
            if len(set(keys)) < len(keys):
                raise Invalid("Provided list of item keys contains duplicates")
            items = [table.items[key] for key in keys if key in table.items]
            if is_larger(items, _LARGEST_BATCH):
                raise NotPlayed("a batch that DynamoDB would not answer in one")
            found[name] = [projected(item, shown) for item in items]
        return {"Responses": found, "UnprocessedKeys": {}}

    def _transact_get(self, operation: str, request: Request) -> Answer:
        wanted = [one.get("Get") for one in request["TransactItems"]]
        _require_some(len(wanted), "TransactItems")
        for one in wanted:
            if one is None:
                raise Invalid("TransactItem must contain exactly one action")
            _require_played("Get", one)
        keys = [(one["TableName"], self._named(operation, one).key_of(normal_item(one["Key"]))) for one in wanted]
        _require_distinct(keys)
        return {"Responses": [self._get(operation, one) for one in wanted]}

    def _transact_write(self, operation: str, request: Request) -> Answer:
        encoded = msgspec.json.encode(request["TransactItems"])
        token, fingerprint = request.get("ClientRequestToken"), hashlib.sha256(encoded).digest()
        if token in self._tokens:
            if self._tokens[token] != fingerprint:
                raise client_error(operation, "IdempotentParameterMismatchException", "another request had this token")
            return {}
        if len(encoded) > _LARGEST_TRANSACTION:
            raise NotPlayed("a transaction of 4 MB")
        self._write_all(operation, [self._prepared(operation, one) for one in request["TransactItems"]])
        if token is not None:
            self._tokens[token] = fingerprint
            if len(self._tokens) > _TOKENS_KEPT:
                del self._tokens[next(iter(self._tokens))]
        return {}

    def _prepared(self, operation: str, one: Request) -> Write:
        if len(one) != 1 or not one.keys() <= _PREPARE.keys():
            raise Invalid("TransactItem must contain exactly one action")
        ((kind, request),) = one.items()
        _require_played(kind, request)
        if kind == "ConditionCheck" and "ConditionExpression" not in request:
            raise Invalid("a ConditionCheck needs a ConditionExpression")
        return _PREPARE[kind](self._named(operation, request), request)

    def _write_all(self, operation: str, writes: list[Write]) -> None:
        _require_some(len(writes), "TransactItems")
        _require_distinct([(write.table.schema.name, write.key) for write in writes])
        reasons, afters = [], []
        for write in writes:
            reason, after = _tried(write)
            reasons.append(reason)
            afters.append(after)
        if any(reason["Code"] != "None" for reason in reasons):
            raise canceled(operation, reasons)
        for write, after in zip(writes, afters, strict=True):
            write.table.write(write.key, after)

    def _named(self, operation: str, request: Request) -> MemoryTable:
        table = self.tables.get(request["TableName"])
        if table is None:
            raise table_missing(operation)
        return table


@contextmanager
def installed(client: T) -> Iterator[T]:
    """Let every model of the product use this client or memory; then again what it used before."""
    shared = storage.connection()
    before = shared._client
    shared._client = client  # type: ignore[assignment]  # a memory is all of a client that pynamodb needs
    try:
        yield client
    finally:
        shared._client = before


def _tried(write: Write) -> tuple[dict[str, Any], Item | None]:
    """Return AWS's reason about one write of a transaction, and the item as it would leave it."""
    if not write.is_allowed():
        reason = {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"}
        in_the_way = write.in_the_way()
        return ({**reason, "Item": dict(in_the_way)} if in_the_way else reason), None
    try:
        return {"Code": "None"}, write.effect(write.before)
    except Invalid as refusal:
        return {"Code": "ValidationError", "Message": str(refusal)}, None


def _require_played(what: str, request: Request) -> None:
    if unknown := request.keys() - _PLAYED[what]:
        raise NotPlayed(f"{what} with {sorted(unknown)}")


def _require_some(count: int, what: str) -> None:
    if not 1 <= count <= _MOST_IN_ONE:
        raise Invalid(f"1 validation error detected: '{what}' must have 1 to {_MOST_IN_ONE} members, not {count}")


def _require_distinct(keys: list[Any]) -> None:
    if len(set(keys)) < len(keys):
        raise Invalid("Transaction request cannot include multiple operations on one item")


def _nothing(*_: Any) -> None:
    return None


def _none() -> int:
    return 0
