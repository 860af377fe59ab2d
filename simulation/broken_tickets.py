"""Deliberately broken products that sell tickets."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from unittest import mock

from chalicelib import ids
from chalicelib.payments import book_charges, charge, make_charge_calls
from chalicelib.payments.charge import charge_entries as _right_entries
from chalicelib.payments.send_refund import send_refund as _right_send_refund
from chalicelib.storage import Put, Stale, decide
from chalicelib.tickets import buy, course, kept_tickets, return_ticket
from chalicelib.tickets.record import record
from simulation.replaced import patched
from simulation.world import World

_right_charge, _right_refund = buy._charge, return_ticket._refund
_unique = itertools.count()


def ticket_before_money(_: World) -> Any:
    """Whoever was sent to the gateway's page has a ticket."""

    def charged(ticket: Any, now: Any, gateway: Any) -> Any:
        def issue() -> None:
            known = kept_tickets.get(ticket.ticket_id)
            if known is not None and known.issued_at is None:
                record(known, replace(known, issued_at=now), now)

        ordered = _right_charge(ticket, now, gateway)
        decide(issue)
        return ordered

    return patched(mock.patch.object(buy, "_charge", charged))


def second_payment_unnoticed(_: World) -> Any:
    """A ticket that is paid is paid: whatever comes after that is a repeat."""
    return patched(mock.patch.object(course, "paid_again", lambda ticket, *_: ticket))


def late_money_kept(_: World) -> Any:
    """Money that makes no ticket is noted, and nobody sends it back."""
    return patched(mock.patch.object(course, "all_back", lambda ticket, _: ticket))


def charge_not_booked(_: World) -> Any:
    """The ledger forgets what a charge took."""

    def most(*arguments: Any) -> Any:
        return [entry for entry in _right_entries(*arguments) if entry.kind != "captured"]

    return patched(mock.patch.object(book_charges, "charge_entries", most))


def return_under_a_new_name(_: World) -> Any:
    """Every attempt at a return's refund is another refund to the gateway."""

    def fresh(payment: Any, gateway: Any, *, first: bool) -> Any:
        return _right_send_refund(replace(payment, refund_number=1000 + next(_unique)), gateway, first=first)

    return patched(mock.patch.object(make_charge_calls, "send_refund", fresh))


def ticket_without_version(_: World) -> Any:
    """A change is written over whatever happened since the ticket was read."""

    def over(before: Any, after: Any) -> Put:
        return Put(kept_tickets._item(replace(after, version=before.version + 1)), None, Stale)

    return patched(mock.patch.object(kept_tickets, "replacing", over))


def last_report_wins(_: World) -> Any:
    """A failed attempt that is heard of late undoes the payment that followed it."""

    def reported(payment: Any, report: Any, now: Any) -> Any:
        if report.outcome == "pending":
            return payment
        state = "captured" if report.outcome == "paid" else "failed"
        due = report.amount_grosze if report.outcome == "paid" else 0
        return replace(payment, state=state, remote_id=report.remote_id, due_grosze=due, settled_at=now)

    return patched(
        mock.patch.object(charge, "reported", reported), mock.patch.object(charge, "is_met", lambda _: False)
    )


def whole_price_back(_: World) -> Any:
    """A return forgets the days that were used."""

    def whole(ticket: Any, now: Any) -> Any:
        right = _right_refund(ticket, now)
        return replace(right, grosze=ticket.payment.captured_grosze, used_grosze=0)

    return patched(mock.patch.object(return_ticket, "_refund", whole))


def order_key_ignored(_: World) -> Any:
    """A repeated order is a new order."""
    derived = ids.derived_id

    def fresh(prefix: str, *parts: str) -> str:
        return derived(prefix, *parts, *([str(next(_unique))] if prefix == "tkt" else []))

    return patched(mock.patch.object(ids, "derived_id", fresh))


TICKET_VARIANTS: tuple[Callable[[World], Any], ...] = (
    ticket_before_money,
    second_payment_unnoticed,
    late_money_kept,
    charge_not_booked,
    return_under_a_new_name,
    ticket_without_version,
    last_report_wins,
    whole_price_back,
    order_key_ignored,
)
