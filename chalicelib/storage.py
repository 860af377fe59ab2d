"""DynamoDB as every storage file uses it: tables on one shared connection, and one transaction per decision.

A decision is a list of writes, each with the refusal that its own condition means. `commit` writes all of
them or none, retries what AWS calls a conflict (which is nobody's refusal), and raises the refusal of the
first write whose condition failed. Nothing here reads before it writes.
"""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeVar
from uuid import uuid4

from pynamodb.attributes import Attribute
from pynamodb.connection import Connection, TableConnection
from pynamodb.constants import NUMBER
from pynamodb.exceptions import PynamoDBException, TransactWriteError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from chalicelib import aws, config
from chalicelib.errors import Busy

T = TypeVar("T")
RawItem = dict[str, dict[str, Any]]

_TRANSIENT = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}
_DEADLINE_SECONDS = 6.0
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Stale(Exception):
    """Somebody else decided first: what was read is out of date, so read again and decide again."""

    def __init__(self, _in_the_way: RawItem | None = None) -> None:
        super().__init__()


@cache
def connection() -> Connection:
    """Return the one pynamodb connection, on the process's one DynamoDB client."""
    shared = Connection(region=config.REGION)
    shared._client = aws.client("dynamodb")  # pynamodb would make a session and a client per model
    return shared


class Table(Model):
    """A pynamodb model whose connection is the shared one."""

    @classmethod
    def _get_connection(cls) -> TableConnection:
        table = super()._get_connection()
        shared = connection()
        if table.connection is not shared:
            meta_table = table.get_meta_table()
            if meta_table.table_name not in shared._tables:
                shared.add_meta_table(meta_table)
            table.connection = shared
        return table


class MomentAttribute(Attribute[datetime]):
    """An aware datetime, kept as UTC epoch milliseconds: eight bytes, and sorts."""

    attr_type = NUMBER

    def serialize(self, value: datetime) -> str:
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return str((value - _EPOCH) // _MILLISECOND)

    def deserialize(self, value: str) -> datetime:
        return _EPOCH + int(value) * _MILLISECOND


@dataclass(frozen=True)
class Put:
    """Write a whole item. `refused` is given the item in the way and returns what to raise."""

    item: Table
    condition: Condition | None
    refused: Callable[[RawItem | None], Exception]

    def add_to(self, transaction: TransactWrite) -> None:
        transaction.save(self.item, self.condition, return_values="ALL_OLD")


@dataclass(frozen=True)
class Update:
    """Change some attributes of an item."""

    item: Table
    condition: Condition | None
    refused: Callable[[RawItem | None], Exception]
    actions: Sequence[Action] = ()

    def add_to(self, transaction: TransactWrite) -> None:
        transaction.update(self.item, list(self.actions), self.condition, return_values="ALL_OLD")


@dataclass(frozen=True)
class Check:
    """Require something of an item that the decision does not change."""

    table: type[Table]
    key: str
    condition: Condition
    refused: Callable[[RawItem | None], Exception]
    range_key: str | None = None

    def add_to(self, transaction: TransactWrite) -> None:
        transaction.condition_check(self.table, self.key, self.range_key, self.condition)


@dataclass(frozen=True)
class Delete:
    """Take an item away, whether it is there or not."""

    item: Table
    refused: Callable[[RawItem | None], Exception] = Stale

    def add_to(self, transaction: TransactWrite) -> None:
        transaction.delete(self.item)


Write = Check | Delete | Put | Update
"""One without a condition is written if the others are; its `refused` is never asked."""


def commit(*writes: Write) -> None:
    """Write all or none.

    Raises the refusal of the first write, in the order given, whose condition failed; Busy after 6 s of
    conflicts. One ClientRequestToken goes with every attempt, the SDK's own too, so an answer lost on the way
    back is never taken for a failed condition.
    """
    token = uuid4().hex
    for _ in _attempts():
        try:
            with TransactWrite(connection=connection(), client_request_token=token) as transaction:
                for write in writes:
                    write.add_to(transaction)
            return
        except TransactWriteError as error:
            _raise_refusal(writes, error)
            if not is_transient(error):
                raise
    raise Busy()


def change(item: Table, actions: Sequence[Action], condition: Condition) -> bool:
    """Change one item by itself and refresh it; False when its condition failed. Raises Busy after 6 s of conflicts.

    An answer lost on the way back makes the SDK ask again, and the condition may then meet its own effect: what is
    written this way must bear that.
    """
    for _ in _attempts():
        try:
            item.update(list(actions), condition=condition)
            return True
        except UpdateError as error:
            if condition_failed(error):
                return False
            if not is_transient(error):
                raise
    raise Busy()


def decide(decision: Callable[[], T]) -> T:
    """Run a read-decide-commit and, when it was overtaken, run it again; raises Busy after 6 s."""
    for _ in _attempts():
        try:
            return decision()
        except Stale:
            continue
    raise Busy()


def is_transient(error: PynamoDBException) -> bool:
    """Tell whether AWS refused the write only because of others writing at the same moment."""
    if isinstance(error, TransactWriteError):
        codes = {reason.code for reason in error.cancellation_reasons if reason is not None}
        return bool(codes & _TRANSIENT) or _code(error) == "TransactionInProgressException"
    return _code(error) == "TransactionConflictException"


def condition_failed(error: PynamoDBException) -> bool:
    """Tell whether a lone write was refused by its own condition."""
    return _code(error) == "ConditionalCheckFailedException"


def _code(error: PynamoDBException) -> str:
    # pynamodb's own `cause_response_code` fails on a time-out, which has a response of None.
    response = getattr(error.cause, "response", None) or {}
    return str(response.get("Error", {}).get("Code", ""))


def _raise_refusal(writes: Sequence[Write], error: TransactWriteError) -> None:
    # pynamodb sends checks, deletions, puts, then updates, and AWS numbers its reasons as sent.
    as_sent = sorted(writes, key=lambda write: (Check, Delete, Put, Update).index(type(write)))
    reasons = dict(zip(map(id, as_sent), error.cancellation_reasons, strict=False))
    for write in writes:
        reason = reasons.get(id(write))
        if reason is not None and reason.code == "ConditionalCheckFailed":
            raise write.refused(reason.raw_item) from error


def _attempts() -> Any:
    """Yield at once, then after pauses with full jitter, until the deadline."""
    deadline, pause = time.monotonic() + _DEADLINE_SECONDS, 0.02
    while True:
        yield
        if time.monotonic() > deadline:
            return
        time.sleep(random.uniform(0, pause))  # noqa: S311 - jitter, not a secret
        pause = min(pause * 2, 0.5)


def epoch_seconds(moment: datetime) -> int:
    """Return a moment as DynamoDB's time-to-live wants it."""
    return int(moment.timestamp())
