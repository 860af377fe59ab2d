"""One table in memory: its items, their order by key and index, and the stream of its changes."""

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from pynamodb.models import Model

from simulation.attribute_value import AttributeValue, Item, Ordered, kind_of, order_of
from simulation.client_error import Invalid, NotPlayed

Key = tuple[Ordered, ...]
Entry = tuple[Any, Key]
"""Where an item stands in its partition: the range key's order, then the order of the table's key."""

LONGEST_LAG = 1000
"""An index can be read as it was up to so many writes to its table ago."""
_LONGEST_HASH, _LONGEST_RANGE = 2048, 1024


@dataclass(frozen=True)
class Keys:
    """Key attributes with their kinds, the hash key first."""

    kinds: tuple[tuple[str, str], ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.kinds)

    def of(self, item: Item) -> Key:
        return tuple([order_of(item[name]) for name, _ in self.kinds])

    def cut_from(self, item: Item) -> Item:
        return {name: item[name] for name, _ in self.kinds}

    def required(self, item: Item) -> Key:
        """Return the key of an item that is to be stored or found; raises Invalid."""
        for (name, kind), longest in zip(self.kinds, (_LONGEST_HASH, _LONGEST_RANGE), strict=False):
            if name not in item:
                raise Invalid(f"One or more parameter values were invalid: Missing the key {name} in the item")
            if kind not in item[name]:
                raise Invalid(
                    "One or more parameter values were invalid: "
                    f"Type mismatch for key {name} expected: {kind} actual: {kind_of(item[name])}"
                )
            _require_text(item[name], name, longest)
        return self.of(item)


@dataclass(frozen=True)
class IndexSchema:
    name: str
    keys: Keys
    keys_only: bool


@dataclass(frozen=True)
class TableSchema:
    name: str
    keys: Keys
    indexes: tuple[IndexSchema, ...]


@cache
def described(model: type[Model]) -> TableSchema:
    """Return the table that a pynamodb model describes."""
    schema: Any = model._get_schema()
    if schema["local_secondary_indexes"]:
        raise NotPlayed("a local index")
    kinds = {one["AttributeName"]: one["AttributeType"] for one in schema["attribute_definitions"]}
    indexes = tuple(_index(one, kinds) for one in schema["global_secondary_indexes"])
    name: str = model.Meta.table_name
    return TableSchema(name, _keys(schema["key_schema"], kinds), indexes)


class Partitions:
    """Items by hash key, each partition sorted; an item without the keys is not in it."""

    def __init__(self, table: Keys, keys: Keys) -> None:
        self._table = table
        self.keys = keys
        self._entries: dict[Ordered, list[Entry]] = {}

    def place(self, item: Item | None) -> tuple[Ordered, Entry] | None:
        """Return the item's partition and its entry there."""
        if item is None or not all(name in item for name, _ in self.keys.kinds):
            return None
        hash_order, *range_order = self.keys.of(item)
        return hash_order, (range_order, self._table.of(item))

    def of(self, hash_order: Ordered) -> list[Entry]:
        return self._entries.get(hash_order, [])

    def move(self, before: Item | None, after: Item | None) -> None:
        old, new = self.place(before), self.place(after)
        if old == new:
            return
        if old is not None:
            entries = self._entries[old[0]]
            del entries[bisect_left(entries, old[1])]
        if new is not None:
            insort(self._entries.setdefault(new[0], []), new[1])


