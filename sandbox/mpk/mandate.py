"""A customer's mandate: a merchant may charge a card without the customer, under a name that the merchant chose."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sandbox.clock import stamp
from sandbox.mpk.cards import CARDS
from sandbox.mpk.transaction import Transaction


@dataclass(frozen=True)
class Mandate:
    """`card` is a name of CARDS; moments as `clock.stamp` writes them."""

    alias: str
    email: str
    card: str
    until: str
    made_at: str
    changed_at: str
    status: Literal["active", "withdrawn"] = "active"

    def with_card(self, card: str, now: datetime) -> "Mandate":
        return replace(self, card=card, changed_at=stamp(now))

    def withdrawn(self, now: datetime) -> "Mandate":
        return replace(self, status="withdrawn", changed_at=stamp(now))

    def answer(self) -> dict[str, Any]:
        return {"alias": self.alias, "status": self.status}


def registered(by: Transaction, card: str, now: datetime) -> Mandate:
    """Return the mandate that a customer gave by paying."""
    known_as = "expired" if "mandate-expired" in by.wishes else card
    return Mandate(by.mandate, by.email, known_as, by.mandate_until, stamp(now), stamp(now))


def refusal(mandate: Mandate | None, charge: Transaction, earlier: int, now: datetime) -> str:
    """Return why a charge under a mandate is declined, the order's `earlier` ones counted; empty when it is paid."""
    if mandate is None:
        return "mandate_unknown"
    if mandate.status == "withdrawn":
        return "mandate_withdrawn"
    if mandate.until < stamp(now):
        return "mandate_ended"
    if "mandate-declined" in charge.wishes or ("mandate-declined-once" in charge.wishes and not earlier):
        return "insufficient_funds"
    return CARDS[mandate.card][1]
