"""A driver of these tests: a phone of their own, a plate that nobody else has, and what the gateway knows of them."""

import itertools
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from typing import Any
from zoneinfo import ZoneInfo

import urllib3

from local.pages import CardSystem, Resident, TicketGateway
from local.phone import Answer, Neighbours, Phone, call, eventually

WARSAW = ZoneInfo("Europe/Warsaw")

_http = urllib3.PoolManager()


_numbers = itertools.count(secrets.randbelow(800))


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

    def asked_for_identity(self, cards: CardSystem, who: Resident) -> Any:
        """Bring a Kraków Card's activation up to the step that asks for the PESEL, and return it."""
        activation = self.phone.post("/activations", {"service": "kk"}).json
        activation = self.phone.take(activation, **cards.sign_in(activation["sign_in_url"], who)).json
        consents = {"terms_version": self.terms, "privacy_version": self.privacy()}
        return self.phone.take(activation, phone=who.phone, **consents).json

    def activate(self, cards: CardSystem, who: Resident) -> str:
        """Put a resident's card on the phone and return its id."""
        before = self.gateway.codes(who.phone)
        activation = self.phone.take(self.asked_for_identity(cards, who), pesel=who.pesel, phone=who.phone).json
        linked = self.phone.take(activation, code=self.new_code(who, before))
        assert linked.status == 200, linked.body
        return str(linked.json["card_id"])

    def new_code(self, who: Resident, before: list[str]) -> str:
        """Wait for the one code that came to the resident's number since; `before` are those that had come then."""
        codes = eventually(lambda: (now := self.gateway.codes(who.phone)) != before and now, "the code")
        assert len(codes) == len(before) + 1
        return codes[0]

    def privacy(self) -> str:
        documents = self.phone.get("/legal").json["items"]
        [version] = [one["version"] for one in documents if one["kind"] == "privacy" and one["current"]]
        return str(version)

    def ticket_order(self, magic: str = "", **changes: Any) -> dict[str, Any]:
        """Return an order of a ticket that anybody may buy, at its price, unless changed."""
        wish = {"product": "metropolitan-z1", "rate": "normal"} | changes
        total = self.phone.post("/tickets/quotes", {name: wish[name] for name in ("product", "rate")}).json["total"]
        holder = {"given_name": "Jan", "surname": "Przykładowy", "born_in": 1990}
        order = {"holder": holder, "total": total, "method": "card", "email": self.email(magic)}
        return wish | order | {"terms_version": self.terms}

    def ordered_ticket(self, magic: str = "", **changes: Any) -> Any:
        """Order a ticket and return it as it was answered, not yet paid."""
        answer = self.phone.post("/tickets/orders", self.ticket_order(magic, **changes))
        assert answer.status == 201, answer.body
        return answer.json

    def bought_ticket(self, gateway: TicketGateway, magic: str = "", **changes: Any) -> Any:
        """Order a ticket, pay for it and return it once it is one."""
        ticket = self.ordered_ticket(magic, **changes)
        gateway.pay(ticket["payment"]["redirect_url"])
        return self.ticket_when(ticket, lambda now: now["state"] == "active")

    def ticket(self, ticket: Any) -> Answer:
        return self.phone.get(f"/tickets/{ticket['ticket_id']}")

    def ticket_when(self, ticket: Any, is_so: Callable[[Any], bool], seconds: float = 20) -> Any:
        """Wait until something is so of the phone's ticket, and return the ticket."""
        return eventually(lambda: is_so(now := self.ticket(ticket).json) and now, "the ticket so", seconds)

    def showing(self, ticket: Any) -> str:
        """Return the code that the phone shows now, freshly vouched for."""
        return self.phone.shown(self.phone.credential(ticket["ticket_id"]).json["credential"])

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


def new_resident(cards: CardSystem, account_id: str = "acc_01") -> Resident:
    """Make the account somebody else: a number and a PESEL that are nobody's, and a new card without vehicles."""
    cards.press(account_id, "issue")
    phone = f"999000{100 + next(_numbers) % 800}"  # from 900 on they are magic
    cards.edit(account_id, phone=phone, pesel=pesel_of_nobody())
    return cards.resident(account_id)


def pesel_of_nobody() -> str:
    """Return a PESEL with a right check digit and a birth date in 1851."""
    ten = f"518201{secrets.randbelow(10**4):04}"
    return f"{ten}{-sum(weight * int(digit) for weight, digit in zip((1, 3, 7, 9) * 3, ten, strict=False)) % 10}"


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
