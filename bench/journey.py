"""A whole stay, counted command by command: round trips, capacity, calls to the gateway, dollars. No clock."""

from collections.abc import Callable, Iterator, Sized
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric import ec

from bench import town
from bench.costs import (
    USD_PER_API_REQUEST,
    USD_PER_EMAIL,
    USD_PER_INVOCATION,
    USD_PER_PUSH,
    USD_PER_QUEUE_REQUEST,
    Costs,
    counted,
)
from chalicelib import aws, config
from chalicelib.devices import es256, registered_devices, used_assertions
from chalicelib.devices.access_token import Issuer
from chalicelib.devices.device import Device
from chalicelib.devices.grant_token import ASSERTION_TYPE, GRANT_TYPE, grant_token
from chalicelib.devices.order import TokenRequest
from chalicelib.devices.public_key import device_id_of
from chalicelib.parking.complain import complain
from chalicelib.parking.kept_stays import KeptStay
from chalicelib.parking.look_up_plate import look_up_plate
from chalicelib.parking.published_editions import editions
from chalicelib.parking.take_due import take_due
from chalicelib.storage import Table
from tests.parking.city import City

T = TypeVar("T")


@dataclass(frozen=True)
class Step:
    """One command. `most` is its budget of DynamoDB round trips; `gateway_calls`, of whichever neighbour it has."""

    name: str
    most: int
    costs: Costs
    gateway_calls: int
    api_requests: int = 0

    @property
    def usd(self) -> float:
        return self.costs.dynamodb_usd + self.api_requests * USD_PER_API_REQUEST


@dataclass(frozen=True)
class Journey:
    """A stay from its start to the confirmed capture, and how large its item grew."""

    steps: list[Step]
    largest_item_bytes: int

    @property
    def costs(self) -> Costs:
        return sum((step.costs for step in self.steps), Costs())

    @property
    def usd(self) -> float:
        return sum(step.usd for step in self.steps)


@dataclass
class Walk:
    """Commands one after another, each counted, with what it returns. `calls`: those to the neighbour so far."""

    calls: Sized = ()
    steps: list[Step] = field(default_factory=list)

    def take(self, name: str, most: int, command: Callable[[], T], api_requests: int = 1) -> T:
        done: list[T] = []
        self.steps.append(counted_step(name, most, lambda: done.append(command()), self.calls, api_requests))
        return done[0]


@dataclass(frozen=True)
class Aside:
    """What a stay costs besides: queues, the Lambdas behind them, messages."""

    name: str
    times: int
    usd_each: float


ASIDES = (
    Aside("queue requests (send, receive, delete) for one gateway call and four messages in two batches", 9,
          USD_PER_QUEUE_REQUEST),
    Aside("invocations: 4 API, 2 authorizer, 6 stream, 1 gateway call, 2 messages", 15, USD_PER_INVOCATION),
    Aside("pushes: started, stopped", 2, USD_PER_PUSH),
    Aside("e-mails: started, stopped", 2, USD_PER_EMAIL),
)  # fmt: skip


def whole_stay() -> Journey:
    """Play a stay of one hour, stopped by its driver, with addresses as long as they are in earnest."""
    city, sizes = town.city(), []

    def step(name: str, most: int, command: Callable[[], object], api_requests: int = 0) -> Step:
        done = _step(city, name, most, command, api_requests)
        sizes.append(largest_item_bytes(KeptStay))
        return done

    start = step("start", 2, lambda: town.started(city, 1), api_requests=1)
    [order_id] = city.gateway.transactions
    stay_id = order_id.rpartition("_")[0]
    held = city.gateway.approve(order_id)
    steps = [start, step("hold notification", 2, lambda: city.report(held), api_requests=1)]
    city.later(hours=1)
    steps += [
        step("stop", 2, lambda: city.stop(stay_id, town.device_of(1)), api_requests=1),
        step("gateway call by the worker", 1, lambda: city.call_gateway(stay_id)),
        step("capture notification", 2, lambda: city.report(city.report_of(order_id)), api_requests=1),
    ]
    return Journey(steps, max(sizes))


