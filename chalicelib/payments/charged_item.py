"""Something that is paid by charges, and how its money is looked after: what is due when, and when a person is asked.

Rules only. What a charge's money makes of the thing, its own slice says.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TypeVar

from chalicelib.payments import payment as payments
from chalicelib.payments.ordered_calls import STREAM_GRACE, call_needed, newly_ordered, pause_after
from chalicelib.payments.payment import SURPLUS, Payment
from chalicelib.payments.port import RefundState, Report

REVIEW_AFTER_ATTEMPTS = 24 * 7
"""A transfer waits for the banks' sessions and a refund for the gateway's balance: a week of asking every hour."""


@dataclass(frozen=True, kw_only=True)
class ChargedItem:
    """`calls_due_at`: when forgotten gateway calls are looked at; `attempts` counts those that made them so far.

    `leased_until`: one worker alone makes them until then. `version` is the optimistic lock.
    """

    payments: tuple[Payment, ...]
    calls_due_at: datetime | None = None
    attempts: int = 0
    leased_until: datetime | None = None
    version: int = 0

    @property
    def calls_besides(self) -> bool:
        """Whether the gateway is to be called for more than what its payments say."""
        return False

    @property
    def calls_next_at(self) -> datetime | None:
        """The nearest moment at which the gateway is to be called or asked; None when it knows all and we do."""
        if self.calls_due_at:
            return self.calls_due_at
        return min((payment.valid_until for payment in self.payments if payment.unclear), default=None)

    @property
    def reviewed(self) -> bool:
        """A person has to decide something about its money."""
        return any(payment.state == "needs_review" for payment in self.payments)


Item = TypeVar("Item", bound=ChargedItem)


def with_payment(item: Item, order_id: str, change: Callable[[Payment], Payment]) -> Item:
    """Change the payment of one order."""
    changed = (change(payment) if payment.order_id == order_id else payment for payment in item.payments)
    return replace(item, payments=tuple(changed))


def with_calls_due(item: Item, now: datetime) -> Item:
    """Plan when forgotten gateway calls are to be looked at, as long as there are any."""
    requested = item.calls_besides or any(payment.state == "refund_requested" for payment in item.payments)
    if requested and not item.calls_due_at:
        return replace(item, calls_due_at=now + STREAM_GRACE, attempts=0, leased_until=None)
    if not requested and not any(payment.unclear for payment in item.payments):
        return replace(item, calls_due_at=None)
    return item


def with_new_calls(before: Item, after: Item, now: datetime) -> Item:
    """Plan the calls that a change ordered."""
    planned = newly_ordered(before.payments, after.payments, now)
    return replace(after, **planned) if planned else with_calls_due(after, now)


def calls_overdue(item: ChargedItem, now: datetime) -> bool:
    """Tell whether the gateway is to be called or asked again."""
    return item.calls_next_at is not None and now >= item.calls_next_at


def nudged(item: Item, now: datetime) -> Item:
    """Gateway calls are handed out again; look again later, ever more rarely, and at last ask a person."""
    if item.attempts >= REVIEW_AFTER_ATTEMPTS:
        return _in_review(item, now)
    return replace(item, calls_due_at=now + pause_after(item.attempts))


def refused(item: Item, order_id: str, reason: str, now: datetime) -> Item:
    """The gateway refused the order at once."""
    return with_calls_due(with_payment(item, order_id, lambda known: payments.refused(known, reason, now)), now)


def given_up(item: Item, order_id: str, now: datetime) -> Item:
    """The time to pay is over and the gateway knows of no money."""
    return with_calls_due(with_payment(item, order_id, partial(payments.given_up, now=now)), now)


def refund_told(item: Item, order_id: str, state: RefundState, now: datetime) -> Item:
    """Return the item after the gateway's word about a refund; itself when the refund is still on its way."""
    match state:
        case "done":
            after = with_payment(item, order_id, partial(payments.refunded, now=now))
        case "failed":
            after = with_payment(item, order_id, partial(payments.refund_failed, now=now))
        case _:
            return item
    return with_calls_due(after, now)


def all_back(item: Item, order_id: str) -> Item:
    """Send back all that was taken for an order."""
    return with_payment(item, order_id, lambda payment: payments.refunding(payment, payment.due_grosze))


def paid_again(item: Item, order: Payment, report: Report, now: datetime) -> Item:
    """A second transaction of a paid order is a charge of its own, which goes back; itself when it is known."""
    known = any(payment.order_id == f"{order.order_id}{SURPLUS}{report.remote_id}" for payment in item.payments)
    if known or report.outcome != "paid":
        return item
    twice = payments.surplus(order, report, now)
    return with_new_calls(item, replace(item, payments=(*item.payments, twice)), now)


def changes(before: Sequence[Payment], after: Sequence[Payment]) -> Iterator[tuple[Payment, Payment]]:
    """Yield each payment before and after; one that was not there before began with nothing."""
    earlier = {payment.order_id: payment for payment in before}
    for payment in after:
        unborn = replace(payment, state="created", due_grosze=0, refund_grosze=0, reopened=0)
        yield earlier.get(payment.order_id, unborn), payment


def _in_review(item: Item, now: datetime) -> Item:
    reviewed = (
        payments.in_review(payment, payments.NEVER_CONFIRMED, now) if call_needed(payment, now) else payment
        for payment in item.payments
    )
    return replace(item, payments=tuple(reviewed), calls_due_at=None)
