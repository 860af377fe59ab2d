"""A driver of these tests: a phone of their own, a plate that nobody else has, and what the gateway knows of them."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import urllib3

from local.phone import Answer, Neighbours, Phone, call

WARSAW = ZoneInfo("Europe/Warsaw")

T = TypeVar("T")

_http = urllib3.PoolManager()


def _new_plate() -> str:
    return f"KR{secrets.token_hex(4).upper()}"


@dataclass
class Driver:
    """One phone and its car; `order` is what it asks for unless a test says otherwise."""

    phone: Phone
    gateway: Neighbours
    terms: str
    plate: str = field(default_factory=_new_plate)
    name: str = field(default_factory=lambda: secrets.token_hex(6))

    def email(self, magic: str = "") -> str:
        """Return the driver's address; `magic` is what the sandbox's gateway is to do wrong (sandbox/magic.py)."""
        return f"{self.name}+{magic}@example.com" if magic else f"{self.name}@example.com"

    def order(self, magic: str = "", **changes: Any) -> dict[str, Any]:
        wanted = {"subzone": "B", "kind": "open", "plate": self.plate, "email": self.email(magic)}
        return wanted | {"terms_version": self.terms, "method": "card"} | changes

    def start(self, magic: str = "", key: str = "", **changes: Any) -> Answer:
        return self.phone.post("/parking/stays", self.order(magic, **changes), key)

    def started(self, magic: str = "", **changes: Any) -> Any:
        """Start and return the stay as it was answered, its hold not yet approved unless `magic` says so."""
        answer = self.start(magic, **changes)
        assert answer.status == 201, answer.body
        return answer.json

    def approve(self, stay: Any, decision: str = "approve") -> None:
        self.gateway.decide(stay["payment"]["redirect_url"], decision)

    def parked(self, magic: str = "", **changes: Any) -> Any:
        """Start, approve, and return the stay once it runs."""
        stay = self.started(magic, **changes)
        if "approve" not in magic and "itn-early" not in magic:
            self.approve(stay)
        return self.phone.wait_for(stay["stay_id"], "running")

    def stay(self, stay: Any) -> Any:
        return self.phone.get(f"/parking/stays/{stay['stay_id']}").json

    def stop(self, stay: Any, key: str = "") -> Answer:
        return self.phone.post(f"/parking/stays/{stay['stay_id']}/stop", key=key)

    def until(self, stay: Any, state: str, seconds: float = 30) -> Any:
        """Wait for a state of the stay or of its payment and return the stay."""
        return self.phone.wait_for(stay["stay_id"], state, seconds)

    def at_the_gateway(self, stay: Any, number: int = 1) -> dict[str, Any]:
        """Return what the gateway's own books say of the stay's hold of that number."""
        return self.gateway.money(f"{stay['stay_id']}_{number}")

    def pushes(self) -> list[dict[str, Any]]:
        return self.gateway.inbox(device_id=self.phone.device_id)

    def push(self, identifier: str) -> dict[str, Any]:
        """Wait for the push with that identifier."""
        return eventually(
            lambda: next((one for one in self.pushes() if one["identifier"] == identifier), None), f"push {identifier}"
        )

    def emails(self, magic: str = "") -> list[dict[str, Any]]:
        return self.gateway.inbox(email=self.email(magic))


def eventually(look: Callable[[], T | None], what: str, seconds: float = 20) -> T:
    """Look until something is there and return it; raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            raise TimeoutError(f"not seen in {seconds:g} s: {what}")
        time.sleep(0.1)


def events(order: dict[str, Any], word: str) -> list[str]:
    """Return the events of an order of the gateway that begin with a word: `clear`, `cancel`…"""
    return [event["what"] for event in order["events"] if event["what"].startswith(word)]


def sums(money: dict[str, Any]) -> tuple[int, int, int]:
    """Return held, captured and released in grosze, of a stay's money or of an order of the gateway."""
    amounts = (money["held"], money["captured"], money["released"])
    held, captured, released = (one["amount"] if isinstance(one, dict) else one for one in amounts)
    return held, captured, released


def raw(method: str, url: str, body: bytes = b"", **headers: str) -> Answer:
    """Send bytes as they are; `content_type` is the header Content-Type."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = _http.request(method, url, body=body or None, headers=named, timeout=30.0, redirect=False, retries=False)
    return Answer(answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.data)


def assert_problem(answer: Answer, status: int, code: str) -> None:
    """Every refusal is RFC 9457, whoever refuses: the application, or API Gateway before it."""
    assert answer.status == status, answer.body
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["title"]
    assert problem["type"].endswith(f"/docs#error-{code}")


@dataclass(frozen=True)
class Clock:
    """The system's virtual clock, which only goes forward; days are Kraków's."""

    neighbours: Neighbours
    api: str

    def now(self) -> datetime:
        return self.neighbours.now().astimezone(WARSAW)

    def in_(self, **by: float) -> str:
        """Return that moment, to the second, as a phone writes it."""
        return (self.now() + timedelta(**by)).replace(microsecond=0).isoformat()

    def advance(self, **by: float) -> None:
        self.neighbours.advance(timedelta(**by))

    def go_to(self, day: date, hour: int, minute: int = 0, second: int = 0) -> None:
        self.neighbours.set_clock(datetime.combine(day, clock_time(hour, minute, second), WARSAW))

    def be_in_paid_hours(self) -> None:
        """Go to 9:00 of the next paid weekday, unless it is one and there are hours left until 22:00."""
        now = self.now()
        if not (self._opens_at_nine(now.date()) and 9 <= now.hour < 17):
            self.go_to(self.next_morning(), 9)

    def next_morning(self) -> date:
        """Return the next day after 9:00 of which we are not yet and which is paid from 9:00 to 22:00."""
        now = self.now()
        day = now.date() if now.hour < 8 else now.date() + timedelta(days=1)
        while not self._opens_at_nine(day):
            day += timedelta(days=1)
        return day

    def next_sunday(self) -> date:
        """Return the next Sunday, today excluded; in B it is free."""
        today = self.now().date()
        return today + timedelta(days=7 - today.weekday() - 1 or 7)

    def _opens_at_nine(self, day: date) -> bool:
        [b] = [one for one in self._subzones(day) if one["subzone"] == "B"]
        hours = b["standard"]["paid_hours"]
        return bool(hours) and (hours["from"][11:16], hours["until"][11:16]) == ("09:00", "22:00")

    def _subzones(self, day: date) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = call("GET", f"{self.api}/parking/subzones?on={day}").json["items"]
        return found
