"""Where the ledger and the gateway disagree about money, each disagreement a work item. Rules only.

A difference stands in one of three lists: `only_ours`, `only_theirs`, `different`. It is found, never repaired: a
person explains it, or books a correction, which is a new entry of the ledger.

What is compared with a settlement report of a day:

* a line is matched with what the ledger has of its transaction, whenever that was booked: an entry from just after
  midnight is on the report of the day before. Amounts have to be equal
* of several refunds of one transaction equal amounts are matched first; the sums of what is left have to be equal
* what was booked on the day and belongs, or may belong, to another day's report is asked of the gateway instead

What is compared with the gateway's answers: a capture may be told as what was taken or as what was held, because
nobody documents which; a refund has to be done.

A correction counts with the day and the transaction whose difference it closed, which are then compared by their sums:
the ledger agrees with the gateway afterwards, and differs again should the gateway change its word.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Literal

from chalicelib.ids import derived_id
from chalicelib.money import CURRENCY
from chalicelib.payments.entry import Entry
from chalicelib.payments.errors import DifferenceDecided, DifferenceVanished
from chalicelib.payments.movement import CORRECTION, Movement, Transaction
from chalicelib.payments.owner import Owner, account
from chalicelib.payments.port import RefundState, Report
from chalicelib.payments.settlement_report import SettledKind, SettledLine
from chalicelib.warsaw import warsaw_day

ListName = Literal["only_ours", "only_theirs", "different"]
Outcome = Literal["explained", "booked"]
"""How a difference ends: there is nothing to book, or a correction is."""


@dataclass(frozen=True)
class Decision:
    """What an operator decided."""

    outcome: Outcome
    why: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Difference:
    """A disagreement about the captures or the refunds of one transaction. Amounts are 0 for nothing.

    `day` is the gateway's day of the money, else the day compared; `owner`: whose books and whose gateway. The facts
    never change: other amounts are another difference. `vanished_at`: a later comparison did not find it any more; it
    still waits for a person, who sees that the two sides agree by now.
    """

    difference_id: str
    day: date
    list_name: ListName
    order_id: str
    remote_id: str
    kind: SettledKind
    ours_grosze: int
    theirs_grosze: int
    found_at: datetime
    vanished_at: datetime | None = None
    decision: Decision | None = None
    owner: Owner = "city"

    @property
    def status(self) -> Literal["open", "decided"]:
        return "decided" if self.decision else "open"


@dataclass(frozen=True)
class Answers:
    """What the gateway said when asked: of one order, and of refunds by their references."""

    reports: Sequence[Report]
    refund_states: Mapping[str, RefundState]


@dataclass(frozen=True)
class Compared:
    """One order: what both sides say alike, where they differ, and what only the gateway's answer can settle.

    `untold`: what the gateway held or took for the order and the ledger does not have, as far as it was asked.
    """

    equal: tuple[Movement, ...] = ()
    differences: tuple[Difference, ...] = ()
    unsettled: tuple[Movement, ...] = ()
    untold: tuple[Report, ...] = ()


def found(
    day: date,
    order_id: str,
    remote_id: str,
    kind: SettledKind,
    ours: int,
    theirs: int,
    now: datetime,
    owner: Owner = "city",
) -> Difference:
    """Return the item of a disagreement; the same facts are the same item."""
    list_name: ListName = "only_theirs" if not ours else "different" if theirs else "only_ours"
    whose = () if owner == "city" else (owner,)
    facts = (*whose, day.isoformat(), list_name, order_id, remote_id, kind, str(ours), str(theirs))
    difference_id = derived_id("diff", *facts)
    return Difference(difference_id, day, list_name, order_id, remote_id, kind, ours, theirs, now, owner=owner)


def against_report(
    day: date,
    order_id: str,
    ours: Sequence[Movement],
    corrections: Mapping[Transaction, int],
    theirs: Sequence[SettledLine],
    now: datetime,
    owner: Owner = "city",
) -> Compared:
    """Compare an order's movements, and the corrections of the day, with its lines on the day's settlement report."""
    lines: defaultdict[Transaction, list[int]] = defaultdict(list)
    for line in theirs:
        lines[line.remote_id, line.kind].append(line.amount_grosze)
    equal: list[Movement] = []
    differences: list[Difference] = []
    unsettled: list[Movement] = []
    for transaction in sorted({one.transaction for one in ours} | lines.keys() | corrections.keys()):
        may_be = [one for one in ours if one.transaction == transaction and one.may_be_reported_on(day)]
        may_be.sort(key=lambda one: one.report_day != day)
        correction, told = corrections.get(transaction, 0), lines[transaction]
        matched, left, lines_left = _matched(may_be, told) if not correction else ([], may_be, told)
        waiting = [] if lines_left else [one for one in left if one.booked_on == day != one.report_day]
        differing = left if lines_left else [one for one in left if one.report_day == day]
        booked = sum(one.grosze for one in differing) + (0 if waiting else correction)
        equal += matched
        unsettled += waiting
        if booked == sum(lines_left):
            equal += differing
        else:
            differences.append(found(day, order_id, *transaction, booked, sum(lines_left), now, owner))
    return Compared(tuple(equal), tuple(differences), tuple(unsettled))


def asked_about(day: date, ours: Sequence[Movement]) -> tuple[Movement, ...]:
    """Return what the gateway is asked about where no settlement report is: what was booked or begun on the day."""
    return tuple(one for one in ours if (one.booked_on or one.first_day) == day)


def against_answers(
    day: date,
    order_id: str,
    ours: Sequence[Movement],
    corrections: Mapping[Transaction, int],
    known: Collection[str],
    answers: Answers,
    now: datetime,
    owner: Owner = "city",
) -> Compared:
    """Compare an order's movements, and the corrections of the day, with what the gateway answers about them.

    `known` are the remote ids of the order's captures in the ledger.
    """
    equal: list[Movement] = []
    differences: list[Difference] = []
    for transaction in sorted({one.transaction for one in ours}):
        own = [one for one in ours if one.transaction == transaction]
        correction = corrections.get(transaction, 0)
        differing = [one for one in own if correction or _told(one, answers) != _booked(one)]
        booked = sum(map(_booked, differing)) + correction
        told = sum(_told(one, answers) for one in differing)
        if booked != told:
            own = [one for one in own if one not in differing]
            differences.append(found(day, order_id, *transaction, booked, told, now, owner))
        equal += [one for one in own if one.booked_on]
    for one in strangers(answers, known):
        their_day = warsaw_day(one.happened_at)
        differences.append(found(their_day, order_id, one.remote_id, "capture", 0, one.amount_grosze, now, owner))
    untold = (one for one in answers.reports if one.outcome in ("held", "paid") and one.remote_id not in known)
    return Compared(tuple(equal), tuple(differences), untold=tuple(untold))


def strangers(answers: Answers, known: Collection[str]) -> list[Report]:
    """Return the captures that the gateway tells of and the ledger does not have."""
    return [report for report in answers.reports if _is_paid(report) and report.remote_id not in known]


def together(first: Compared, second: Compared) -> Compared:
    """Return both comparisons of one order as one; what both found is one difference."""
    differences = {one.difference_id: one for one in [*first.differences, *second.differences]}
    return Compared((*first.equal, *second.equal), tuple(differences.values()), second.unsettled, second.untold)


def decided(difference: Difference, decision: Decision) -> Difference:
    """Close a difference. Raises DifferenceDecided, or DifferenceVanished when there is nothing left to correct."""
    if difference.decision:
        raise DifferenceDecided()
    if decision.outcome == "booked" and difference.vanished_at:
        raise DifferenceVanished()
    return replace(difference, decision=decision)


def correction(difference: Difference, now: datetime) -> Entry:
    """Return the entry that makes the owner's `gateway` what it says; the other side waits for an explanation."""
    more = difference.theirs_grosze - difference.ours_grosze
    grosze = more if difference.kind == "capture" else -more
    gateway, unexplained = (account(difference.owner, name) for name in ("gateway", "unexplained"))
    told = f"{difference.kind} {difference.theirs_grosze} {difference.found_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return Entry(
        difference.order_id,
        f"{CORRECTION}{difference.difference_id}",
        now,
        ((gateway, grosze), (unexplained, -grosze)),
        report=f"{difference.remote_id} {told} {difference.list_name} {difference.day.isoformat()}",
    )


def _matched(ours: Sequence[Movement], theirs: Sequence[int]) -> tuple[list[Movement], list[Movement], list[int]]:
    """Pair equal amounts, in the order given; return what was paired and what is left on either side."""
    waiting: defaultdict[int, int] = defaultdict(int)
    for grosze in theirs:
        waiting[grosze] += 1
    matched, left = [], []
    for one in ours:
        if waiting[one.grosze]:
            waiting[one.grosze] -= 1
            matched.append(one)
        else:
            left.append(one)
    return matched, left, [grosze for grosze, times in waiting.items() for _ in range(times)]


def _booked(movement: Movement) -> int:
    return movement.grosze if movement.booked_on else 0


def _told(movement: Movement, answers: Answers) -> int:
    """Return how much the gateway says that it moved, in the terms of our booking."""
    if movement.kind == "refund":
        return movement.grosze if answers.refund_states.get(movement.reference) == "done" else 0
    paid = [one.amount_grosze for one in answers.reports if _is_paid(one) and one.remote_id == movement.remote_id]
    return sum(movement.grosze if grosze == movement.held_grosze else grosze for grosze in paid)


def _is_paid(report: Report) -> bool:
    return report.outcome == "paid" and report.currency == CURRENCY and report.amount_grosze > 0
