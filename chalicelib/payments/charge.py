"""A charge: a payment that the gateway takes at once, because nothing is held first. Rules only.

    created ─► awaiting_customer ─► captured ─► refund_requested ─► refunded
       └──────────────┴─► failed, expired ─► captured (late, or by another attempt on the gateway's page)

It is a `Payment` without a hold, so what goes back is asked for, done and ruled on as of any other. Its books are the
transport operator's: `mpk:gateway` is what the gateway took for the operator, `mpk:tickets` the revenue of tickets,
`mpk:additional-fares` that of additional fares and handling fees, `mpk:refunds` what was promised back and has not
been sent yet, `mpk:bank` what was sent back in another way.
"""

from dataclasses import replace
from datetime import datetime

from chalicelib.money import CURRENCY
from chalicelib.payments.charge_port import ChargeStarted
from chalicelib.payments.entry import Entry, entries_for
from chalicelib.payments.owner import account
from chalicelib.payments.payment import PAID_NOTHING, WRITTEN_OFF, Payment, in_review
from chalicelib.payments.port import Report

TICKETS = account("mpk", "tickets")
ADDITIONAL_FARES = account("mpk", "additional-fares")
OTHER_CURRENCY = "paid_in_another_currency"

_ACCOUNTS = {account("city", name): account("mpk", name) for name in ("gateway", "refunds", "bank", "unexplained")}


def started(payment: Payment, charge: ChargeStarted) -> Payment:
    """The gateway waits for the customer; itself when more than that is known by now."""
    if payment.state != "created":
        return payment
    return replace(payment, state="awaiting_customer", remote_id=charge.remote_id, redirect_url=charge.redirect_url)


def is_met(payment: Payment) -> bool:
    """Tell whether a transaction of the gateway paid for the order: any other one is too many and goes back."""
    return payment.taken or payment.reason == OTHER_CURRENCY


def reported(payment: Payment, report: Report, now: datetime) -> Payment:
    """Return the charge after a report of the gateway about it; itself when the report says nothing new.

    `due_grosze` is then what was taken, whatever was asked for. A charge that was given up and paid all the same is
    paid: the money is there. What cannot be booked is left to a person, and once written off stays so.
    """
    if is_met(payment):
        return payment
    if report.outcome == "paid":
        taken = replace(payment, remote_id=report.remote_id)
        if unbookable := _unbookable(report):
            known = payment.reason in (unbookable, WRITTEN_OFF) and payment.remote_id == report.remote_id
            return payment if known else in_review(taken, unbookable, now)
        return replace(taken, state="captured", due_grosze=report.amount_grosze, reason="", settled_at=now)
    if report.outcome == "failed" and payment.awaiting:
        return replace(
            payment, state="failed", remote_id=payment.remote_id or report.remote_id, reason=report.details.lower()
        )
    return payment


def charge_entries(
    before: Payment, after: Payment, now: datetime, report: Report | None = None, revenue: str = TICKETS
) -> list[Entry]:
    """Return the entries that a change of a charge makes: those of a payment, in the operator's books.

    `revenue` is the account that the money is earned on.
    """
    accounts = _ACCOUNTS | {account("city", "parking"): revenue}
    return [
        replace(entry, lines=tuple((accounts[name], grosze) for name, grosze in entry.lines))
        for entry in entries_for(before, after, now, report)
    ]


def _unbookable(report: Report) -> str:
    """Return why a paid transaction is no money of ours; empty when it is."""
    if report.currency != CURRENCY:
        return OTHER_CURRENCY
    return "" if report.amount_grosze else PAID_NOTHING
