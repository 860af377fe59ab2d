"""Random programs for DynamoDB: two small tables, a handful of keys, everything that storage may ask for.

Expressions are written as pynamodb writes them and, now and then, as it never would. What engines are known to
answer differently is not asked (see `test_engines_agree`).
"""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib import config
from chalicelib.storage import Table
from tests.simulation.expressions import Expressions, Request, groups, lists, maps, numbers, scalars, text_sets, values

Call = tuple[str, Request]


class ByGroup(GlobalSecondaryIndex["Parcel"]):
    class Meta:
        index_name = "by-group"
        projection = KeysOnlyProjection()

    g = UnicodeAttribute(hash_key=True)
    h = NumberAttribute(range_key=True)


class Whole(GlobalSecondaryIndex["Parcel"]):
    class Meta:
        index_name = "whole"
        projection = AllProjection()

    g = UnicodeAttribute(hash_key=True)


class Parcel(Table):
    class Meta:
        table_name = config.table_name("agree-parcels")
        region = config.REGION

    by_group = ByGroup()
    whole = Whole()
    p = UnicodeAttribute(hash_key=True)


class Line(Table):
    class Meta:
        table_name = config.table_name("agree-lines")
        region = config.REGION

    p = UnicodeAttribute(hash_key=True)
    r = NumberAttribute(range_key=True)


PARCELS, LINES = Parcel.Meta.table_name, Line.Meta.table_name
_ATTRIBUTES = {
    "a": values,
    "b": scalars,
    "n": numbers,
    "l": lists,
    "m": maps,
    "s": text_sets,
    "g": groups,
    "h": st.sampled_from(["1", "2", "10"]).map(lambda text: {"N": text}),
}
_KEYS = {
    PARCELS: st.fixed_dictionaries({"p": st.sampled_from("ABC").map(lambda text: {"S": text})}),
    LINES: st.fixed_dictionaries(
        {
            "p": st.sampled_from("AB").map(lambda text: {"S": text}),
            "r": st.sampled_from(["1", "2", "2.0", "-3", "10"]).map(lambda text: {"N": text}),
        }
    ),
}
_NOT_KEYS = [{"p": {"S": ""}}, {"p": {"N": "1"}}, {}, {"p": {"S": "A"}, "q": {"S": "B"}}]
_NOT_INDEX_KEYS = [{"g": {"N": "1"}}, {"g": {"S": ""}}, {"h": {"S": "1"}}, {"h": {"NULL": True}}]


@st.composite
def keys(draw: Any, table: str) -> Request:
    if draw(st.integers(0, 20)) == 0:
        return dict(draw(st.sampled_from(_NOT_KEYS)))
    return dict(draw(_KEYS[table]))


@st.composite
def items(draw: Any, table: str, *, wrong: bool) -> Request:
    item = {**draw(st.fixed_dictionaries({}, optional=_ATTRIBUTES)), **draw(_KEYS[table])}
    if wrong and table == PARCELS and draw(st.integers(0, 20)) == 0:
        item |= draw(st.sampled_from(_NOT_INDEX_KEYS))
    return item


