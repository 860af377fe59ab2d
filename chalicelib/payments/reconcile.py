"""Use case: compare a day of an owner's books with their gateway's record of it, and keep what differs for a person.

Nothing is repaired here. What the gateway did for an order of ours and never told us is handed on as if it had told
it now, so that it is booked, and a payment too many goes back, by the rules of every report; what that leaves is
compared once more. The order of effects: an order's differences are kept before the run's position passes it,
so what a crash interrupts is compared again and finds the same items. A difference that was open and is not found any
more is marked as vanished and still waits for a person.

Requests to the gateway are bounded: four at a time, each order once a run, none after fifty orders without an answer.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from chalicelib.log import logger
from chalicelib.payments import booked_entries, found_differences, kept_reconciliations
from chalicelib.payments.difference import (
    Answers,
    Compared,
    Difference,
    against_answers,
    against_report,
    asked_about,
    strangers,
    together,
)
from chalicelib.payments.entry import Entry
from chalicelib.payments.errors import GatewayRefused, GatewayUnknown
from chalicelib.payments.movement import (
    Movement,
    asked_order_id,
    corrected,
    in_books_of,
    known_remote_ids,
    movements,
    report_day,
)
from chalicelib.payments.owner import Owner
from chalicelib.payments.payment import SURPLUS
from chalicelib.payments.port import RefundState, Report
from chalicelib.payments.reconciliation import Reconciliation, begun, gone_on, left, source_of
from chalicelib.payments.settlement_report import SettledLine
from chalicelib.storage import Stale

_AT_A_TIME = 4
_BATCH = 8


class Record(Protocol):
    """What both gateways tell of the past; see their ports."""

    def reports(self, order_id: str) -> list[Report]: ...

    def refund_state(self, reference: str) -> RefundState: ...


Tell = Callable[[Report], object]


@dataclass(frozen=True)
class Ledger:
    """How the ledger is read: what was booked on a day of Kraków's calendar, and all that an order has."""

    of_day: Callable[[date], Iterable[Entry]]
    of_order: Callable[[str], Iterable[Entry]]


BOOKED = Ledger(booked_entries.of_day, booked_entries.of_order)
"""The ledger as it is kept."""


def reconcile(
    day: date,
    now: datetime,
    gateway: Record,
    ledger: Ledger,
    report: Sequence[SettledLine] | None,
    *,
    tell: Tell,
    owner: Owner = "city",
    seconds: float = 480.0,
    afresh: bool = False,
) -> Reconciliation:
    """Compare a day with its settlement report, or without one by status queries, and return how far that came.

    The gateway and the report are the owner's; of the ledger, only what is in their books is looked at. `tell` hands a
    report of the gateway to whose order it is about.
    Goes on where an earlier run of the same source stopped, unless that began before the day was over; a complete one
    is returned as it is, unless `afresh`.
    Stops after `seconds`, when the gateway is down, or when another run of the day overtakes this one.
    """
    kept, source = kept_reconciliations.get(day, owner), source_of(report)
    if kept is None or kept.source != source or kept.began_too_early or afresh:
        run = begun(day, source, now, kept, owner)
    elif kept.complete:
        return kept
    else:
        run = kept
    try:
        return _go_on(run, _Day(day, owner, now, gateway, ledger, report, tell), time.monotonic() + seconds)
    except Stale:
        logger.warning("another run of this day is at work", day=day.isoformat(), owner=owner)
        return kept_reconciliations.get(day, owner) or run


