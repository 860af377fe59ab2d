"""The memory answers as another engine does: the same answers, refusals and reasons, and the same tables at the end.

Where dynoxide 1.2.1 is known to differ from AWS, the memory does as AWS documents and programs do not ask:

* an update of a missing item with ReturnValues ALL_OLD: AWS tells nothing, dynoxide the key
* BatchGetItem with one key twice, a transaction that sets a key attribute, a query's value or starting key that
  does not fit the schema, a comparison with a literal that has no order: AWS refuses them, dynoxide does not
* an update of a key attribute, or a placeholder that nothing uses, under a condition that does not hold: AWS
  refuses the request, dynoxide says that the condition failed
* a projection in TransactGetItems: AWS gives what it lists, dynoxide the key as well
* a page of a table without a range key: dynoxide starts again from the beginning
* a list element set where there is no list (AWS refuses it) or beyond the next place (AWS appends it): dynoxide makes
  a list and fills it up with NULLs; the memory plays neither
* an expression in a transaction that is wrong whatever is stored: AWS's ValidationException, which dynoxide makes a
  cancellation or, where bounds are turned around, does not notice
"""

import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from botocore.exceptions import ClientError
from hypothesis import HealthCheck, event, given, settings

from simulation.client_error import NotPlayed
from simulation.memory_dynamodb import MemoryDynamoDB, installed
from tests.simulation.expressions import GROUPS, Request
from tests.simulation.programs import LINES, PARCELS, Call, Line, Parcel, programs

_MOST_PAGES = 50
_run = count()


@dataclass(frozen=True)
class Outcome:
    code: str
    told: Any
    message: str = field(default="", compare=False)

    @property
    def is_wrong_expression(self) -> bool:
        return self.code == "ValidationException" and self.message.startswith("Invalid ")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(program=programs)
def test_any_program_has_the_same_course_and_end(dynoxide: Any, program: list[Call]) -> None:
    memory = MemoryDynamoDB.for_models(Parcel, Line)
    _create(dynoxide)
    tokens = f"run-{next(_run)}-"
    for operation, asked in program:
        request = _with_own_token(asked, tokens)
        try:
            told = _outcome(memory, operation, request)
        except NotPlayed as refusal:
            event(f"not played: {str(refusal)[:40]}")
            continue
        event(f"{operation}: {told.code}")
        if operation == "TransactWriteItems" and told.is_wrong_expression:
            continue
        assert _outcome(dynoxide, operation, request) == told, json.dumps(request)
    assert _contents(memory) == _contents(dynoxide)
    assert {name: len(table.items) for name, table in memory.tables.items()} == _counted(dynoxide)


def _outcome(client: Any, operation: str, request: Request) -> Outcome:
    """What the call said, in a form that is the same for the same meaning."""
    pages: list[Any] = []
    try:
        while True:
            answer = client._make_api_call(operation, dict(request))
            answer.pop("ResponseMetadata", None)
            pages.append(_plain(answer))
            assert len(pages) < _MOST_PAGES, (client, request)
            if "LastEvaluatedKey" not in answer:
                return Outcome("done", pages)
            request = {**request, "ExclusiveStartKey": answer["LastEvaluatedKey"]}
    except ClientError as error:
        reasons = [
            {"Code": reason["Code"], "Item": _plain(reason.get("Item"))}
            for reason in error.response.get("CancellationReasons", [])
        ]
        shown = (_plain(error.response.get("Item")), reasons)
        return Outcome(error.response["Error"]["Code"], shown, error.response["Error"]["Message"])


def _plain(value: Any) -> Any:
    """Sets and the items of a batch have no order."""
    if isinstance(value, dict):
        return {
            name: sorted(below) if name in ("SS", "NS") else _unordered(below) if name == "Responses" else _plain(below)
            for name, below in value.items()
        }
    return [_plain(below) for below in value] if isinstance(value, list) else value


def _unordered(responses: Any) -> Any:
    if isinstance(responses, list):  # of a transaction, which keeps the order
        return _plain(responses)
    return {
        table: sorted(json.dumps(_plain(item), sort_keys=True) for item in items) for table, items in responses.items()
    }


def _contents(client: Any) -> dict[str, Any]:
    """Everything that a query finds, of each table and index."""
    partitions = [(LINES, None, "p", "AB"), (PARCELS, None, "p", "ABC")]
    partitions += [(PARCELS, index, "g", GROUPS) for index in ("by-group", "whole")]  # type: ignore[list-item]
    return {
        f"{table} {index} {value}": _outcome(
            client,
            "Query",
            {
                "TableName": table,
                "KeyConditionExpression": "#0 = :0",
                "ExpressionAttributeNames": {"#0": name},
                "ExpressionAttributeValues": {":0": {"S": value}},
                **({"IndexName": index} if index else {}),
            },
        )
        for table, index, name, hash_values in partitions
        for value in hash_values
    }


def _counted(client: Any) -> dict[str, int]:
    return {name: client.scan(TableName=name)["Count"] for name in (PARCELS, LINES)}


def _with_own_token(request: Request, tokens: str) -> Request:
    token = request.get("ClientRequestToken")
    return {**request, "ClientRequestToken": tokens + token} if token else request


def _create(client: Any) -> None:
    there = client.list_tables()["TableNames"]
    with installed(client):
        for model in (Parcel, Line):
            if model.Meta.table_name in there:
                model.delete_table()
            model.create_table(billing_mode="PAY_PER_REQUEST")