@st.composite
def writes(draw: Any, kind: str, *, alone: bool) -> Request:
    """One write; in a transaction what AWS refuses before it looks at any item is not asked."""
    table = draw(st.sampled_from([PARCELS, LINES]))
    expressions = Expressions(draw)
    request = expressions.request
    request["TableName"] = table
    if kind == "Put":
        request["Item"] = draw(items(table, wrong=alone))
    else:
        request["Key"] = draw(keys(table) if alone else _KEYS[table])
    conditional = kind == "ConditionCheck" or draw(st.booleans())
    if kind == "Update":
        with_keys = alone and not conditional
        request["UpdateExpression"] = expressions.update(with_keys=with_keys) or f"REMOVE {expressions.path('b')}"
    if conditional:
        request["ConditionExpression"] = expressions.condition()
        if draw(st.booleans()):
            request["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
    if alone and draw(st.booleans()):
        request["ReturnValues"] = draw(st.sampled_from(["NONE", "ALL_NEW" if kind == "Update" else "ALL_OLD"]))
    return request


@st.composite
def single_writes(draw: Any) -> Call:
    kind = draw(st.sampled_from(["Put", "Put", "Update", "Update", "Delete"]))
    return f"{kind}Item", draw(writes(kind, alone=True))


@st.composite
def transactions(draw: Any) -> Call:
    kinds = draw(st.lists(st.sampled_from(["Put", "Update", "Delete", "ConditionCheck"]), min_size=1, max_size=4))
    request: Request = {"TransactItems": [{kind: draw(writes(kind, alone=False))} for kind in kinds]}
    if draw(st.booleans()):
        request["ClientRequestToken"] = draw(st.sampled_from(["t1", "t2"]))
    return "TransactWriteItems", request


@st.composite
def reads(draw: Any) -> Call:
    table = draw(st.sampled_from([PARCELS, LINES]))
    shape = draw(st.sampled_from(["GetItem", "BatchGetItem", "TransactGetItems"]))
    if shape == "GetItem":
        return shape, {"TableName": table, "Key": draw(keys(table)), **_shown(draw)}
    wanted = draw(st.lists(_KEYS[table], min_size=1, max_size=3, unique_by=_plain_key))
    if shape == "BatchGetItem":
        return shape, {"RequestItems": {table: {"Keys": wanted, **_shown(draw)}}}
    return shape, {"TransactItems": [{"Get": {"TableName": table, "Key": key}} for key in wanted]}


@st.composite
def queries(draw: Any) -> Call:
    """A query of one page; `test_engines_agree` turns the pages."""
    table, index, names = draw(
        st.sampled_from(
            [(LINES, None, "pr"), (PARCELS, None, "p"), (PARCELS, "by-group", "gh"), (PARCELS, "whole", "g")]
        )
    )
    hash_value = draw(groups) if index else {"S": draw(st.sampled_from("ABC"))}
    text, given = "#0 = :0", {":0": hash_value}
    if len(names) == 2 and draw(st.booleans()):
        sign = draw(st.sampled_from(["=", "<", "<=", ">", ">=", "BETWEEN"]))
        given[":1"] = draw(st.sampled_from(["1", "2", "-3", "1.5"]).map(lambda number: {"N": number}))
        if sign == "BETWEEN":
            given[":2"] = {"N": "5"}
        text = f"(#0 = :0 AND #1 {sign} :1{' AND :2' if sign == 'BETWEEN' else ''})"
    request: Request = {"TableName": table, "KeyConditionExpression": text, "ExpressionAttributeValues": given}
    request["ExpressionAttributeNames"] = {f"#{place}": name for place, name in enumerate(names) if f"#{place}" in text}
    if index:
        request["IndexName"] = index
    if (index or table == LINES) and draw(st.booleans()):
        request["Limit"] = draw(st.integers(1, 4))
    if draw(st.booleans()):
        request["ScanIndexForward"] = draw(st.booleans())
    return "Query", request


_NEVER_WRITTEN = [
    {"ConditionExpression": "#a = :v AND", "names": "a", "values": "v"},
    {"ConditionExpression": "((#a = :v))", "names": "a", "values": "v"},
    {"ConditionExpression": "#a = :v #a = :v", "names": "a", "values": "v"},
    {"ConditionExpression": "attribute_missing(#a)", "names": "a", "values": ""},
    {"ConditionExpression": "begins_with(#a, :n)", "names": "a", "values": "n"},
    {"ConditionExpression": "#a BETWEEN :n AND :v", "names": "a", "values": "nv"},
    {"ConditionExpression": "attribute_exists(#b)", "names": "a", "values": ""},
    {"ConditionExpression": "#a = :w", "names": "a", "values": "v"},
    {"ConditionExpression": "", "names": "", "values": ""},
    {"UpdateExpression": "SET #a = :v SET #b = :v", "names": "ab", "values": "v"},
    {"UpdateExpression": "SET #a = :v #b = :v", "names": "ab", "values": "v"},
    {"UpdateExpression": "SET #a = :v", "names": "ab", "values": "v"},
    {"UpdateExpression": "SET #a = :v", "names": "a", "values": "nv"},
    {"UpdateExpression": "SET #a :v", "names": "a", "values": "v"},
    {"UpdateExpression": "SET #a = :v,", "names": "a", "values": "v"},
    {"UpdateExpression": "SET #a = #b + :v + :n", "names": "ab", "values": "nv"},
    {"UpdateExpression": "SET #a = size(#b)", "names": "ab", "values": ""},
    {"UpdateExpression": "SET #a.#b = :v, #a = :n", "names": "ab", "values": "nv"},
    {"UpdateExpression": "ADD #a :v", "names": "a", "values": "v"},
    {"UpdateExpression": "DELETE #a :n", "names": "a", "values": "n"},
    {"UpdateExpression": "REMOVE", "names": "", "values": ""},
    {"UpdateExpression": "", "names": "", "values": ""},
]


@st.composite
def mistakes(draw: Any) -> Call:
    """A single write with an expression that DynamoDB refuses, whatever is stored."""
    mistake = dict(draw(st.sampled_from(_NEVER_WRITTEN)))
    operation, named = ("UpdateItem", "Key") if "UpdateExpression" in mistake else ("PutItem", "Item")
    request: Request = {"TableName": PARCELS, named: draw(_KEYS[PARCELS])}
    if names := mistake.pop("names"):
        request["ExpressionAttributeNames"] = {f"#{name}": name for name in names}
    if given := mistake.pop("values"):
        request["ExpressionAttributeValues"] = {f":{one}": {"v": {"S": "a"}, "n": {"N": "1"}}[one] for one in given}
    return operation, request | mistake


def _plain_key(key: Request) -> tuple[str, float]:
    return key["p"]["S"], float(key.get("r", {"N": "0"})["N"])


def _shown(draw: Callable[[Any], Any]) -> Request:
    if not draw(st.booleans()):
        return {}
    return {"ProjectionExpression": "#a, #p", "ExpressionAttributeNames": {"#a": "a", "#p": "p"}}


@st.composite
def beginnings(draw: Any) -> list[Call]:
    """An item with everything in each table, so that most updates find what they name."""
    whole = st.fixed_dictionaries(_ATTRIBUTES)
    tables = {PARCELS: {"p": {"S": "A"}}, LINES: {"p": {"S": "A"}, "r": {"N": "1"}}}
    return [("PutItem", {"TableName": name, "Item": {**draw(whole), **key}}) for name, key in tables.items()]


_calls = st.one_of(single_writes(), single_writes(), single_writes(), transactions(), reads(), queries(), mistakes())
programs = st.tuples(beginnings(), st.lists(_calls, min_size=1, max_size=25)).map(lambda parts: parts[0] + parts[1])
