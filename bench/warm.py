"""What the way through Chalice, our parsing, typing and refusing costs a warm request: no storage, no network."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from app import app
from bench import town
from bench.first_events import Event, request
from bench.fresh_handler import Context
from chalicelib.devices.audience import DEVICE
from chalicelib.http import Api
from chalicelib.parking.errors import UnknownSubzone
from chalicelib.parking.order import Quote

BUDGET_MICROSECONDS = 60.0
_CALLS = 400
_HEADERS = {
    "content-type": "application/json",
    "accept-language": "uk-UA,uk;q=0.9,en;q=0.8",
    "authorization": "Bearer " + "t" * 300,
    "user-agent": "mkrakow/1.0 (iOS)",
}


@dataclass(frozen=True)
class Path:
    """CPU microseconds of one kind of request; `floor` is a bare handler that decodes and encodes the same body."""

    name: str
    microseconds: float
    floor: float

    @property
    def ours(self) -> float:
        return self.microseconds - self.floor


bench_api = Api(__name__, tag="Bench")


@bench_api.operation("POST", "/bench/quotes", "Answer what was asked", audience=DEVICE, takes=Quote, answers=Quote)
def echo() -> Quote:
    asked = bench_api.body(Quote)
    if asked.subzone == "Z":
        raise UnknownSubzone(subzone=asked.subzone)
    return asked


def measured(rounds: int) -> list[Path]:
    """Send each kind of request through the Lambda's handler, in turn with the floor; the quietest round counts."""
    app.register_blueprint(bench_api)
    kinds: dict[str, tuple[Callable[[Event, Any], Any], str, int]] = {
        "floor": (_bare_handler, '{"subzone": "B", "kind": "open"}', 200),
        "answered": (app, '{"subzone": "B", "kind": "open"}', 200),
        "refused by a rule (problem)": (app, '{"subzone": "Z", "kind": "open"}', 422),
        "refused by its type (problem)": (app, '{"subzone": "B", "kind": "none"}', 422),
    }
    seconds: dict[str, list[float]] = {name: [] for name in kinds}
    for _ in range(rounds):
        for name, (handler, body, status) in kinds.items():
            event = request("POST", "/bench/quotes", "/bench/quotes", _HEADERS, body, device_id=town.device_of(1))
            seconds[name].append(_timed(handler, event, status))
    microseconds = {name: min(measured) / _CALLS * 1e6 for name, measured in seconds.items()}
    floor = microseconds.pop("floor")
    return [Path(name, value, floor) for name, value in microseconds.items()]


def _timed(handler: Callable[[Event, Any], Any], event: Event, status: int) -> float:
    context = Context()
    answer = handler(event, context)
    if answer["statusCode"] != status:
        raise RuntimeError(f"{status} was expected, not {answer}")
    begun = time.process_time()
    for _ in range(_CALLS):
        handler(event, context)
    return time.process_time() - begun


def _bare_handler(event: Event, _context: object) -> dict[str, Any]:
    asked = msgspec.json.decode(event["body"], type=Quote)
    return {"statusCode": 200, "headers": {}, "multiValueHeaders": {}, "body": msgspec.json.encode(asked).decode()}
