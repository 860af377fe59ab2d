"""What the gateway decides about orders. Each decision and the notification it causes are one transaction."""

import sqlite3
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from sandbox import kept_orders, kept_refunds, start_form
from sandbox.clock import VirtualClock, stamp
from sandbox.order import CARDS, Order
from sandbox.refund import Refund, accepted, why_not
from sandbox.refusals import NotConfirmed
from sandbox.settings import Settings
from sandbox.store import Store

Decision = Literal["approve", "decline", "leave"]


class Gateway:
    def __init__(self, store: Store, clock: VirtualClock, settings: Settings) -> None:
        self._store, self._clock, self._settings = store, clock, settings

    def start(self, form: Mapping[str, str]) -> Order:
        """Register an order whose hash is right. Raises Invalid or NotConfirmed."""
        now = self._clock.now()
        order = start_form.order_in(form, now)
        with self._store.transaction() as db:
            earlier = kept_orders.find(db, "order_id", order.order_id)
            if earlier:
                kept_orders.note(db, earlier, now, "start refused, the OrderID was used before")
            else:
                kept_orders.add(db, order)
                kept_orders.note(
                    db, order, now, f"started, {'hold' if order.is_hold else 'sale'} by GatewayID {order.gateway_id}"
                )
        if earlier:
            raise NotConfirmed("MULTIPLY_PAID_TRANSACTION")
        if order.wishes & {"approve", "itn-early"}:
            return self.decide(order.remote_id, "approve")
        return order

    def find(self, key: kept_orders.Key, value: str) -> Order | None:
        """Return the order as it is now, after anything that has lapsed."""
        with self._store.transaction() as db:
            self._expire(db)
            return kept_orders.find(db, key, value)

    def of_order(self, order_id: str) -> list[Order]:
        """Return every transaction of an OrderID as it is now, oldest first."""
        with self._store.transaction() as db:
            self._expire(db)
            return kept_orders.of_order(db, order_id)

    def decide(self, remote_id: str, decision: Decision, card: str = "visa") -> Order:
        """Do what the customer chose. Raises NotConfirmed when the order is not waiting for them."""
        now = self._clock.now()
        with self._store.transaction() as db:
            order = self._asked(db, "remote_id", remote_id)
            if decision == "leave":
                kept_orders.note(db, order, now, "the customer left the pay page")
                return order
            if order.status != "PENDING":
                raise NotConfirmed("INCORRECT_PAYMENT_STATUS")
            self._notify(db, replace(order, changed_at=stamp(now)))
            if decision == "approve":
                order = self._change(db, order.approved(CARDS[card], now), now, f"approved with {card}")
                if "held-twice" in order.wishes and order.status == "ON_HOLD":
                    self._pay_again(db, order, now)
                return order
            return self._change(db, order.failed("REJECTED_BY_USER", now), now, "declined by the customer")

    def clear(self, remote_id: str, amount_text: str, message_id: str) -> Order:
        """Capture, once and only while ON_HOLD. Raises Invalid or NotConfirmed."""
        amount, now = start_form.amount_in(amount_text), self._clock.now()
        with self._store.transaction() as db:
            order = self._asked(db, "remote_id", remote_id)
            attempts = order.clear_attempts + 1
            order = replace(order, clear_attempts=attempts)
            refusal = _why_not_clear(order, amount)
            lost = attempts == 1 and "clear-lost" in order.wishes
            if refusal or lost:
                outcome = f"refused, {refusal}" if refusal else "lost on the way"
                kept_orders.note(db, order, now, f"clear {amount_text} {outcome} (MessageID {message_id})")
                kept_orders.update(db, order)
            else:
                order = self._change(
                    db, order.cleared(amount, now), now, f"clear {amount_text} confirmed (MessageID {message_id})"
                )
                if "paid-twice" in order.wishes:
                    self._pay_again(db, order, now)
        if refusal:
            raise NotConfirmed(refusal)
        return order

    def cancel(self, key: kept_orders.Key, value: str, message_id: str) -> Order:
        """Release the whole hold, or end an order that waits for its customer. Raises NotConfirmed."""
        now = self._clock.now()
        with self._store.transaction() as db:
            order = self._asked(db, key, value)
            possible = order.status in {"PENDING", "ON_HOLD"}
            if possible:
                order = self._change(
                    db, order.failed("CANCELLED", now), now, f"cancel confirmed (MessageID {message_id})"
                )
            else:
                kept_orders.note(db, order, now, f"cancel refused, INCORRECT_PAYMENT_STATUS (MessageID {message_id})")
        if not possible:
            raise NotConfirmed("INCORRECT_PAYMENT_STATUS")
        return order

    def refund(self, remote_id: str, amount_text: str, message_id: str) -> Order:
        """Accept a refund; a MessageID that comes again is confirmed and not executed again.

        Raises Invalid, or NotConfirmed with the document's name of the error.
        """
        amount, now = start_form.amount_in(amount_text), self._clock.now()
        with self._store.transaction() as db:
            order = self._asked(db, "remote_id", remote_id)
            earlier = kept_refunds.of_transaction(db, remote_id)
            known = kept_refunds.find(db, message_id)
            if known:
                refusal = "" if (known.remote_id, known.amount) == (remote_id, amount) else "MESSAGE_ID_NOT_UNIQUE"
            else:
                refusal = why_not(order, earlier, amount, now)
                if not refusal:
                    no_funds = "refund-fails" in order.wishes and not earlier
                    due = now + timedelta(seconds=self._settings.refund_after_seconds)
                    kept_refunds.keep(db, accepted(message_id, order, amount, now, due, no_funds=no_funds))
            outcome = f"refused, {refusal}" if refusal else "confirmed again" if known else "accepted"
            kept_orders.note(db, order, now, f"refund {amount_text} {outcome} (MessageID {message_id})")
        if refusal:
            raise NotConfirmed(refusal)
        return order

    def refund_of(self, message_id: str) -> Refund | None:
        """Return the refund as it is now."""
        with self._store.transaction() as db:
            self._expire(db)
            return kept_refunds.find(db, message_id)

    def expire(self) -> None:
        """Do what the clock has come to: unpaid orders and old holds are given up, accepted refunds carried out."""
        with self._store.transaction() as db:
            self._expire(db)

    def _expire(self, db: sqlite3.Connection) -> None:
        now = self._clock.now()
        for order in kept_orders.lapsed(db, now):
            if order.status == "ON_HOLD":
                self._change(db, order.failed("CANCELLED", now), now, "the hold lapsed")
            else:
                self._change(db, order.failed("EXPIRED", now), now, "nobody paid in time")
        for refund in kept_refunds.due(db, now):
            self._settle(db, refund.settled(now), now)

    def _settle(self, db: sqlite3.Connection, refund: Refund, now: datetime) -> None:
        kept_refunds.keep(db, refund)
        if order := kept_orders.find(db, "remote_id", refund.remote_id):
            back = refund.amount if refund.is_alive else 0
            kept_orders.update(db, replace(order, refunded=order.refunded + back))
            kept_orders.note(db, order, now, f"refund {refund.status} (MessageID {refund.message_id})")

    def _pay_again(self, db: sqlite3.Connection, order: Order, now: datetime) -> None:
        second = order.paid_again(now)
        kept_orders.add(db, second)
        kept_orders.note(db, second, now, f"paid a second time: {second.status} {second.details}")
        self._notify(db, replace(second, status="PENDING", details=""))
        self._notify(db, second)

    def _asked(self, db: sqlite3.Connection, key: kept_orders.Key, value: str) -> Order:
        self._expire(db)
        order = kept_orders.find(db, key, value)
        if order is None:
            raise NotConfirmed("TRANSACTION_NOT_FOUND")
        return order

    def _change(self, db: sqlite3.Connection, order: Order, now: datetime, what: str) -> Order:
        kept_orders.update(db, order)
        kept_orders.note(db, order, now, f"{what}: {order.status} {order.details}")
        self._notify(db, order)
        return order

    def _notify(self, db: sqlite3.Connection, order: Order) -> None:
        """Plan the notification of a status; the ones being repeated for an older status end here."""
        wait = self._settings.notify_after_seconds
        if "itn-late" in order.wishes:
            wait += self._settings.late_seconds
        if "itn-reordered" in order.wishes and order.status == "PENDING":
            wait += self._settings.reordered_seconds
        db.execute(
            "UPDATE notifications SET state = 'superseded' WHERE remote_id = ? AND state = 'waiting' AND attempts > 0",
            (order.remote_id,),
        )
        db.execute(
            "INSERT INTO notifications (order_id, remote_id, status, details, amount, happened_at, due_at, copies)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                order.order_id,
                order.remote_id,
                order.status,
                order.details,
                reported_amount(order, self._settings),
                order.changed_at,
                time.time() + wait,
                2 if "itn-twice" in order.wishes else 1,
            ),
        )


def reported_amount(order: Order, settings: Settings) -> int:
    """Return what the gateway names as the amount of an order, in grosze."""
    captured = order.status == "SUCCESS" and settings.captured_amount == "captured"
    return order.captured if captured else order.amount


def _why_not_clear(order: Order, amount: int) -> str:
    if order.status != "ON_HOLD":
        return "INCORRECT_PAYMENT_STATUS"
    refused_once = order.clear_attempts == 1 and "clear-refused" in order.wishes
    return "OTHER_ERROR" if refused_once or not 0 < amount <= order.held else ""
