"""Tickets in DynamoDB: one item each, its money inside. Every change is made under the version it was read at."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import ListAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib import config
from chalicelib.payments.charge_port import ChargeStarted
from chalicelib.payments.kept_payment import KeptPayment, keeping, payment_of
from chalicelib.retention import FIVE_YEARS
from chalicelib.storage import Check, MomentAttribute, Put, RawItem, Stale, Table, change, epoch_seconds
from chalicelib.tickets.kept_month import KeptMonth, keeping_month, kept_month
from chalicelib.tickets.ticket import Ticket, ticket_id_of

LEASE = timedelta(seconds=60)
"""Longer than all calls that one worker makes for one ticket."""
KEPT = FIVE_YEARS
"""After its settlement, for accounting. Then DynamoDB deletes it by `expires_at`."""
_JOB = "TICKET"
_CHANGED = "CHANGED"
REVIEW = "REVIEW"
_PAGE = 100


class ByDevice(GlobalSecondaryIndex["KeptTicket"]):
    class Meta:
        index_name = "by-device"
        projection = KeysOnlyProjection()

    device_id = UnicodeAttribute(hash_key=True)
    ordered_at = MomentAttribute(range_key=True)


class ByCard(GlobalSecondaryIndex["KeptTicket"]):
    """Only tickets at a card's price are in it."""

    class Meta:
        index_name = "by-card"
        projection = KeysOnlyProjection()

    card_id = UnicodeAttribute(hash_key=True)
    ordered_at = MomentAttribute(range_key=True)


class Due(GlobalSecondaryIndex["KeptTicket"]):
    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    job = UnicodeAttribute(hash_key=True)
    due_at = MomentAttribute(range_key=True)


class Changed(GlobalSecondaryIndex["KeptTicket"]):
    """Only tickets that are not as they were issued are in it."""

    class Meta:
        index_name = "changed"
        projection = KeysOnlyProjection()

    changed = UnicodeAttribute(hash_key=True)
    changed_at = MomentAttribute(range_key=True)


class ByReview(GlobalSecondaryIndex["KeptTicket"]):
    """Only tickets with a payment that waits for a person are in it."""

    class Meta:
        index_name = "review"
        projection = KeysOnlyProjection()

    review = UnicodeAttribute(hash_key=True)
    ordered_at = MomentAttribute(range_key=True)


class KeptTicket(Table):
    class Meta:
        table_name = config.table_name("tickets")
        region = config.REGION

    by_device = ByDevice()
    by_card = ByCard()
    due = Due()
    by_change = Changed()
    by_review = ByReview()

    ticket_id = UnicodeAttribute(hash_key=True)
    device_id = UnicodeAttribute()
    language = UnicodeAttribute()
    email = UnicodeAttribute()
    method = UnicodeAttribute()
    terms_version = UnicodeAttribute()
    fingerprint = UnicodeAttribute()
    holder = UnicodeAttribute()
    product = UnicodeAttribute()
    rate = UnicodeAttribute()
    months = NumberAttribute()
    lines = ListAttribute(of=UnicodeAttribute)
    concession = UnicodeAttribute(null=True)
    card_id = UnicodeAttribute(null=True)
    minutes = NumberAttribute()
    ordered_at = MomentAttribute()
    valid_from = MomentAttribute()
    valid_until = MomentAttribute()
    payments = ListAttribute(of=KeptPayment)
    issued_at = MomentAttribute(null=True)
    returned_at = MomentAttribute(null=True)
    returned_grosze = NumberAttribute(null=True)
    changed = UnicodeAttribute(null=True)
    changed_at = MomentAttribute(null=True)
    unpaid_because = UnicodeAttribute(null=True)
    line_changes = ListAttribute(of=MomentAttribute)
    moves = ListAttribute(of=MomentAttribute)
    transfer_hash = UnicodeAttribute(null=True)
    transfer_until = MomentAttribute(null=True)
    remind_at = MomentAttribute(null=True)
    reminders = NumberAttribute()
    month = KeptMonth(null=True)
    calls_due_at = MomentAttribute(null=True)
    attempts = NumberAttribute()
    version = NumberAttribute()
    leased_until = MomentAttribute(null=True)
    job = UnicodeAttribute(null=True)
    due_at = MomentAttribute(null=True)
    review = UnicodeAttribute(null=True)
    expires_at = NumberAttribute()


class Repeated(Exception):
    """The ticket of this key was already ordered; `ticket` is that one."""

    def __init__(self, image: RawItem | None) -> None:
        super().__init__()
        self.ticket = from_image(image) if image else None


def keep_new(ticket: Ticket) -> Put:
    """Return the write of a new ticket; refused as Repeated when its id is taken."""
    return Put(_item(ticket), KeptTicket.ticket_id.does_not_exist(), Repeated)


def replacing(before: Ticket, after: Ticket) -> Put:
    """Return the write of a changed ticket; refused as Stale when it changed since `before` was read."""
    return Put(_item(replace(after, version=before.version + 1)), KeptTicket.version == before.version, Stale)


def unchanged(ticket: Ticket) -> Check:
    """Return what requires that the ticket is as it was read; refused as Stale."""
    return Check(KeptTicket, ticket.ticket_id, KeptTicket.version == ticket.version, Stale)


def get(ticket_id: str) -> Ticket | None:
    """Return the ticket as it is now (strong read)."""
    try:
        return _ticket(KeptTicket.get(ticket_id, consistent_read=True))
    except KeptTicket.DoesNotExist:
        return None


