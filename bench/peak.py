"""The evening: every open stay is over at the same minute. Claims, captures through bounded workers, one killed."""

import json
import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench import evening as shared
from bench import load, town
from bench.evening import Manager, Order
from chalicelib import aws, config, storage
from chalicelib.log import logger
from chalicelib.parking import kept_stays
from chalicelib.parking.claimed_plates import ClaimedPlate
from chalicelib.parking.complain import complain
from chalicelib.parking.kept_stays import KeptStay
from chalicelib.parking.published_editions import editions
from chalicelib.parking.stay import Stay
from chalicelib.parking.take_due import take_due
from chalicelib.payments.booked_entries import BookedEntry
from tests.parking.city import City

WORKERS = 10
"""The bounded concurrency of `call_gateway` (infra/functions.yaml)."""
GATEWAY_CALLS_A_SECOND = 400
MB_OF_A_VCPU = 1769
"""What AWS gives one vCPU for."""
TICK_SECONDS = 45.0
"""How long one tick takes stays before it leaves the rest to the next."""
SECONDS_A_CAPTURE = 0.5
"""What a call to a real gateway may take."""


@dataclass(frozen=True)
class Peak:
    stays: int
    floor_seconds: float
    """What as many reads and transactions of the same items take the bare SDK in as many threads."""
    claim_seconds: float
    claim_cpu_seconds: float
    drain_seconds: float
    rounds: int
    killed_with_work: int
    refused_by_limit: int
    stays_by_state: Counter[str]
    captured_twice: int
    captured_grosze: int
    booked_grosze: int
    holds_left_grosze: int

    @property
    def claim_cpu_ms(self) -> float:
        return self.claim_cpu_seconds / self.stays * 1e3

    def claims_a_tick(self) -> int:
        """Return how many stays one Lambda takes in one tick, as far as its share of a vCPU lets it."""
        return int(TICK_SECONDS * min(1.0, memory_mb() / MB_OF_A_VCPU) / (self.claim_cpu_ms / 1e3))


def memory_mb() -> int:
    """Return the memory that `take_due_stays` is given."""
    config_file = Path(__file__).parent.parent / ".chalice" / "config.json"
    chalice = json.loads(config_file.read_text(encoding="utf-8"))
    return int(chalice["lambda_functions"]["take_due_stays"]["lambda_memory_size"])


