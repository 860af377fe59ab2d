"""What came of one day, and what many days add up to."""

from dataclasses import dataclass

import msgspec


@dataclass(frozen=True)
class Outcome:
    """What came of a seed. `trace` stands for every change and every call to the gateway, in their order.

    It is the same for the same seed and code, whatever the tables are on.
    """

    seed: int
    stays: int
    ran: int
    at_residents_price: int
    captured_grosze: int
    tickets: int
    issued: int
    returned: int
    paid_twice: int
    charged_grosze: int
    sent_back_grosze: int
    demands: int
    fares_paid: int
    fares_cancelled: int
    faults: dict[str, int]
    steps: int
    trace: str


_ADDED = (
    "stays",
    "ran",
    "at_residents_price",
    "captured_grosze",
    "tickets",
    "issued",
    "returned",
    "paid_twice",
    "charged_grosze",
    "sent_back_grosze",
    "demands",
    "fares_paid",
    "fares_cancelled",
)


class Figures(msgspec.Struct):
    """What many seeds add up to. `seconds` are those of the wall clock, over all sittings.

    `charged_grosze` and `sent_back_grosze` are the tickets', with what was paid twice. `fares_paid` were
    paid at the gateway.
    """

    seeds: int = 0
    stays: int = 0
    ran: int = 0
    at_residents_price: int = 0
    captured_grosze: int = 0
    tickets: int = 0
    issued: int = 0
    returned: int = 0
    paid_twice: int = 0
    charged_grosze: int = 0
    sent_back_grosze: int = 0
    demands: int = 0
    fares_paid: int = 0
    fares_cancelled: int = 0
    faults: dict[str, int] = {}
    seconds: float = 0.0
    sittings: int = 0

    def add(self, outcome: Outcome) -> None:
        self.seeds += 1
        for name in _ADDED:
            setattr(self, name, getattr(self, name) + getattr(outcome, name))
        for name, count in outcome.faults.items():
            self.faults[name] = self.faults.get(name, 0) + count

    def told(self) -> str:
        faults = ", ".join(f"{name} {count:,}" for name, count in sorted(self.faults.items()))
        return (
            f"{self.seeds:,} days, {self.stays:,} stays begun, {self.ran:,} ran, "
            f"{self.at_residents_price:,} at a resident's price, {self.captured_grosze / 100:,.2f} zł captured; "
            f"0 grosze lost or doubled, 0 holds stranded\n"
            f"{self.tickets:,} tickets ordered, {self.issued:,} issued, {self.returned:,} returned, "
            f"{self.paid_twice:,} paid twice; {self.charged_grosze / 100:,.2f} zł charged, "
            f"{self.sent_back_grosze / 100:,.2f} zł sent back; 0 tickets without money, 0 money without a ticket\n"
            f"{self.demands:,} demands raised, {self.fares_paid:,} paid, {self.fares_cancelled:,} cancelled; "
            f"0 demands paid without money, 0 money without a demand\n"
            f"faults met: {faults or 'none'}\n"
            f"{self.seconds:,.0f} s in {self.sittings} sitting{'s' if self.sittings > 1 else ''}, "
            f"{self.stays / max(self.seconds, 0.001):,.0f} stays/s"
        )
