"""Killed at any write or call while a month is ordered, charged, declined, charged again, stopped: it ends the same."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from chalicelib.tickets.stop_subscription import stop_subscription
from simulation.memory_dynamodb import installed
from simulation.scheduler import Killed
from tests.tickets.counter import PHONE, Counter, memory
from tests.tickets.subscriber import Subscriber
from tests.tickets.test_disturbed import Crash, Line, MortalGateway

READS = {"Query", "GetItem", "BatchGetItem"}


class Effects(Line):
    """Counts what has an effect: a worker that dies at a read has done nothing yet."""

    def before(self, operation: object = "", *_: object) -> None:
        if operation not in READS:
            super().before()

    def after(self, operation: object = "", *_: object) -> None:
        if operation not in READS:
            super().after()


def lived(crash: Crash | None) -> tuple[int, Any]:
    """Be declined and charged for the second month, then stop; returns the calls and the end."""
    tables = memory()
    with installed(tables):
        counter, line = Counter(tables), Effects(None)
        gateway = MortalGateway(lambda: counter.now)
        gateway.line = line
        counter.gateway = gateway
        subscriber = Subscriber(counter).begins()
        line = gateway.line = Effects(crash)  # only what comes now counts
        subscriber.survives = (Killed,)
        tables.before, tables.after = line.before, line.after
        subscriber.bank = "insufficient_funds"
        subscriber.lives_until(date(2026, 12, 20))
        subscriber.bank = ""
        subscriber.lives_until(date(2026, 12, 24))
        for _ in range(2):
            try:
                stop_subscription(subscriber.id, PHONE, counter.now)
            except Killed:
                continue
        subscriber.lives_until(date(2026, 12, 25))
        tables.before = tables.after = lambda *_: None
        paid = [
            [report.outcome for report in charge.reports if report.outcome == "paid"]
            for charge in gateway.charges.values()
        ]
        end = (subscriber.state, subscriber.charged, paid, subscriber.bank, counter.refunds(), subscriber.told())
        return line.calls, end


def everywhere() -> Iterator[Crash]:
    calls, _ = lived(None)
    for number in range(1, calls + 1):
        yield "before", number
        yield "after", number


def test_undisturbed_it_is_charged_twice_and_stopped():
    _, end = lived(None)
    assert end[:5] == ("stopped", [9900, 9900], [["paid"], ["paid"]], "mandate_withdrawn", {})
    assert end[5] == ["subscription_charged", "subscription_declined", "subscription_charged", "subscription_stopped"]


def test_killed_anywhere_it_ends_the_same():
    _, expected = lived(None)
    ends = {crash: lived(crash)[1] for crash in everywhere()}
    assert len(ends) > 30
    assert {crash: end for crash, end in ends.items() if end != expected} == {}
