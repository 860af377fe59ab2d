"""Ledger entries: double entry, append-only, integer grosze. Rules only.

An entry is what one payment's change of state means in money. Its lines sum to zero. Accounts of the city:

* `city:holds`     what we claim of drivers' money through holds; `city:drivers` is its other side
* `city:gateway`   what the gateway took for us and owes the city; `city:parking` is the revenue
* `city:unexplained` what the gateway took without our asking, until a person decides
"""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.payments.payment import Payment, Verb, reference
from chalicelib.payments.port import Report

Line = tuple[str, int]

_CALLS: dict[str, Verb] = {"capture_requested": "capture", "release_requested": "release"}


@dataclass(frozen=True)
class Entry:
    """One money fact of one order. `(order_id, kind)` is unique, so no fact is booked twice.

    `call` is the outgoing call that this decision orders, `report` what the gateway said (never personal data).
    """

    order_id: str
    kind: str
    booked_at: datetime
    lines: tuple[Line, ...]
    call: str = ""
    report: str = ""


def entries_for(before: Payment, after: Payment, now: datetime, report: Report | None = None) -> tuple[Entry, ...]:
    """Return the entries that a change of state makes; none when no money is concerned."""
    if report is not None and report.outcome == "paid" and after.state == "needs_review" and after != before:
        return (Entry(after.order_id, "unexplained", now, _unexplained(report), report=_kept(report)),)
    if before.state == after.state or not after.held_at:
        return ()
    entries = []
    if not before.held_at:
        entries.append(Entry(after.order_id, "held", now, _holds(after.amount_grosze), report=_kept(report)))
    if after.state != "held":
        verb = _CALLS.get(after.state)
        call = f"{verb} {after.due_grosze} {reference(after, verb)}" if verb else ""
        entries.append(Entry(after.order_id, after.state, now, _lines(before, after), call, _kept(report)))
    return tuple(entries)


def captured_entry(report: Report, now: datetime) -> Entry:
    """Return the entry of a capture whose amount is known from the report alone."""
    return Entry(report.order_id, "captured", now, _captured(report.amount_grosze), report=_kept(report))


def _lines(before: Payment, after: Payment) -> tuple[Line, ...]:
    match after.state:
        case "capture_requested":
            return _holds(after.due_grosze - after.amount_grosze)
        case "captured":
            return _captured(after.due_grosze)
        case "released":
            return _holds(-after.amount_grosze)
        case "expired":
            return _holds(-(before.due_grosze or after.amount_grosze))
        case _:
            return ()


def _holds(grosze: int) -> tuple[Line, ...]:
    return (("city:holds", grosze), ("city:drivers", -grosze)) if grosze else ()


def _captured(grosze: int) -> tuple[Line, ...]:
    return (*_holds(-grosze), ("city:gateway", grosze), ("city:parking", -grosze))


def _unexplained(report: Report) -> tuple[Line, ...]:
    return (("city:gateway", report.amount_grosze), ("city:unexplained", -report.amount_grosze))


def _kept(report: Report | None) -> str:
    if report is None:
        return ""
    happened_at = f"{report.happened_at:%Y-%m-%dT%H:%M:%SZ}"
    return f"{report.remote_id} {report.outcome} {report.amount_grosze} {happened_at} {report.details}"
