"""A query of a table or an index: one partition, a stretch of it, one page."""

from collections.abc import Mapping
from typing import Any

from simulation.attribute_value import Item, Values, is_larger, item_size, kind_of, normal_item, order_of
from simulation.client_error import Invalid, NotPlayed
from simulation.expression import Compiled, bound, names_of, projection
from simulation.key_condition import Term, key_condition
from simulation.memory_table import Entry, Keys, MemoryTable, Partitions

Request = Mapping[str, Any]
Found = list[tuple[Entry, Item]]

_LARGEST_PAGE = 1024 * 1024
_INVALID_START = "The provided starting key is invalid"
_OUTSIDE = "The provided starting key is outside query boundaries based on provided conditions"


def query(table: MemoryTable, request: Request, writes_ago: int) -> dict[str, Any]:
    """Return a page as DynamoDB does; an index is read as it was so many writes ago. Raises Invalid."""
    if "KeyConditionExpression" not in request:
        raise NotPlayed("a query without a KeyConditionExpression")
    index = request.get("IndexName")
    partitions = _partitions(table, request)
    compiled, shown = key_condition(request["KeyConditionExpression"], names_of(request)), shown_by(request)
    values = bound(request, compiled, shown)
    equal, stretch = _held_against(partitions.keys, compiled.run, values)
    hash_order = order_of(values[equal.literals[0]])
    found = table.found(index, hash_order, writes_ago if index else 0)
    if stretch is not None:
        found = [one for one in found if stretch.is_met(one[0][0][0], values)]
    forward = request.get("ScanIndexForward", True)
    if "ExclusiveStartKey" in request:
        start_hash, start = _start(table, partitions, request["ExclusiveStartKey"])
        if start_hash != hash_order or not (stretch is None or stretch.is_met(start[0][0], values)):
            raise Invalid(_OUTSIDE)
        found = [one for one in found if (one[0] > start if forward else one[0] < start)]
    if not forward:
        found.reverse()
    if index in table.keys_only:
        found = [(entry, _keys_cut(table, partitions, item)) for entry, item in found]
    page, stopped = _page(found, request.get("Limit"))
    told: dict[str, Any] = {"Items": [projected(item, shown) for item in page]}
    told |= {"Count": len(page), "ScannedCount": len(page)}
    return told | {"LastEvaluatedKey": _keys_cut(table, partitions, page[-1])} if stopped else told


def shown_by(request: Request) -> Compiled[frozenset[str]] | None:
    """Return which attributes the request wants to see; None for all."""
    if "ProjectionExpression" not in request:
        return None
    return projection(request["ProjectionExpression"], names_of(request))


def projected(item: Item, shown: Compiled[frozenset[str]] | None) -> Item:
    """Return the item, cut to what is wanted, as a dict that its reader may keep."""
    if shown is None:
        return dict(item)
    return {name: value for name, value in item.items() if name in shown.run}


def _partitions(table: MemoryTable, request: Request) -> Partitions:
    index = request.get("IndexName")
    if index is None:
        return table.partitions
    if index not in table.indexes:
        raise Invalid(f"The table does not have the specified index: {index}")
    if request.get("ConsistentRead"):
        raise Invalid("Consistent reads are not supported on global secondary indexes")
    return table.indexes[index]


def _held_against(keys: Keys, terms: tuple[Term, ...], values: Values) -> tuple[Term, Term | None]:
    """Return the term of the hash key and that of the range key, if any; raises Invalid for anything else."""
    by_name = {term.name: term for term in terms}
    equal = by_name.get(keys.names[0])
    if equal is None:
        raise Invalid(f"Query condition missed key schema element: {keys.names[0]}")
    if equal.sign != "=" or len(by_name) < len(terms) or not by_name.keys() <= set(keys.names):
        raise Invalid("Query key condition not supported")
    for name, kind in keys.kinds:
        for literal in by_name[name].literals if name in by_name else ():
            if kind_of(values[literal]) != kind:
                raise Invalid(
                    "One or more parameter values were invalid: Condition parameter type does not match schema type"
                )
            if values[literal] == {"S": ""}:
                raise Invalid(f"One or more parameter values are not valid: an empty string for the key {name}")
    return equal, next((term for term in terms if term is not equal), None)


def _start(table: MemoryTable, partitions: Partitions, given: dict[str, Any]) -> tuple[Any, Entry]:
    start = normal_item(given)
    kinds = dict(partitions.keys.kinds) | dict(table.schema.keys.kinds)
    if start.keys() != kinds.keys() or any(kind not in start[name] for name, kind in kinds.items()):
        raise Invalid(_INVALID_START)
    place = partitions.place(start)
    assert place is not None, "it has all the keys"
    return place


def _page(found: Found, limit: int | None) -> tuple[list[Item], bool]:
    """Return the page's items and whether DynamoDB stopped before it knew that nothing follows."""
    if limit is not None and limit < 1:
        raise Invalid("1 validation error detected: 'Limit' must have value greater than or equal to 1")
    page = [item for _, item in found[:limit]]
    if len(page) > 2 and is_larger(page, _LARGEST_PAGE):
        size = fitting = 0
        while (size := size + item_size(page[fitting])) <= _LARGEST_PAGE:
            fitting += 1
        return page[:fitting], True
    return page, len(page) == limit


def _keys_cut(table: MemoryTable, partitions: Partitions, item: Item) -> Item:
    return partitions.keys.cut_from(item) | table.schema.keys.cut_from(item)