def of_order(order_id: str) -> Ticket | None:
    """Return the ticket that an order pays for, if the order is its own (strong read)."""
    ticket = get(ticket_id_of(order_id)) if ticket_id_of(order_id) else None
    return ticket if ticket is not None and order_id == ticket.payment.order_id else None


def note_redirect(ticket: Ticket, started: ChargeStarted) -> None:
    """Keep where the customer pays, unless a notification has overtaken the answer to the start."""
    kept: Any = KeptTicket.payments[0]
    actions = [
        kept.state.set("awaiting_customer"),
        kept.remote_id.set(started.remote_id),
        kept.redirect_url.set(started.redirect_url),
        KeptTicket.version.set(KeptTicket.version + 1),
    ]
    change(KeptTicket(ticket.ticket_id), actions, kept.state == "created")


def claim_calls(ticket_id: str, now: datetime) -> Ticket | None:
    """Take the ticket's gateway calls for a minute; None when somebody else has them or nothing is to be called."""
    item = KeptTicket(ticket_id)
    unclaimed = KeptTicket.leased_until.does_not_exist() | (KeptTicket.leased_until <= now)
    actions = [
        KeptTicket.leased_until.set(now + LEASE),
        KeptTicket.attempts.set(KeptTicket.attempts + 1),
        KeptTicket.version.set(KeptTicket.version + 1),
    ]
    return _ticket(item) if change(item, actions, KeptTicket.calls_due_at.exists() & unclaimed) else None


def due_before(now: datetime) -> Iterator[str]:
    """Yield the tickets with something to do, oldest first; the index may be a moment behind."""
    for item in KeptTicket.due.query(_JOB, Due.due_at <= now, page_size=_PAGE):
        yield item.ticket_id


def changed_since(moment: datetime) -> Iterator[tuple[str, datetime]]:
    """Yield which tickets changed at that moment or later, and when, oldest first; may be a moment behind."""
    for item in KeptTicket.by_change.query(_CHANGED, Changed.changed_at >= moment, page_size=_PAGE):
        yield item.ticket_id, item.changed_at


def of_device(device_id: str, limit: int, after: dict[str, Any] | None) -> tuple[list[Ticket], dict[str, Any] | None]:
    """Return a phone's tickets, newest first, and the position to go on from."""
    page = KeptTicket.by_device.query(
        device_id, scan_index_forward=False, limit=limit, page_size=limit, last_evaluated_key=after
    )
    tickets = in_order([item.ticket_id for item in page])
    return [ticket for ticket in tickets if ticket.device_id == device_id], page.last_evaluated_key


def all_of_device(device_id: str) -> Iterator[Ticket]:
    """Yield a phone's tickets, newest first; one that was ordered a moment ago may still be missing."""
    after: dict[str, Any] | None = None
    while True:
        tickets, after = of_device(device_id, _PAGE, after)
        yield from tickets
        if after is None:
            return


def of_card(card_id: str, limit: int) -> list[Ticket]:
    """Return the latest tickets at a card's price, newest first."""
    found = KeptTicket.by_card.query(card_id, scan_index_forward=False, limit=limit, page_size=limit)
    return in_order([item.ticket_id for item in found])


def from_image(image: RawItem) -> Ticket:
    """Return the ticket in a stream record's image or a refused write's item."""
    item = KeptTicket()
    item.deserialize(image)
    return _ticket(item)


def in_order(ticket_ids: list[str]) -> list[Ticket]:
    """Return the tickets as they are now; the index that named them may have been a moment behind."""
    items: Iterable[KeptTicket] = KeptTicket.batch_get(ticket_ids, consistent_read=True) if ticket_ids else ()
    tickets = {item.ticket_id: _ticket(item) for item in items}
    return [tickets[ticket_id] for ticket_id in ticket_ids if ticket_id in tickets]


def _item(ticket: Ticket) -> KeptTicket:
    facts: dict[str, Any] = {name: value for name, value in vars(ticket).items() if value or name not in _OPTIONAL}
    return KeptTicket(
        **facts
        | {
            "lines": list(ticket.lines),
            "line_changes": list(ticket.line_changes),
            "moves": list(ticket.moves),
            "payments": [keeping(payment) for payment in ticket.payments],
            "month": keeping_month(ticket.month),
        },
        changed=_CHANGED if ticket.changed_at else None,
        job=_JOB if ticket.due_at else None,
        due_at=ticket.due_at,
        review=REVIEW if ticket.reviewed else None,
        expires_at=epoch_seconds(KEPT.after(ticket.settled_at)),
    )


def _ticket(item: KeptTicket) -> Ticket:
    facts = {name: value for name, value in item.attribute_values.items() if name in Ticket.__dataclass_fields__}
    facts |= {name: int(facts[name]) for name in _COUNTS}
    facts |= {name: tuple(facts[name]) for name in ("lines", "line_changes", "moves")}
    facts |= {"payments": tuple(map(payment_of, item.payments)), "month": kept_month(item.month)}
    return Ticket(**{"concession": "", "card_id": ""} | facts)


_OPTIONAL = {
    "concession",
    "card_id",
    "issued_at",
    "returned_at",
    "returned_grosze",
    "changed_at",
    "unpaid_because",
    "transfer_hash",
    "transfer_until",
    "remind_at",
    "calls_due_at",
    "leased_until",
}
_COUNTS = {"months", "minutes", "reminders", "attempts", "version"}
