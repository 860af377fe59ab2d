"""Ledger entries: double entry, append-only, integer grosze. Rules only.

What a payment's state means in money is its *position*: a sum of zero over accounts. An entry is the difference that
a change of state makes, so it sums to zero too. Accounts of the city, which parking's gateway pays:

* `city:holds`     what we claim of drivers' money through holds; `city:drivers` is its other side
* `city:gateway`   what the gateway took for us and owes the city; `city:parking` is the revenue
* `city:refunds`   what was promised back to drivers and has not been sent yet
* `city:bank`      what was sent back in another way than through the gateway
* `city:unexplained` what the gateway took without our asking, until a person decides
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from chalicelib.payments.ordered_calls import ORDERED, reference
from chalicelib.payments.payment import PAID_WHILE, Payment
from chalicelib.payments.port import Report

Line = tuple[str, int]

CLAIMS = {"city:holds", "city:drivers"}
"""What holds come to: promises of banks, and no money."""


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

    @property
    def moves_money(self) -> bool:
        """Money was taken, promised back or sent back; a hold alone is only a claim."""
        return any(account not in CLAIMS for account, _ in self.lines)


def position(payment: Payment) -> dict[str, int]:
    """Return what a payment in its present state means in money, by account; accounts without any are left out."""
    if payment.taken:
        there = payment.due_grosze - payment.refunded_grosze
        held, lines = 0, {"city:gateway": there, "city:parking": payment.going_back_grosze - payment.due_grosze}
        lines |= {"city:refunds": -payment.refund_grosze, "city:bank": -payment.written_off_grosze}
    elif payment.unasked_grosze:
        held, lines = 0, {"city:gateway": payment.unasked_grosze, "city:unexplained": -payment.unasked_grosze}
    else:
        held, lines = _claimed(payment), {}
    lines |= {"city:holds": held, "city:drivers": -held}
    return {account: grosze for account, grosze in lines.items() if grosze}


def entries_for(before: Payment, after: Payment, now: datetime, report: Report | None = None) -> tuple[Entry, ...]:
    """Return the entries that a change of state makes; none when no money is concerned."""
    if after.held_at and not before.held_at and after.state != "held":
        held = replace(after, state="held", unasked_grosze=0, reopened=0)
        return (*entries_for(before, held, now, report), *entries_for(held, after, now, report))
    if _kind(before) == _kind(after) or not (after.held_at or position(before) or position(after)):
        return ()
    told = _kept(report) if report else _told_of_refund(before, after, now)
    return (Entry(after.order_id, _kind(after), now, _difference(before, after), _call(after), told),)


def captured_entry(report: Report, now: datetime) -> Entry:
    """Return the entry of a capture exactly as asked, whose amount is known from the report alone."""
    grosze = report.amount_grosze
    asked = Payment(report.order_id, grosze, "capture_requested", now, now, due_grosze=grosze, held_at=now)
    [entry] = entries_for(asked, replace(asked, state="captured"), now, report)
    return entry


def _claimed(payment: Payment) -> int:
    if not payment.held_at:
        return 0
    match payment.state:
        case "held" | "release_requested":
            return payment.amount_grosze
        case "capture_requested" | "needs_review":
            return payment.due_grosze or payment.amount_grosze
        case _:
            return 0


def _kind(payment: Payment) -> str:
    """A payment that was opened again passes through states that it has been in before."""
    unasked = payment.state == "needs_review" and payment.reason.startswith(PAID_WHILE)
    kind = "unexplained" if unasked else payment.state
    return f"{kind}_{payment.reopened}" if payment.reopened else kind


def _difference(before: Payment, after: Payment) -> tuple[Line, ...]:
    lines = Counter(position(after))
    lines.subtract(position(before))
    return tuple(sorted((account, grosze) for account, grosze in lines.items() if grosze))


def _call(payment: Payment) -> str:
    """The outgoing call as it will be made: its verb, amount in grosze and reference."""
    verb = ORDERED.get(payment.state)
    if verb is None:
        return ""
    amount = payment.refund_grosze if verb == "refund" else payment.due_grosze
    return f"{verb} {amount} {reference(payment, verb)}"


def _kept(report: Report) -> str:
    happened_at = f"{report.happened_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return f"{report.remote_id} {report.outcome} {report.amount_grosze} {happened_at} {report.details}"


def _told_of_refund(before: Payment, after: Payment, now: datetime) -> str:
    """A refund has no report; its state was asked for."""
    if before.state != "refund_requested":
        return ""
    outcome = "refund_done" if after.state == "refunded" else "refund_failed"
    return f"{before.remote_id} {outcome} {before.refund_grosze} {now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
