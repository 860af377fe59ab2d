"""Many stays at once, written raw: copies of one real stay, its plate and its ledger entry."""

import http.client
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from bench import town
from chalicelib import aws, config, ids, storage
from chalicelib.parking.claimed_plates import ClaimedPlate
from chalicelib.parking.kept_stays import KeptStay
from chalicelib.parking.stay import Stay
from chalicelib.payments.booked_entries import BookedEntry

Item = dict[str, Any]
Wanted = tuple[str, str]
"""A table's name and an item of it as JSON."""
_BATCH = 25


@dataclass(frozen=True)
class Pattern:
    """A real running stay as it lies in the tables. A copy differs in its ids, its plate and its shard."""

    stay: Stay
    items: tuple[Wanted, ...]

    def copies(self, numbers: Iterable[int]) -> Iterator[Wanted]:
        """Yield the items of one copy a number; equal numbers give equal copies."""
        [hold] = self.stay.holds
        for number in numbers:
            stay_id = stay_id_of(number)
            changes = {
                self.stay.stay_id: stay_id,
                self.stay.device_id: town.device_of(number),
                self.stay.plate: town.plate_of(number),
                hold.payment.remote_id: remote_id_of(number),
            }
            for table, text in self.items:
                for old, new in changes.items():
                    text = text.replace(old, new)  # noqa: PLW2901
                yield table, text.replace("JOB#?", f"JOB#{zlib.crc32(stay_id.encode()) % config.DUE_SHARDS}")


def stay_id_of(number: int) -> str:
    return ids.derived_id("stay", "bench", str(number))


def remote_id_of(number: int) -> str:
    return f"REMOTE{number:010d}"


def pattern_of(stay: Stay) -> Pattern:
    """Read a running stay's items back as they lie."""
    [order_id] = stay.order_ids
    kept = _item(KeptStay, stay_id={"S": stay.stay_id}) | {"job": {"S": "JOB#?"}}
    claimed = _item(ClaimedPlate, plate={"S": stay.plate})
    held = _item(BookedEntry, order_id={"S": order_id}, kind={"S": "held"})
    tables = (KeptStay, ClaimedPlate, BookedEntry)
    items = zip(tables, (kept, claimed, held), strict=True)
    return Pattern(stay, tuple((table.Meta.table_name, json.dumps(item)) for table, item in items))


def write(wanted: Iterator[Wanted]) -> None:
    """Write the items in batches, past the SDK: signing is most of what a batch costs here."""
    address = urlsplit(os.environ["AWS_ENDPOINT_URL_DYNAMODB"])
    connection = http.client.HTTPConnection(str(address.hostname), address.port)
    while batch := list(islice(wanted, _BATCH)):
        requests: dict[str, list[str]] = {}
        for table, item in batch:
            requests.setdefault(table, []).append(f'{{"PutRequest": {{"Item": {item}}}}}')
        tables = ", ".join(f'"{table}": [{", ".join(puts)}]' for table, puts in requests.items())
        connection.request("POST", "/", f'{{"RequestItems": {{{tables}}}}}', _HEADERS)
        answer = connection.getresponse()
        told = answer.read()
        if answer.status != http.HTTPStatus.OK or json.loads(told).get("UnprocessedItems"):
            raise RuntimeError(f"the engine did not write a batch: {told!r}")
    connection.close()


def _item(table: type[storage.Table], **key: dict[str, str]) -> Item:
    client = aws.client("dynamodb")
    item: Item = client.get_item(TableName=table.Meta.table_name, Key=key, ConsistentRead=True)["Item"]
    return item


_HEADERS = {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": "DynamoDB_20120810.BatchWriteItem",
    "x-amz-date": "20261116T100000Z",
    "authorization": "AWS4-HMAC-SHA256 Credential=bench/20261116/eu-central-1/dynamodb/aws4_request, "
    "SignedHeaders=host, Signature=" + "0" * 64,
}
