"""What calls cost, counted where they leave the process: at botocore."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

USD_PER_WRITE_UNIT = 0.7625e-6
USD_PER_READ_UNIT = 0.1525e-6
USD_PER_API_REQUEST = 3.70e-6
USD_PER_QUEUE_REQUEST = 0.40e-6
USD_PER_PUSH = 0.50e-6
USD_PER_EMAIL = 100e-6
USD_PER_INVOCATION = 0.20e-6
"""eu-central-1, on demand. Reads of a table's stream by Lambda are free."""

_READS = {"GetItem", "Query", "BatchGetItem", "TransactGetItems", "Scan"}


@dataclass
class Costs:
    """The DynamoDB calls of one command: attempts on the wire, and the capacity that the engine accounted."""

    calls: Counter[str] = field(default_factory=Counter)
    read_units: float = 0.0
    write_units: float = 0.0

    @property
    def round_trips(self) -> int:
        return self.calls.total()

    @property
    def dynamodb_usd(self) -> float:
        return self.read_units * USD_PER_READ_UNIT + self.write_units * USD_PER_WRITE_UNIT

    def __add__(self, other: "Costs") -> "Costs":
        return Costs(self.calls + other.calls, self.read_units + other.read_units, self.write_units + other.write_units)


@contextmanager
def counted(client: Any) -> Iterator[Costs]:
    """Count what the client does inside the block, its own retries included."""
    costs, one_at_a_time = Costs(), Lock()

    def ask(params: dict[str, Any], model: Any, **_: Any) -> None:
        if "ReturnConsumedCapacity" in model.input_shape.members:
            params["ReturnConsumedCapacity"] = "TOTAL"

    def sent(event_name: str, **_: Any) -> None:
        with one_at_a_time:
            costs.calls[event_name.rpartition(".")[2]] += 1

    def answered(model: Any, parsed: dict[str, Any], **_: Any) -> None:
        consumed = parsed.get("ConsumedCapacity", [])
        units = sum(one["CapacityUnits"] for one in (consumed if isinstance(consumed, list) else [consumed]))
        with one_at_a_time:
            if model.name in _READS:
                costs.read_units += units
            else:
                costs.write_units += units

    hooks = {"provide-client-params": ask, "before-send": sent, "after-call": answered}
    for moment, hook in hooks.items():
        client.meta.events.register(f"{moment}.dynamodb", hook)
    try:
        yield costs
    finally:
        for moment, hook in hooks.items():
            client.meta.events.unregister(f"{moment}.dynamodb", hook)
