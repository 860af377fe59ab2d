"""Tickets and months of a subscription as they might be on record, made without any of the rules that the tests try."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from chalicelib.payments.payment import Payment
from chalicelib.payments.port import Report
from chalicelib.tickets.month import Month
from chalicelib.tickets.ticket import Ticket

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ORDERED_AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
NOW = ORDERED_AT + 10 * MINUTE
GRACE = NOW + 5 * MINUTE
DECEMBER = date(2026, 12, 1)
FROM = datetime(2026, 11, 30, 23, tzinfo=UTC)
"""The midnight in Kraków that begins December, and the one that ends it."""
UNTIL = datetime(2026, 12, 31, 23, tzinfo=UTC)


def a_payment(state: str = "awaiting_customer", **changes) -> Payment:
    """The charge of an order of 99 zł; one that was taken was so at NOW."""
    new = Payment("tkt_a_1", 9900, "created", ORDERED_AT, ORDERED_AT + 15 * MINUTE)
    known = {} if state == "created" else {"remote_id": "T1", "redirect_url": "https://gateway.test/T1"}
    taken = {"due_grosze": 9900, "settled_at": NOW} if state == "captured" else {}
    return replace(new, **(known | taken | {"state": state} | changes))


def a_ticket(*payments: Payment, **changes) -> Ticket:
    """A named ticket for December that is waiting for its payment."""
    new = Ticket(
        ticket_id="tkt_a",
        device_id="dev_a",
        language="pl",
        email="passenger@example.com",
        method="card",
        terms_version="2026-11-21",
        fingerprint="body",
        holder="J.P. 1990",
        product="named-network-z1",
        rate="normal",
        months=1,
        lines=(),
        concession="",
        card_id="card_a",
        minutes=0,
        ordered_at=ORDERED_AT,
        valid_from=FROM,
        valid_until=UNTIL,
        payments=payments or (a_payment(),),
    )
    return replace(new, **changes)


def an_issued(**changes) -> Ticket:
    return a_ticket(a_payment("captured"), **{"issued_at": NOW} | changes)


def a_month(number: int = 1, **changes) -> Month:
    """A month of six, the first of which is December."""
    return replace(Month("sub_a", number, 6, ORDERED_AT, DECEMBER), **changes)


def told(outcome: str = "paid", grosze: int = 9900, remote_id: str = "T1", **changes) -> Report:
    """What the gateway says of the order."""
    return replace(Report("tkt_a_1", remote_id, outcome, grosze, "PLN", NOW, "DECLINED"), **changes)


def paid(ticket: Ticket, **changes) -> Ticket:
    """The ticket with its charge changed."""
    return replace(ticket, payments=(replace(ticket.payment, **changes), *ticket.payments[1:]))


def monthly(ticket: Ticket, **changes) -> Ticket:
    """The ticket with its month changed."""
    assert ticket.month is not None
    return replace(ticket, month=replace(ticket.month, **changes))


def going_back(grosze: int) -> dict[str, object]:
    """What becomes of a charge that was taken, once so much of it is asked back."""
    return {"state": "refund_requested", "refund_grosze": grosze, "refund_number": 1, "reopened": 1}
