"""One day's comparison of the ledger with the gateway: how far it came and what it found. Rules only.

It goes through the day's orders in the order of their ids, so it can stop anywhere and go on from its position.
An order about which the gateway did not answer is kept aside and asked about again by the next run.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from chalicelib.ids import fingerprint
from chalicelib.payments.difference import Compared
from chalicelib.payments.owner import Owner
from chalicelib.payments.settlement_report import SettledLine
from chalicelib.warsaw import warsaw_moment

STATUS_QUERIES = "status queries"
"""The source of a comparison without a settlement report."""

ALL_IS_BOOKED = timedelta(hours=1)
"""So long after midnight nothing is booked on the day before any more, and its index has it all."""

MOST_UNANSWERED = 50
"""After so many orders without an answer, the gateway is down: a run stops asking."""


@dataclass(frozen=True)
class Reconciliation:
    """`source` is what the owner's books were compared with: status queries, or a settlement report by its fingerprint.

    `orders` counts the orders compared, `equal` the captures and refunds on which both sides agree, and the three
    lists the differences. A run is complete when it came to the end and the gateway answered about every order; one
    that began too early is never, for the day had more to come.
    """

    day: date
    source: str
    started_at: datetime
    position: str = ""
    reached_end: bool = False
    orders: int = 0
    equal: int = 0
    only_ours: int = 0
    only_theirs: int = 0
    different: int = 0
    unanswered: tuple[str, ...] = ()
    version: int = 0
    owner: Owner = "city"

    @property
    def began_too_early(self) -> bool:
        midnight = warsaw_moment(self.day + timedelta(days=1))
        return self.started_at < midnight + ALL_IS_BOOKED

    @property
    def complete(self) -> bool:
        return self.reached_end and not self.unanswered and not self.began_too_early

    @property
    def gateway_is_down(self) -> bool:
        return len(self.unanswered) >= MOST_UNANSWERED


def source_of(report: Sequence[SettledLine] | None) -> str:
    """Return what tells one source from another."""
    return STATUS_QUERIES if report is None else fingerprint(repr(report).encode())


def begun(
    day: date, source: str, now: datetime, earlier: Reconciliation | None, owner: Owner = "city"
) -> Reconciliation:
    """Return a comparison from the start, in the place of an earlier one of the same day and owner."""
    return Reconciliation(day, source, now, version=earlier.version if earlier else 0, owner=owner)


def left(run: Reconciliation, order_ids: Sequence[str]) -> list[str]:
    """Return what is still to be compared: what the gateway did not answer, then what comes after the position."""
    return [*run.unanswered, *(order_id for order_id in sorted(order_ids) if order_id > run.position)]


def gone_on(run: Reconciliation, results: Mapping[str, Compared | None]) -> Reconciliation:
    """Return the run after some more orders; None is an order without an answer."""
    compared = [result for result in results.values() if result]
    lists = Counter(one.list_name for result in compared for one in result.differences)
    silent = [order_id for order_id, result in results.items() if result is None]
    asked_again = [order_id for order_id in run.unanswered if order_id not in results]
    return replace(
        run,
        position=max([run.position, *results]),
        orders=run.orders + len(compared),
        equal=run.equal + sum(len(result.equal) for result in compared),
        only_ours=run.only_ours + lists["only_ours"],
        only_theirs=run.only_theirs + lists["only_theirs"],
        different=run.different + lists["different"],
        unanswered=(*asked_again, *silent),
    )
