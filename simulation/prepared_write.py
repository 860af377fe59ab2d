"""One write of a request, read and checked before anything of it is done: alone or in a transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simulation.attribute_value import LARGEST_ITEM, Item, Values, is_larger, normal_item
from simulation.client_error import Invalid, NotPlayed
from simulation.condition import Condition, condition
from simulation.expression import Compiled, bound, names_of
from simulation.memory_table import Key, MemoryTable
from simulation.update_expression import update

Request = Mapping[str, Any]

_ABSENT: Item = {}


@dataclass(frozen=True)
class Write:
    """`effect` gives the item after the write, None for no item; it raises Invalid for what it cannot do."""

    table: MemoryTable
    key: Key
    shows_item: bool
    effect: Callable[[Item | None], Item | None]
    condition: Compiled[Condition] | None
    values: Values

    @property
    def before(self) -> Item | None:
        return self.table.items.get(self.key)

    def is_allowed(self) -> bool:
        return self.condition is None or self.condition.run(self.before or _ABSENT, self.values)

    def in_the_way(self) -> Item | None:
        """Return the item whose state refused the write, if the request wanted to see it."""
        return self.before if self.shows_item else None


def put(table: MemoryTable, request: Request) -> Write:
    item = normal_item(request["Item"])
    key = table.schema.keys.required(item)
    table.require_index_keys(item)
    if is_larger(item, LARGEST_ITEM):
        raise Invalid("Item size has exceeded the maximum allowed size")
    return _write(table, key, request, lambda _: item)


def delete(table: MemoryTable, request: Request) -> Write:
    return _write(table, table.key_of(normal_item(request["Key"])), request, lambda _: None)


def check(table: MemoryTable, request: Request) -> Write:
    return _write(table, table.key_of(normal_item(request["Key"])), request, lambda before: before)


def change(table: MemoryTable, request: Request) -> Write:
    """Return an update, which makes an item where there is none."""
    named = normal_item(request["Key"])
    key = table.key_of(named)
    if "UpdateExpression" not in request:
        raise NotPlayed("an update without an UpdateExpression")
    names = names_of(request)
    compiled = update(request["UpdateExpression"], names)
    limited = condition(request["ConditionExpression"], names) if "ConditionExpression" in request else None
    values = bound(request, compiled, limited)
    touched = {str(path[0]) for path in compiled.run.paths}
    for name in table.schema.keys.names:
        if name in touched:
            raise Invalid(
                "One or more parameter values were invalid: "
                f"Cannot update attribute {name}. This attribute is part of the key"
            )

    def effect(before: Item | None) -> Item:
        after = compiled.run.applied(before or named, values)
        table.require_index_keys(after)
        if is_larger(after, LARGEST_ITEM):
            raise Invalid("Item size to update has exceeded the maximum allowed size")
        return after

    return Write(table, key, _shows_item(request), effect, limited, values)


def _write(table: MemoryTable, key: Key, request: Request, effect: Callable[[Item | None], Item | None]) -> Write:
    limited = None
    if "ConditionExpression" in request:
        limited = condition(request["ConditionExpression"], names_of(request))
    values = bound(request, limited)
    return Write(table, key, _shows_item(request), effect, limited, values)


def _shows_item(request: Request) -> bool:
    wanted = request.get("ReturnValuesOnConditionCheckFailure", "NONE")
    if wanted not in ("NONE", "ALL_OLD"):
        raise Invalid("ReturnValuesOnConditionCheckFailure can only be ALL_OLD or NONE")
    return bool(wanted == "ALL_OLD")
