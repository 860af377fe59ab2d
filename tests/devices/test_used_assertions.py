from datetime import UTC, datetime

from chalicelib.devices import used_assertions
from chalicelib.devices.used_assertions import UsedAssertion

MOMENT = datetime(2026, 11, 20, 8, 1, 10, tzinfo=UTC)


def test_an_assertion_is_forgotten_by_dynamodb_when_it_is_expired(aws, tables):
    tables(UsedAssertion)
    assert used_assertions.use("dev_x", "once", MOMENT)
    table = UsedAssertion.Meta.table_name
    (item,) = aws("dynamodb").scan(TableName=table)["Items"]
    assert item["expires_at"] == {"N": str(int(MOMENT.timestamp()))}
    ttl = aws("dynamodb").describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    assert (ttl["AttributeName"], ttl["TimeToLiveStatus"]) == ("expires_at", "ENABLED")


def test_the_phones_own_word_is_not_stored(aws, tables):
    tables(UsedAssertion)
    used_assertions.use("dev_x", "a-word-of-the-phone", MOMENT)
    assert "a-word-of-the-phone" not in str(aws("dynamodb").scan(TableName=UsedAssertion.Meta.table_name)["Items"])