def single_commands() -> Iterator[Step]:
    """Yield what belongs to some stays only, each counted alone; due items count without the tick's queries."""
    city = town.city()
    ticks = config.DUE_SHARDS
    yield _step(city, f"tick with nothing due, {ticks} shards", ticks, lambda: _tick(city))
    limit = city.now + timedelta(hours=2)
    stay = town.running(city, 2, kind="limited", until=limit)
    inspector = town.device_of(3)
    look_up = lambda: look_up_plate(stay.plate, stay.subzone, inspector, city.now, editions())  # noqa: E731
    yield _step(city, "inspection", 2, look_up, api_requests=1)
    city.later(hours=1, minutes=45)
    yield _due(city, "due: reminder")
    city.later(minutes=15)
    yield _due(city, "due: stop at the end")
    yield from _extension(city)
    yield _step(city, "access token", 2, _token_request(city.now), api_requests=1)


def _extension(city: City) -> Iterator[Step]:
    limit = city.now + timedelta(hours=1)
    stay = town.running(city, 4, kind="limited", until=limit)
    caller = city.caller("key-extension", stay.device_id)
    longer = limit + timedelta(hours=1)
    yield _step(city, "extension", 3, lambda: city.extend(stay.stay_id, longer, caller), api_requests=1)
    held = city.gateway.approve(city.stay(stay.stay_id).order_ids[1])
    yield _step(city, "hold notification of an extension", 2, lambda: city.report(held), api_requests=1)


def _token_request(now: datetime) -> Callable[[], object]:
    """Register a phone and return its next request for an access token."""
    key = ec.generate_private_key(ec.SECP256R1())
    device = Device(device_id_of(key.public_key()), key.public_key(), "ios", "pl", "Mój telefon", now)
    registered_devices.keep_new(device)
    issuer = Issuer(config.PUBLIC_URL, ec.generate_private_key(ec.SECP256R1()))
    claims = {"iss": device.device_id, "sub": device.device_id, "aud": issuer.url, "jti": "a-name-for-one-use"}
    assertion = es256.sign({}, claims | {"exp": int(now.timestamp()) + 60}, key)
    order = TokenRequest(GRANT_TYPE, ASSERTION_TYPE, assertion)
    return lambda: grant_token(order, issuer, now, registered_devices, used_assertions)


def _due(city: City, name: str) -> Step:
    """Let one tick take the only stay that is due, and count without the tick's queries."""
    tick = _step(city, name, 2, lambda: _tick(city))
    tick.costs.calls["Query"] -= config.DUE_SHARDS
    tick.costs.read_units -= config.DUE_SHARDS * 0.5
    return tick


def _tick(city: City) -> int:
    return take_due(city.now, config.DUE_SHARDS, editions(), city.handed_out.extend, complain)


def _step(city: City, name: str, most: int, command: Callable[[], object], api_requests: int = 0) -> Step:
    return counted_step(name, most, command, city.gateway.calls, api_requests)


def counted_step(name: str, most: int, command: Callable[[], object], calls: Sized = (), api_requests: int = 1) -> Step:
    """Run a command and count it; `calls` grows by one with each call to its neighbour."""
    calls_before = len(calls)
    with counted(aws.client("dynamodb")) as costs:
        command()
    return Step(name, most, costs, len(calls) - calls_before, api_requests)


def largest_item_bytes(table: type[Table]) -> int:
    """Return the size of the table's largest item."""
    return max(map(_item_bytes, aws.client("dynamodb").scan(TableName=table.Meta.table_name)["Items"]))


def _item_bytes(item: dict[str, dict[str, object]]) -> int:
    """Return an item's size by DynamoDB's rules: names and texts in UTF-8, numbers by pairs of digits."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def _value_bytes(value: dict[str, object]) -> int:
    [(kind, held)] = value.items()
    if isinstance(held, str):
        return len(held.encode()) if kind == "S" else (len(held.strip("-0")) + 1) // 2 + 1
    if isinstance(held, list):
        return 3 + sum(1 + _value_bytes(one) for one in held)
    if isinstance(held, dict):
        return 3 + sum(1 + len(name.encode()) + _value_bytes(one) for name, one in held.items())
    return 1