def measured(stays: int) -> Peak:
    """Let `stays` stays end at once and follow each to its captured money."""
    logger.setLevel("ERROR")  # the gateway's limit is told thousands of times otherwise
    city = town.city()
    pattern = load.pattern_of(town.running(city, 0))
    load.write(pattern.copies(range(1, stays + 1)))
    city.now = pattern.stay.ends_at
    _forget(pattern.stay)
    floor_seconds = _floor_seconds(pattern, stays // 10) * 10
    claim_seconds, claim_cpu_seconds = _claim_all(city, stays)
    environment = {name: value for name, value in os.environ.items() if name not in ("PWD", "OLDPWD")}
    with Manager(ctx=multiprocessing.get_context("spawn")) as manager:
        orders = {order.remote_id: order for order in _orders(pattern, stays)}
        evening: Any = manager.Evening(orders, GATEWAY_CALLS_A_SECOND, city.now)  # type: ignore[attr-defined]
        evening.put([("call", load.stay_id_of(number)) for number in range(1, stays + 1)])
        begun = time.perf_counter()
        rounds, killed = _drain(city, evening, environment, stays)
        drain_seconds = time.perf_counter() - begun
        _, refused, orders = evening.state()
    states, booked, left = _kept()
    return Peak(
        stays, floor_seconds, claim_seconds, claim_cpu_seconds, drain_seconds, rounds, killed, refused, states,
        captured_twice=sum(len(order.captured_grosze) > 1 for order in orders.values()),
        captured_grosze=sum(sum(order.captured_grosze) for order in orders.values()),
        booked_grosze=booked, holds_left_grosze=left,
    )  # fmt: skip


def _claim_all(city: City, stays: int) -> tuple[float, float]:
    """Take every stay as the minute's Lambda does; return wall and CPU seconds of this process."""
    begun, cpu_begun = time.perf_counter(), time.process_time()
    taken = take_due(city.now, config.DUE_SHARDS, editions(), city.handed_out.extend, complain, seconds=600)
    if taken != stays:
        raise RuntimeError(f"{taken} of {stays} stays were taken")
    return time.perf_counter() - begun, time.process_time() - cpu_begun


def _floor_seconds(pattern: load.Pattern, stays: int) -> float:
    """Read the first stays and write their items again, unchanged, one transaction each."""
    client = aws.client("dynamodb")
    items = list(pattern.copies(range(1, stays + 1)))

    def rewrite(number: int) -> None:
        written = [(table, json.loads(text)) for table, text in items[3 * number : 3 * number + 3]]
        table, stay = written[0]
        client.get_item(TableName=table, Key={"stay_id": stay["stay_id"]}, ConsistentRead=True)
        client.transact_write_items(
            TransactItems=[{"Put": {"TableName": table, "Item": item}} for table, item in written]
        )

    begun = time.perf_counter()
    with ThreadPoolExecutor(max_workers=config.DUE_SHARDS) as pool:
        list(pool.map(rewrite, range(stays)))
    return time.perf_counter() - begun


def _drain(city: City, evening: Any, environment: dict[str, str], stays: int) -> tuple[int, int]:
    """Let workers work until nothing is due any more; return how many times they came and what the dead one held."""
    context = multiprocessing.get_context("spawn")
    rounds, held_by_the_dead = 0, 0
    while True:
        rounds += 1
        workers = [
            context.Process(target=shared.work, args=(evening, number, environment), daemon=True)
            for number in range(WORKERS)
        ]
        for worker in workers:
            worker.start()
        if rounds == 1:
            while evening.state()[0] > stays / 2:
                time.sleep(0.05)
            workers[0].kill()
        for worker in workers:
            worker.join()
        city.later(minutes=20)  # longer than a stay waits after its second attempt
        held_by_the_dead += evening.later(city.now)
        city.handed_out.clear()
        take_due(city.now, config.DUE_SHARDS, editions(), city.handed_out.extend, complain, seconds=600)
        evening.put([("call", stay_id) for stay_id in city.handed_out])
        if not (evening.state()[0] or _anything_due_tomorrow(city)):
            return rounds, held_by_the_dead


def _anything_due_tomorrow(city: City) -> bool:
    tomorrow = city.now + timedelta(days=1)
    return any(any(kept_stays.due_before(tomorrow, shard)) for shard in range(config.DUE_SHARDS))


def _orders(pattern: load.Pattern, stays: int) -> Iterator[Order]:
    [hold] = pattern.stay.holds
    for number in range(1, stays + 1):
        yield Order(f"{load.stay_id_of(number)}_1", load.remote_id_of(number), hold.payment.amount_grosze)


def _kept() -> tuple[Counter[str], int, int]:
    """Return the stays by their payment's state, the revenue booked, and what the ledger still claims in holds."""
    states = Counter(item["holds"]["L"][0]["M"]["state"]["S"] for item in _all(KeptStay))
    accounts: Counter[str] = Counter()
    for entry in _all(BookedEntry):
        for line in (line["M"] for line in entry["lines"]["L"]):
            accounts[line["account"]["S"]] += int(line["grosze"]["N"])
    return states, -accounts["city:parking"], accounts["city:holds"]


def _all(table: type[storage.Table]) -> Iterator[dict[str, Any]]:
    for page in aws.client("dynamodb").get_paginator("scan").paginate(TableName=table.Meta.table_name):
        yield from page["Items"]


def _forget(stay: Stay) -> None:
    """Delete the pattern itself, which no gateway knows."""
    KeptStay(stay.stay_id).delete()
    ClaimedPlate(stay.plate).delete()
    BookedEntry(stay.order_ids[0], "held").delete()
