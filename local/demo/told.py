"""How a step of the demo is told, and who plays in it."""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from local.pages import CardSystem, TicketGateway
from local.phone import Neighbours, Phone, eventually
from mk.stage import enter

EMAIL = "driver@example.com"


@dataclass(frozen=True)
class Cast:
    """Everybody of all acts. `new_phone` makes one that is not registered yet."""

    api: str
    phone: Phone
    inspector: Phone
    neighbours: Neighbours
    cards: CardSystem
    gateway: TicketGateway
    new_phone: Callable[[], Phone]


def act(number: int, text: str) -> None:
    print(f"\n{number}. {text}\n{'─' * 72}")


def step(text: str) -> None:
    print(f"\n• {text}")


def saw(text: str, who: str = "phone") -> None:
    print(textwrap.indent(text, f"      {who:<8}"))


def got(phone: Phone, word: str) -> None:
    """Wait for the newest push with that word and print it."""

    def newest() -> dict[str, Any] | None:
        pushes = phone.neighbours.inbox(device_id=phone.device_id)
        return next((push for push in pushes if word in push["title"] + push["body"]), None)

    push = eventually(newest, f"a push with “{word}”", seconds=30)
    saw(f"{push['title']}: {push['body']}", "push")


def ledger(order_id: str) -> None:
    """Print the entries of an order as they stand in DynamoDB."""
    enter("local")
    from chalicelib.payments.booked_entries import of_order

    for entry in of_order(order_id):
        lines = "  ".join(f"{account} {grosze / 100:+.2f}" for account, grosze in entry.lines)
        saw(f"{entry.kind:<18} {lines}", "ledger")


def operators_books(theirs: Any, *, agree: bool) -> None:
    """Tell whether the transport operator's books of an order say what ours do."""
    print("the operator's own books say the same" if agree else f"the operator's books differ: {theirs}")


def zloty(money: dict[str, Any]) -> str:
    return f"PLN {money['amount'] / 100:.2f}"


def query(moment: datetime) -> str:
    return moment.isoformat().replace("+", "%2B")


def current(documents: Any, kind: str) -> str:
    """Return the version in force of one of the documents of GET /legal."""
    versions: list[str] = [one["version"] for one in documents["items"] if one["kind"] == kind and one["current"]]
    return versions[0]
