"""The last number of each series in DynamoDB, moved on in the transaction that uses the next one: no gap, no double."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib import config
from chalicelib.storage import Stale, Table, Update


class CountedNumber(Table):
    class Meta:
        table_name = config.table_name("invoice-numbers")
        region = config.REGION

    series = UnicodeAttribute(hash_key=True)
    last_number = NumberAttribute()


def last(series: str) -> int:
    """Return the last number that was used, 0 in a new series (strong read)."""
    try:
        return int(CountedNumber.get(series, consistent_read=True).last_number)
    except CountedNumber.DoesNotExist:
        return 0


def counting(series: str, last_number: int) -> Update:
    """Return the write that uses the number after `last_number`; refused as Stale when that one is not the last."""
    as_read = CountedNumber.last_number == last_number if last_number else CountedNumber.last_number.does_not_exist()
    return Update(CountedNumber(series), as_read, Stale, [CountedNumber.last_number.set(last_number + 1)])
