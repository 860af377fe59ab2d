"""Days that are reconciled by status queries or by a settlement report, on storage in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta

from chalicelib.payments import found_differences
from chalicelib.payments.difference import Difference
from chalicelib.payments.found_differences import FoundDifference
from chalicelib.payments.kept_reconciliations import KeptReconciliation
from chalicelib.payments.port import Report
from chalicelib.payments.reconcile import Tell, reconcile
from chalicelib.payments.reconciliation import Reconciliation
from simulation.memory_dynamodb import MemoryDynamoDB, installed
from tests.payments.books import DAY, NIGHT, Books

NEXT_DAY = DAY + timedelta(days=1)
NEXT_NIGHT = NIGHT + timedelta(days=1)
LATER = NIGHT + timedelta(hours=2)


def not_listening(_: Report) -> None:
    """Whose orders they are does not follow: what differs goes on differing."""


@contextmanager
def storage() -> Iterator[MemoryDynamoDB]:
    """Nothing was ever reconciled."""
    with installed(MemoryDynamoDB.for_models(FoundDifference, KeptReconciliation)) as memory:
        yield memory


def by_status(
    books: Books,
    day: date = DAY,
    now: datetime = NIGHT,
    *,
    tell: Tell = not_listening,
    seconds: float = 60.0,
    afresh: bool = False,
) -> Reconciliation:
    return reconcile(day, now, books.gateway, books.ledger, None, tell=tell, seconds=seconds, afresh=afresh)


def by_report(
    books: Books,
    day: date = DAY,
    now: datetime = NIGHT,
    *,
    tell: Tell = not_listening,
    seconds: float = 60.0,
    afresh: bool = False,
) -> Reconciliation:
    return reconcile(
        day, now, books.gateway, books.ledger, books.report(day), tell=tell, seconds=seconds, afresh=afresh
    )


def kept(day: date = DAY) -> list[Difference]:
    return found_differences.of_day(day)


def facts(day: date = DAY) -> list[tuple[str, str, int, int]]:
    return sorted((one.list_name, one.kind, one.ours_grosze, one.theirs_grosze) for one in kept(day))


def counts(run: Reconciliation) -> tuple[int, ...]:
    """Orders, equal, and the three lists."""
    return run.orders, run.equal, run.only_ours, run.only_theirs, run.different


def asked(books: Books) -> list[tuple[str | int, ...]]:
    """What the gateway was asked."""
    return [call for call in books.gateway.calls if call[0] in ("reports", "refund_state")]


def busy_day(books: Books, orders: int = 20) -> Books:
    """Captures, refunds, a surplus, and a difference of each kind."""
    for number in range(orders):
        order_id = f"stay_{number:03d}_1"
        books.capture(order_id, 600 + number)
        if number % 3 == 0:
            books.refund(order_id, 100)
    books.tell(books.pay_twice("stay_twice_1"))
    books.pay_twice("stay_untold_1")
    books.lines = [one for one in books.lines if one.order_id != "stay_004_1"]
    books.lines = [replace(one, amount_grosze=1) if one.order_id == "stay_007_1" else one for one in books.lines]
    books.gateway.calls.clear()
    return books