class _Day:
    """A day's work: its orders, and how one of them is compared. Safe to ask from several threads."""

    def __init__(
        self,
        day: date,
        owner: Owner,
        now: datetime,
        gateway: Record,
        ledger: Ledger,
        report: Sequence[SettledLine] | None,
        tell: Tell,
    ) -> None:
        self.day = day
        self.owner = owner
        self.now = now
        self._gateway = gateway
        self._ledger = ledger
        self._tell = tell
        self._has_report = report is not None
        self._lines: dict[str, list[SettledLine]] = {}
        for line in report or ():
            self._lines.setdefault(line.order_id, []).append(line)
        self._known: dict[str, list[Difference]] = {}
        for known in found_differences.of_day(day, owner):
            self._known.setdefault(known.order_id, []).append(known)
        self._further: dict[str, set[str]] = {}
        for entry in self._booked():
            self._further.setdefault(asked_order_id(entry), set()).add(entry.order_id)

    def order_ids(self) -> list[str]:
        """Return every order that either side names, or about which a difference is known."""
        return sorted(self._further.keys() | self._lines.keys() | self._known.keys())

    def compare(self, order_id: str) -> Compared | None:
        """Return what the two sides say of an order; None when the gateway does not answer about it."""
        try:
            return self._compared(order_id)
        except GatewayUnknown:
            logger.warning("the gateway did not answer about an order", order_id=order_id)
        except Exception:  # noqa: BLE001 - one bad order must not stop the day
            logger.exception("an order could not be compared", order_id=order_id)
        return None

    def keep(self, order_id: str, result: Compared) -> None:
        """Keep an order's differences, and mark those that are not there any more."""
        known = {one.difference_id: one for one in self._known.get(order_id, [])}
        new = [one for one in result.differences if one.difference_id not in known]
        self._known[order_id] = [*known.values(), *new]
        for one in result.differences:
            earlier = known.get(one.difference_id)
            if earlier is None and found_differences.keep(one):
                _call_attention(one)
            elif earlier and earlier.vanished_at and earlier.status == "open":
                found_differences.mark_found_again(earlier)
        for gone in known.keys() - {one.difference_id for one in result.differences}:
            if known[gone].status == "open" and not known[gone].vanished_at:
                found_differences.mark_vanished(known[gone], self.now)

    def follow(self, order_id: str, untold: Sequence[Report]) -> None:
        """Hand on what the gateway never told, and compare the order once more: what differed is then marked."""
        try:
            for report in untold:
                self._tell(report)
        except Exception:  # noqa: BLE001 - the difference is kept, and the next order waits
            logger.exception("what the gateway never told could not be followed", order_id=order_id)
        if again := self.compare(order_id):
            self.keep(order_id, again)

    def _booked(self) -> Iterable[Entry]:
        """Give what was booked on the day and, where a report is, what belongs to it but was booked after midnight."""
        yield from in_books_of(self.owner, self._ledger.of_day(self.day))
        if self._has_report:
            for entry in in_books_of(self.owner, self._ledger.of_day(self.day + timedelta(days=1))):
                if report_day(entry) == self.day:
                    yield entry

    def _compared(self, order_id: str) -> Compared:
        lines = self._lines.get(order_id, [])
        named = {order_id, *self._further.get(order_id, ()), *(f"{order_id}{SURPLUS}{one.remote_id}" for one in lines)}
        entries = self._entries(named)
        ours = movements(entries)
        if not self._has_report:
            return self._asked(order_id, asked_about(self.day, ours), entries)
        corrections = corrected(entries, self.day)
        told = against_report(self.day, order_id, ours, corrections, lines, self.now, self.owner)
        vanished = self._open(order_id) - {one.difference_id for one in told.differences}
        lists = {(one.list_name, one.kind) for one in told.differences}
        more = ("only_theirs", "capture") in lists
        if told.unsettled or vanished or more:
            return together(told, self._asked(order_id, told.unsettled, entries, more=more))
        return told

    def _asked(self, order_id: str, ours: Sequence[Movement], entries: list[Entry], *, more: bool = False) -> Compared:
        """Compare with the gateway's answers. `more`: its report has more of the order than the ledger."""
        captured = any(one.kind == "capture" for one in ours)
        reports = self._gateway.reports(order_id) if captured or more or self._open(order_id) else []
        answers = Answers(reports, {one.reference: self._refund_state(one) for one in ours if one.reference})
        new = {f"{order_id}{SURPLUS}{one.remote_id}" for one in strangers(answers, known_remote_ids(entries))}
        known = known_remote_ids([*entries, *self._entries(new)])
        corrections = corrected(entries, self.day)
        return against_answers(self.day, order_id, ours, corrections, known, answers, self.now, self.owner)

    def _open(self, order_id: str) -> set[str]:
        """Return the open differences of an order; they are looked for again before they count as vanished."""
        return {one.difference_id for one in self._known.get(order_id, ()) if one.status == "open"}

    def _refund_state(self, refund: Movement) -> RefundState:
        try:
            return self._gateway.refund_state(refund.reference)
        except GatewayRefused:  # it knows no such refund, so nothing was sent
            return "failed"

    def _entries(self, order_ids: Iterable[str]) -> list[Entry]:
        found = [entry for order_id in sorted(order_ids) for entry in self._ledger.of_order(order_id)]
        return in_books_of(self.owner, found)


def _go_on(run: Reconciliation, work: _Day, deadline: float) -> Reconciliation:
    from concurrent.futures import ThreadPoolExecutor  # app.py, which imports every job, never reconciles

    remaining = left(run, work.order_ids())
    with ThreadPoolExecutor(max_workers=_AT_A_TIME) as pool:
        for start in range(0, len(remaining), _BATCH):
            batch = remaining[start : start + _BATCH]
            results = dict(zip(batch, pool.map(work.compare, batch), strict=True))
            for order_id, result in results.items():
                if result:
                    work.keep(order_id, result)
                    if result.untold:
                        work.follow(order_id, result.untold)
            run = _kept(run, gone_on(run, results))
            if run.gateway_is_down or time.monotonic() > deadline:
                break
        else:
            run = _kept(run, replace(run, reached_end=True))
    return run


def _kept(before: Reconciliation, after: Reconciliation) -> Reconciliation:
    kept_reconciliations.keep(before, after)
    return replace(after, version=before.version + 1)


def _call_attention(found: Difference) -> None:
    """One log line with `needs_review` for each new difference: an alarm counts them."""
    logger.error(
        "the gateway and the ledger differ",
        needs_review=True,
        owner=found.owner,
        day=found.day.isoformat(),
        difference_id=found.difference_id,
        list_name=found.list_name,
        kind=found.kind,
        order_id=found.order_id,
        ours_grosze=found.ours_grosze,
        theirs_grosze=found.theirs_grosze,
    )
