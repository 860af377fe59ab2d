"""Payments at the fake gateway, in a ledger of memory and on settlement reports, by the product's own rules."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from chalicelib.payments.entry import Entry, entries_for
from chalicelib.payments.ordered_calls import reference
from chalicelib.payments.payment import (
    NEVER_CONFIRMED,
    Payment,
    in_review,
    refunded,
    refunding,
    reported,
    settling,
    started,
    surplus,
)
from chalicelib.payments.port import HoldOrder, Report
from chalicelib.payments.reconcile import Ledger
from chalicelib.payments.ruling import ruled
from chalicelib.payments.settlement_report import SettledKind, SettledLine
from chalicelib.warsaw import WARSAW, warsaw_day
from tests.fakes import FakeGateway

DAY = date(2026, 12, 7)
NIGHT = datetime(2026, 12, 8, 2, 30, tzinfo=UTC)
"""When the day is reconciled."""


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    """A moment of Kraków's wall clock, in UTC as every moment inside is."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=WARSAW).astimezone(UTC)


NOON = at(12)


def line(order_id: str, remote_id: str, kind: SettledKind, grosze: int, moment: datetime = NOON) -> SettledLine:
    return SettledLine(2, order_id, remote_id, kind, grosze, moment)


@dataclass
class Books:
    """The gateway moves money at `now`; our entry is booked `late` after that."""

    now: datetime = NOON
    late: timedelta = timedelta(seconds=2)
    entries: list[Entry] = field(default_factory=list)
    lines: list[SettledLine] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gateway = FakeGateway(lambda: self.now)
        self._payments: dict[str, Payment] = {}

    @property
    def ledger(self) -> Ledger:
        return Ledger(self._of_day, lambda order_id: [one for one in self.entries if one.order_id == order_id])

    def report(self, day: date = DAY) -> tuple[SettledLine, ...]:
        """The gateway's settlement report of a day."""
        return tuple(one for one in self.lines if warsaw_day(one.happened_at) == day)

    def capture(self, order_id: str, grosze: int = 600, held: int = 1400) -> str:
        """A hold is placed and so much of it taken; return the transaction."""
        return self._hold(order_id, grosze, held).remote_id

    def pay_twice(self, order_id: str, grosze: int = 600) -> Report:
        """The gateway takes the money of one order twice, and only the first is told to us."""
        self.capture(order_id, grosze)
        second = self.gateway.approve_again(order_id, paid=True)
        self._settled(second.order_id, second.remote_id, "capture", second.amount_grosze)
        return second

    def tell(self, second: Report) -> Payment:
        """We are told of a second transaction: it is to go back at once."""
        unborn = replace(self._payments[second.order_id], state="created", held_at=None, due_grosze=0)
        after = surplus(self._payments[second.order_id], second, self.now + self.late)
        self._book(replace(unborn, order_id=after.order_id), after, second)
        self.gateway.refund(after.remote_id, after.refund_grosze, reference(after, "refund"))
        return after

    def ask_refund(self, order_id: str, grosze: int) -> str:
        """Money is asked back and accepted; return the refund's reference."""
        payment = self._payments[order_id]
        asked = refunding(payment, grosze)
        self._book(payment, asked)
        call = reference(asked, "refund")
        self.gateway.refund(asked.remote_id, grosze, call)
        return call

    def ask_again(self, order_id: str) -> None:
        """The gateway kept silent about a refund, until a person had it asked about again."""
        silent = self._book(self._payments[order_id], in_review(self._payments[order_id], NEVER_CONFIRMED, self.now))
        self._book(silent, ruled(silent, "ask_again", self.now))

    def pay_out(self, order_id: str, *, booked: bool = True) -> None:
        """The gateway sends what was asked back; we hear of it unless it is not `booked`."""
        asked = self._payments[order_id]
        self.gateway.pay_out(reference(asked, "refund"))
        self._settled(asked.asked_order_id, asked.remote_id, "refund", asked.refund_grosze)
        if booked:
            self._book(asked, refunded(asked, self.now + self.late))

    def refund(self, order_id: str, grosze: int) -> None:
        self.ask_refund(order_id, grosze)
        self.pay_out(order_id)

    def _hold(self, order_id: str, grosze: int, held: int) -> Payment:
        valid_until = self.now + timedelta(minutes=15)
        order = HoldOrder(order_id, held, "card", "driver@example.com", "pl", "Postój", "https://x.test", valid_until)
        new = Payment(order_id, held, "created", self.now, valid_until)
        waiting = started(new, self.gateway.start_hold(order))
        holding = self._told(waiting, self.gateway.approve(order_id))
        asked = settling(holding, grosze)
        self._book(holding, asked)
        self.gateway.capture(asked.remote_id, grosze, reference(asked, "capture"))
        self._settled(order_id, asked.remote_id, "capture", grosze)
        (told,) = self.gateway.reports(order_id)
        return self._told(asked, told)

    def _told(self, before: Payment, told: Report) -> Payment:
        return self._book(before, reported(before, told, self.now + self.late), told)

    def _book(self, before: Payment, after: Payment, told: Report | None = None) -> Payment:
        self.entries += entries_for(before, after, self.now + self.late, told)
        self._payments[after.order_id] = after
        return after

    def _settled(self, order_id: str, remote_id: str, kind: SettledKind, grosze: int) -> None:
        self.lines.append(SettledLine(len(self.lines) + 2, order_id, remote_id, kind, grosze, self.now))

    def _of_day(self, day: date) -> Iterator[Entry]:
        return (one for one in self.entries if one.moves_money and warsaw_day(one.booked_at) == day)
