"""What the memory promises a simulation, and what of AWS no other engine here would show."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib import storage
from chalicelib.parking import kept_stays
from chalicelib.parking.kept_stays import KeptStay
from chalicelib.storage import commit
from simulation.client_error import NotPlayed, conflicted
from simulation.memory_dynamodb import MemoryDynamoDB, installed
from tests.simulation.programs import LINES, PARCELS, Line, Parcel
from tests.simulation.stays import NINE, stay

A = {"p": {"S": "A"}}


@pytest.fixture
def memory() -> MemoryDynamoDB:
    return MemoryDynamoDB.for_models(Parcel, Line, streamed=[Parcel])


def put(memory: MemoryDynamoDB, p: str = "A", **attributes: Any) -> Any:
    return memory._make_api_call("PutItem", {"TableName": PARCELS, "Item": {"p": {"S": p}, **attributes}})


def change(memory: MemoryDynamoDB, text: str, *values: Any, **more: Any) -> Any:
    request = {"TableName": PARCELS, "Key": A, "UpdateExpression": text, **more}
    names = {f"#{name}": name for name in "anms" if f"#{name}" in text + more.get("ConditionExpression", "")}
    request["ExpressionAttributeNames"] = names
    if values:
        request["ExpressionAttributeValues"] = {f":{number}": value for number, value in enumerate(values)}
    return memory._make_api_call("UpdateItem", request)


def get(memory: MemoryDynamoDB, p: str = "A") -> Any:
    return memory._make_api_call("GetItem", {"TableName": PARCELS, "Key": {"p": {"S": p}}}).get("Item")


def group(memory: MemoryDynamoDB, index: str = "whole") -> list[str]:
    request = {
        "TableName": PARCELS,
        "IndexName": index,
        "KeyConditionExpression": "#g = :g",
        "ExpressionAttributeNames": {"#g": "g"},
        "ExpressionAttributeValues": {":g": {"S": "G"}},
    }
    return [item["p"]["S"] for item in memory._make_api_call("Query", request)["Items"]]


def transact(memory: MemoryDynamoDB, *items: Any, **more: Any) -> Any:
    puts = [{"Put": {"TableName": PARCELS, "Item": {"p": {"S": p}, **attributes}}} for p, attributes in items]
    return memory._make_api_call("TransactWriteItems", {"TransactItems": puts, **more})


def refused(code: str, function: Any, *arguments: Any, **more: Any) -> str:
    with pytest.raises(ClientError) as error:
        function(*arguments, **more)
    assert error.value.response["Error"]["Code"] == code
    return str(error.value)


def test_a_request_lost_on_the_way_there_changes_nothing(memory):
    def lose(operation: str, request: Any) -> None:
        raise ConnectionError(operation)

    memory.before = lose
    with pytest.raises(ConnectionError):
        put(memory)
    assert memory.table(Parcel).items == {}


def test_an_answer_lost_on_the_way_back_was_given(memory):
    def lose(operation: str, request: Any, answer: Any) -> None:
        raise ConnectionError(operation)

    memory.after = lose
    with pytest.raises(ConnectionError):
        put(memory)
    assert len(memory.table(Parcel).items) == 1


def test_a_transaction_that_the_sdk_repeats_is_applied_once(memory):
    put(memory, n={"N": "1"})
    add = {"UpdateExpression": "ADD #n :1", "ExpressionAttributeNames": {"#n": "n"}}
    item = {"Update": {"TableName": PARCELS, "Key": A, "ExpressionAttributeValues": {":1": {"N": "1"}}, **add}}
    memory.before = memory.perform
    memory._make_api_call("TransactWriteItems", {"TransactItems": [item]})
    memory._make_api_call("TransactWriteItems", {"TransactItems": [item]})
    assert get(memory)["n"] == {"N": "3"}


def test_a_token_stands_for_one_transaction_that_succeeded(memory):
    transact(memory, ("A", {}), ClientRequestToken="t")
    refused("IdempotentParameterMismatchException", transact, memory, ("B", {}), ClientRequestToken="t")
    refused("ValidationException", transact, memory, ("C", {}), ("C", {}), ClientRequestToken="u")
    transact(memory, ("C", {}), ClientRequestToken="u")
    assert len(memory.table(Parcel).items) == 2


def test_a_conflict_is_met_by_the_product_as_aws_sends_it():
    memory = MemoryDynamoDB.for_models(KeptStay)
    conflicts = iter([True, True])

    def conflict(operation: str, request: Any) -> None:
        if next(conflicts, False):
            raise conflicted(operation, len(request["TransactItems"]))

    memory.before = conflict
    with installed(memory):
        commit(kept_stays.keep_new(stay()))
        memory.before = lambda operation, request: None
        assert kept_stays.get("stay_one") == stay()


def test_the_stream_has_every_change_in_order_and_nothing_that_changes_nothing(memory):
    put(memory, n={"N": "1"})
    put(memory, n={"N": "1.0"})
    change(memory, "SET #n = :0", {"N": "2"})
    change(memory, "REMOVE #a")
    transact(memory, ("B", {}), ("A", {}))
    memory._make_api_call("DeleteItem", {"TableName": PARCELS, "Key": A})
    memory._make_api_call("DeleteItem", {"TableName": PARCELS, "Key": A})
    records = memory.table(Parcel).records
    told = [(record["eventName"], record["dynamodb"]["Keys"]["p"]["S"]) for record in records]
    assert told == [("INSERT", "A"), ("MODIFY", "A"), ("INSERT", "B"), ("MODIFY", "A"), ("REMOVE", "A")]
    assert records[1]["dynamodb"]["OldImage"] == {**A, "n": {"N": "1"}}
    assert records[1]["dynamodb"]["NewImage"] == {**A, "n": {"N": "2"}}
    numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
    assert numbers == sorted(set(numbers))
    assert memory.table(Line).records is None


@pytest.mark.parametrize("index", ["whole", "by-group"])
def test_an_index_may_be_some_writes_behind_and_a_strong_read_never_is(memory, index):
    memory.index_lag = iter(range(6)).__next__
    put(memory, "A", g={"S": "G"}, h={"N": "1"})
    put(memory, "B", g={"S": "G"}, h={"N": "2"})
    change(memory, "REMOVE #m, #s")  # is no write: it changes nothing
    memory._make_api_call("DeleteItem", {"TableName": PARCELS, "Key": A})
    put(memory, "C", g={"S": "G"}, h={"N": "0"})
    seen = [sorted(group(memory, index)) for _ in range(6)]
    assert seen == [["B", "C"], ["B"], ["A", "B"], ["A"], [], []]
    assert get(memory, "A") is None


def test_nothing_scans():
    with installed(MemoryDynamoDB.for_models(KeptStay)), pytest.raises(AssertionError):
        list(KeptStay.scan())


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("GetItem", {"AttributesToGet": ["a"]}),
        ("PutItem", {"Expected": {}}),
        ("PutItem", {"ConditionExpression": "attribute_exists(a)"}),
        ("UpdateItem", {"UpdateExpression": "SET a = b"}),
        ("UpdateItem", {"UpdateExpression": "REMOVE #a", "ReturnValues": "UPDATED_NEW"}),
        ("UpdateItem", {}),
        ("Query", {"FilterExpression": "#a = :a"}),
        ("BatchWriteItem", {}),
        ("CreateTable", {}),
    ],
)
def test_what_is_not_played_fails_the_test_that_needs_it(memory, operation, more):
    named = {"Item": A} if operation == "PutItem" else {} if operation == "Query" else {"Key": A}
    names = {"ExpressionAttributeNames": {"#a": "a"}} if "Expression" in str(more) else {}
    with pytest.raises(NotPlayed):
        memory._make_api_call(operation, {"TableName": PARCELS, **named, **names, **more})


def test_an_item_may_have_400_kb_to_the_byte(memory):
    fitting = 400 * 1024 - len("p") - len("A") - len("a")
    put(memory, a={"S": "x" * fitting})
    assert "Item size" in refused("ValidationException", put, memory, a={"S": "x" * (fitting + 1)})
    assert "Item size" in refused("ValidationException", change, memory, "SET #a = :0", {"S": "ł" * (fitting // 2 + 1)})


def test_a_page_ends_before_1_mb(memory):
    for r in range(4):
        item = {**A, "r": {"N": str(r)}, "a": {"S": "x" * 300_000}}
        memory._make_api_call("PutItem", {"TableName": LINES, "Item": item})
    request: dict[str, Any] = {
        "TableName": LINES,
        "KeyConditionExpression": "#p = :p",
        "ExpressionAttributeNames": {"#p": "p"},
        "ExpressionAttributeValues": {":p": {"S": "A"}},
    }
    first = memory._make_api_call("Query", request)
    rest = memory._make_api_call("Query", {**request, "ExclusiveStartKey": first["LastEvaluatedKey"]})
    assert [first["Count"], rest["Count"], "LastEvaluatedKey" in rest] == [3, 1, False]


@pytest.mark.parametrize(
    ("written", "kept"),
    [("1.0", "1"), ("1E2", "100"), ("-0", "0"), ("00012", "12"), ("+5", "5"), ("-1.50", "-1.5"), ("1e-5", "0.00001")],
)
def test_a_number_is_kept_as_dynamodb_writes_it(memory, written, kept):
    put(memory, n={"N": written})
    assert get(memory)["n"] == {"N": kept}


@pytest.mark.parametrize("written", ["", " 1", "1_0", "x", "NaN", "1e126", "1e-131", "1" * 39])
def test_what_is_no_number_of_dynamodb_is_refused(memory, written):
    refused("ValidationException", put, memory, n={"N": written})


def test_arithmetic_is_exact_or_refused(memory):
    put(memory, n={"N": "9" * 38})
    refused("ValidationException", change, memory, "SET #n = #n + :0", {"N": "2"})
    change(memory, "SET #n = #n - :0", {"N": "0.0"})
    assert get(memory)["n"] == {"N": "9" * 38}


def test_a_placeholder_that_nothing_uses_is_refused_even_when_the_condition_fails(memory):
    more = {"ConditionExpression": "attribute_exists(#a)"}
    assert ":1" in refused("ValidationException", change, memory, "SET #n = :0", {"N": "1"}, {"N": "2"}, **more)


def test_a_literal_without_an_order_is_not_compared(memory):
    refused("ValidationException", change, memory, "REMOVE #n", {"BOOL": True}, ConditionExpression="#a < :0")


def test_an_update_of_a_missing_item_had_nothing_before(memory):
    assert change(memory, "SET #a = :0", {"S": "x"}, ReturnValues="ALL_OLD") == {}
    assert change(memory, "SET #a = :0", {"S": "y"}, ReturnValues="ALL_OLD") == {"Attributes": {**A, "a": {"S": "x"}}}


def test_a_batch_names_each_item_once_and_a_hundred_at_most(memory):
    def read(*keys: str) -> Any:
        wanted = [{"p": {"S": key}} for key in keys]
        return memory._make_api_call("BatchGetItem", {"RequestItems": {PARCELS: {"Keys": wanted}}})

    refused("ValidationException", read, "A", "A")
    refused("ValidationException", read, *map(str, range(101)))
    refused("ValidationException", transact, memory, *((str(number), {}) for number in range(101)))
    assert read("A", "B") == {"Responses": {PARCELS: []}, "UnprocessedKeys": {}}


def test_a_table_that_no_model_describes_is_not_there():
    refused("ResourceNotFoundException", put, MemoryDynamoDB.for_models(Line))


def test_what_is_stored_is_nobodys_but_the_memorys(memory):
    given: dict[str, Any] = {"L": [{"S": "x"}]}
    put(memory, l=given)
    given["L"].append({"S": "y"})
    get(memory)["more"] = {"S": "z"}
    assert get(memory) == {**A, "l": {"L": [{"S": "x"}]}}


def test_one_memory_in_another_gives_the_place_back():
    outer, inner = MemoryDynamoDB.for_models(KeptStay), MemoryDynamoDB.for_models(KeptStay)
    before = storage.connection()._client
    with installed(outer):
        commit(kept_stays.keep_new(stay()))
        with installed(inner):
            assert kept_stays.get("stay_one") is None
        assert list(kept_stays.due_before(NINE.replace(hour=23), 0)) == ["stay_one"]
    assert storage.connection()._client is before