class MemoryTable:
    """The items by key. Whoever reads one must not change it: it is the stored one."""

    def __init__(self, schema: TableSchema, *, streamed: bool) -> None:
        self.schema = schema
        self.items: dict[Key, Item] = {}
        self.records: list[dict[str, Any]] | None = [] if streamed else None
        """A Lambda event's Records, oldest first; the reader may delete what it has read."""
        self.partitions = Partitions(schema.keys, schema.keys)
        self.indexes = {index.name: Partitions(schema.keys, index.keys) for index in schema.indexes}
        self.keys_only = {index.name for index in schema.indexes if index.keys_only}
        self._history: deque[tuple[Key, Item | None]] = deque(maxlen=LONGEST_LAG)
        self._changes = 0

    def key_of(self, key: dict[str, AttributeValue]) -> Key:
        """Return the key that a request names; raises Invalid unless it is exactly one."""
        kinds = self.schema.keys.kinds
        if len(key) != len(kinds) or any(name not in key or kind not in key[name] for name, kind in kinds):
            raise Invalid("The provided key element does not match the schema")
        return self.schema.keys.required(key)

    def require_index_keys(self, item: Item) -> None:
        """Raise Invalid when an attribute of an index's key cannot be one."""
        for index in self.schema.indexes:
            for (name, kind), longest in zip(index.keys.kinds, (_LONGEST_HASH, _LONGEST_RANGE), strict=False):
                if name in item and kind not in item[name]:
                    raise Invalid(
                        f"One or more parameter values were invalid: Type mismatch for Index Key {name} "
                        f"Expected: {kind} Actual: {kind_of(item[name])} IndexName: {index.name}"
                    )
                if name in item:
                    _require_text(item[name], name, longest)

    def write(self, key: Key, after: Item | None) -> None:
        """Store the item or, with None, delete it. A write that changes nothing leaves no trace."""
        before = self.items.get(key)
        if before == after:
            return
        if after is None:
            del self.items[key]
        else:
            self.items[key] = after
        self.partitions.move(before, after)
        for index in self.indexes.values():
            index.move(before, after)
        self._history.append((key, before))
        if self.records is not None:
            self.records.append(self._record(before, after))

    def found(self, index: str | None, hash_order: Ordered, writes_ago: int) -> list[tuple[Entry, Item]]:
        """Return a partition in order, of an index perhaps as it was some writes ago."""
        partitions = self.indexes[index] if index else self.partitions
        past = self._past(writes_ago) if writes_ago else {}
        found = [(entry, self.items[entry[1]]) for entry in partitions.of(hash_order) if entry[1] not in past]
        for item in past.values():
            place = partitions.place(item)
            if item is not None and place is not None and place[0] == hash_order:
                insort(found, (place[1], item), key=lambda one: one[0])
        return found

    def _past(self, writes_ago: int) -> dict[Key, Item | None]:
        """Return what the items written since then were."""
        recent = list(self._history)[-writes_ago:]
        return dict(reversed(recent))

    def _record(self, before: Item | None, after: Item | None) -> dict[str, Any]:
        self._changes += 1
        change: dict[str, Any] = {
            "ApproximateCreationDateTime": 0,
            "SequenceNumber": f"{self._changes:021d}",
            "SizeBytes": 0,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        }
        if after is not None:
            change |= {"Keys": self.schema.keys.cut_from(after), "NewImage": after}
        if before is not None:
            change |= {"Keys": self.schema.keys.cut_from(before), "OldImage": before}
        return {
            "eventID": change["SequenceNumber"],
            "eventName": "INSERT" if before is None else "REMOVE" if after is None else "MODIFY",
            "eventSource": "aws:dynamodb",
            "eventSourceARN": f"arn:aws:dynamodb:eu-central-1:000000000000:table/{self.schema.name}/stream/memory",
            "awsRegion": "eu-central-1",
            "dynamodb": change,
        }


def _require_text(value: AttributeValue, name: str, longest: int) -> None:
    text = value.get("S")
    if text is None:
        return
    if not text:
        raise Invalid(
            "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an "
            f"empty string value. Key: {name}"
        )
    if len(text.encode()) > longest:
        raise Invalid(f"One or more parameter values were invalid: Size of {name} has exceeded {longest} bytes")


def _index(schema: dict[str, Any], kinds: dict[str, str]) -> IndexSchema:
    projection = schema["projection"]["ProjectionType"]
    if projection not in ("KEYS_ONLY", "ALL"):
        raise NotPlayed(f"an index that projects {projection}")
    return IndexSchema(schema["index_name"], _keys(schema["key_schema"], kinds), projection == "KEYS_ONLY")


def _keys(schema: Iterable[dict[str, str]], kinds: dict[str, str]) -> Keys:
    ordered = sorted(schema, key=lambda key: key["KeyType"])  # HASH before RANGE
    return Keys(tuple((key["AttributeName"], kinds[key["AttributeName"]]) for key in ordered))
