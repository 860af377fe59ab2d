"""Money that the gateway took or sent back, as our ledger has it. Rules only.

A movement is read out of an order's entries in one owner's books: what raised their `gateway` is a capture, what
lowered it a refund.
Corrections are apart: they say what a person decided about a day's difference, and not what the gateway told us.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from chalicelib.payments.entry import Entry
from chalicelib.payments.owner import Owner, split_account
from chalicelib.payments.payment import SURPLUS
from chalicelib.payments.settlement_report import SettledKind
from chalicelib.warsaw import warsaw_day

CORRECTION = "correction_"
"""Begins the kind of an entry that an operator's decision about a difference books."""


Transaction = tuple[str, SettledKind]
"""The captures or the refunds under one remote id: what is compared."""


@dataclass(frozen=True)
class Movement:
    """One capture or one refund of one transaction; all days are Kraków's.

    The gateway moved the money on `first_day`, on `booked_on` or between them; it belongs to the settlement report of
    `report_day`, which is None where we were not told and the days differ. A refund that was asked for and is not
    booked as done has no `booked_on`. `held_grosze` is the hold that a capture was taken from. `reference` names a
    refund's call.
    """

    remote_id: str
    kind: SettledKind
    grosze: int
    first_day: date
    booked_on: date | None
    report_day: date | None
    held_grosze: int = 0
    reference: str = ""

    @property
    def transaction(self) -> Transaction:
        return self.remote_id, self.kind

    def may_be_reported_on(self, day: date) -> bool:
        """Tell whether the settlement report of that day can have it."""
        return self.booked_on is not None and self.first_day <= day <= self.booked_on


def movements(entries: Sequence[Entry]) -> tuple[Movement, ...]:
    """Return what an order's entries say was moved, those of its further transactions (`order+remote`) with them."""
    found: list[Movement] = []
    for order_id in sorted({entry.order_id for entry in entries}):
        own = [entry for entry in entries if entry.order_id == order_id and not _is_correction(entry)]
        captures = list(_captures(own))
        remote_id = captures[-1].remote_id if captures else order_id.partition(SURPLUS)[2]
        found += [*captures, *_refunds(own, remote_id)]
    return tuple(found)


def in_books_of(owner: Owner, entries: Iterable[Entry]) -> list[Entry]:
    """Return what of these entries is in an owner's books: no other gateway than theirs is asked about it.

    An entry without lines only asks, and is of those whose order it is. A correction alone makes no order theirs: it
    may be of a transaction that a gateway told under the other owner's order.
    """
    known = list(entries)
    orders = {one.order_id for one in known if _is_of(owner, one) and not _is_correction(one)}
    return [one for one in known if (_is_of(owner, one) if one.lines else one.order_id in orders)]


def known_remote_ids(entries: Sequence[Entry]) -> frozenset[str]:
    """Return the transactions whose capture is in the ledger, from a report or by a person's correction."""
    corrected = {_told(entry)[0] for entry in entries if _is_correction(entry)}
    return frozenset(corrected | {movement.remote_id for movement in movements(entries) if movement.kind == "capture"})


def corrected(entries: Sequence[Entry], day: date) -> dict[Transaction, int]:
    """Return how much corrections of a day's differences added to each transaction, or took from it if negative."""
    added: Counter[Transaction] = Counter()
    for entry in entries:
        if _is_correction(entry) and entry.report.endswith(f" {day.isoformat()}"):
            remote_id, kind, *_ = entry.report.split(" ")
            grosze = _sum(entry, "gateway")
            added[remote_id, cast(SettledKind, kind)] += grosze if kind == "capture" else -grosze
    return dict(added)


def asked_order_id(entry: Entry) -> str:
    """Return the order as the gateway knows it."""
    return entry.order_id.partition(SURPLUS)[0]


def report_day(entry: Entry) -> date:
    """Return the day on which, by the gateway's own word where we have it, the entry's money moved."""
    _, told_at = _told(entry)
    return _day(told_at or entry.booked_at)


def _captures(own: Sequence[Entry]) -> Iterator[Movement]:
    held = sum(_sum(entry, "holds") for entry in own if entry.kind == "held")
    for entry in own:
        grosze = _sum(entry, "gateway")
        if grosze > 0:
            days = sorted((report_day(entry), _day(entry.booked_at)))
            remote_id = _told(entry)[0] or entry.order_id.partition(SURPLUS)[2]
            yield Movement(remote_id, "capture", grosze, days[0], days[1], report_day(entry), held_grosze=held)


def _refunds(own: Sequence[Entry], remote_id: str) -> Iterator[Movement]:
    """Give each refund that was asked for; asking and doing have the same number at the end of their kinds.

    One that a person had asked about again was asked for more than once, under the same reference: it is still one.
    """
    asked: dict[str, Entry] = {}
    references: dict[str, str] = {}
    for entry in own:
        if entry.call.startswith("refund "):
            references[_number(entry)] = entry.call.split(" ")[2]
            asked.setdefault(references[_number(entry)], entry)
    done = {references.get(_number(entry), ""): entry for entry in own if _sum(entry, "gateway") < 0}
    for reference in dict.fromkeys([*asked, *done]):
        request, end = asked.get(reference), done.get(reference)
        amount = request.call.split(" ")[1] if request else "0"
        first_day = _day((request or done[reference]).booked_at)
        yield Movement(
            remote_id=remote_id,
            kind="refund",
            grosze=-_sum(end, "gateway") if end else int(amount),
            first_day=first_day,
            booked_on=_day(end.booked_at) if end else None,
            report_day=first_day if end and _day(end.booked_at) == first_day else None,
            reference=reference,
        )


def _is_of(owner: Owner, entry: Entry) -> bool:
    return any(split_account(account)[0] == owner for account, _ in entry.lines)


def _is_correction(entry: Entry) -> bool:
    return entry.kind.startswith(CORRECTION)


def _told(entry: Entry) -> tuple[str, datetime | None]:
    """Return the transaction and the moment in what the gateway said; nothing where it said nothing."""
    if not entry.report:
        return "", None
    remote_id, _, _, happened_at, *_ = entry.report.split(" ")
    return remote_id, datetime.fromisoformat(happened_at)


def _sum(entry: Entry, name: str) -> int:
    return sum(grosze for account, grosze in entry.lines if split_account(account)[1] == name)


def _number(entry: Entry) -> str:
    return entry.kind.rpartition("_")[2]


def _day(moment: datetime) -> date:
    return warsaw_day(moment)
