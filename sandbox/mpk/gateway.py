"""What the transport operator's gateway decides. Each decision and the notification it causes are one transaction."""

import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta

from sandbox.city.clock import SharedClock
from sandbox.clock import stamp
from sandbox.mpk import kept, notifier
from sandbox.mpk.magic import wishes
from sandbox.mpk.mandate import Mandate, refusal, registered
from sandbox.mpk.refusals import Refused, already_decided, declined, reused, unknown
from sandbox.mpk.settings import Settings
from sandbox.mpk.start_form import Start, digest, transaction_in
from sandbox.mpk.transaction import Method, Refund, Transaction, amount_text, new_id
from sandbox.store import Store


class Lost(Exception):
    """The call never reached the gateway, as its magic value wants."""


class Gateway:
    """Everything here may raise ClockUnreachable."""

    def __init__(self, store: Store, clock: SharedClock, settings: Settings) -> None:
        self._store, self._clock, self._settings = store, clock, settings

    def start(self, asked: Start) -> tuple[Transaction, bool]:
        """Return the order's first transaction and whether it is new. Raises Refused and Lost."""
        now, magic = self._clock.now(), wishes(asked.payer.email)
        with self._store.transaction() as db:
            is_lost = kept.is_first_attempt(db, asked.order_id) and "start-lost" in magic
            known = kept.of_order(db, asked.order_id)
            if is_lost or known:
                begun = known[0] if known else None
            elif "refused" in magic:
                raise declined("payer_blocked")
            else:
                begun = transaction_in(asked, now)
                kept.keep(db, begun)
                kept.note(db, begun.transaction_id, now, f"started, {begun.method}")
                if begun.use == "charge":
                    begun = self._charge(db, begun, now)
        if begun is None:
            raise Lost()
        if begun.asked != digest(asked):
            raise reused()
        if not known and begun.use != "charge" and magic & {"approve", "told-early"}:
            self.pay(begun.transaction_id, begun.method)
        return begun, not known

    def find(self, transaction_id: str) -> Transaction:
        """Return the transaction as it is now. Raises Refused."""
        self.lapse()
        with self._store.transaction() as db:
            return _known(db, transaction_id)

    def of_order(self, order_id: str) -> list[Transaction]:
        """Return every transaction of an order as it is now, oldest first."""
        self.lapse()
        with self._store.transaction() as db:
            return kept.of_order(db, order_id)

    def charge_again(self, transaction_id: str, reference: str) -> tuple[Transaction, bool]:
        """Return an order that is charged once more without its customer, and whether this is new. Raises Refused."""
        now = self._clock.now()
        with self._store.transaction() as db:
            known = _known(db, transaction_id)
            if not kept.is_first_attempt(db, reference):
                return known, False
            if not known.mandate:
                raise declined("no_mandate")
            if any(one.status != "failed" for one in kept.of_order(db, known.order_id)):
                raise declined("already_paid")
            if known.expires_at <= stamp(now):
                raise declined("order_expired")
            return self._charge(db, known.again("charge", now), now), True

    def pay(self, transaction_id: str, method: Method, refused_with: str = "", card: str = "good") -> Transaction:
        """The customer pays, or the bank refuses with that reason. Raises Refused when it is decided already.

        Paying by card gives the order's mandate that card.
        """
        now = self._clock.now()
        with self._store.transaction() as db:
            ended = self._end(db, _payable(db, transaction_id, now).paid(method, refused_with, now), now)
            if ended.status == "paid" and ended.mandate and method == "card":
                known = kept.mandate(db, ended.mandate)
                kept.keep(db, known.with_card(card, now) if known else registered(ended, card, now))
            if ended.status == "paid" and "paid-twice" in ended.wishes:
                self._end(db, ended.paid_again(now + timedelta(milliseconds=1)), now)
        return ended

    def is_payable(self, transaction_id: str) -> bool:
        """Tell whether the customer may pay it now."""
        now = self._clock.now()
        with self._store.transaction() as db:
            try:
                return bool(_payable(db, transaction_id, now))
            except Refused:
                return False

    def decline(self, transaction_id: str) -> Transaction:
        """The customer says no. Raises Refused when it is decided already."""
        now = self._clock.now()
        with self._store.transaction() as db:
            return self._end(db, _waiting(db, transaction_id, now).failed("cancelled_by_payer", now), now)

    def leave(self, transaction_id: str) -> Transaction:
        """The customer walks away from the page; until the order expires they may come back. Raises Refused."""
        now = self._clock.now()
        with self._store.transaction() as db:
            kept.note(db, transaction_id, now, "the customer left the pay page")
            return _known(db, transaction_id)

    def mandates(self) -> list[Mandate]:
        """Return every mandate, the newest first."""
        with self._store.transaction() as db:
            return kept.mandates(db)

    def mandate(self, alias: str) -> Mandate:
        """Raises Refused."""
        with self._store.transaction() as db:
            return _mandate(db, alias)

    def give_card(self, alias: str, card: str) -> None:
        """The customer has another card charged. Raises Refused."""
        now = self._clock.now()
        with self._store.transaction() as db:
            kept.keep(db, _mandate(db, alias).with_card(card, now))

    def withdraw(self, alias: str) -> Mandate:
        """The customer or the merchant ends a mandate, for good. Raises Refused."""
        now = self._clock.now()
        with self._store.transaction() as db:
            ended = _mandate(db, alias).withdrawn(now)
            kept.keep(db, ended)
            return ended

    def refund(self, transaction_id: str, amount: int, reference: str) -> tuple[Refund, bool]:
        """Return an accepted refund and whether it is new. Raises Refused and Lost."""
        now = self._clock.now()
        with self._store.transaction() as db:
            paid, earlier = _known(db, transaction_id), kept.refunds_of(db, transaction_id)
            is_lost = kept.is_first_attempt(db, reference) and not earlier and "refund-lost" in paid.wishes
            known = kept.refund(db, reference)
            accepted = known or Refund(
                refund_id=new_id("RF"),
                reference=reference,
                transaction_id=transaction_id,
                amount=amount,
                asked_at=stamp(now),
                due_at=stamp(now + timedelta(seconds=self._settings.refund_after_seconds)),
                is_bound_to_fail="refund-fails" in paid.wishes and not earlier,
            )
            if (accepted.transaction_id, accepted.amount) != (transaction_id, amount):
                raise reused()
            if not known and not is_lost:
                _expect_refundable(paid, amount, earlier)
                kept.keep(db, accepted)
                kept.note(db, transaction_id, now, f"refund {amount_text(amount)} accepted ({reference})")
        if is_lost:
            raise Lost()
        return accepted, not known

    def refund_of(self, reference: str) -> Refund:
        """Return the refund as it is now. Raises Refused."""
        self.lapse()
        with self._store.transaction() as db:
            if known := kept.refund(db, reference):
                return known
        raise unknown("unknown_refund")

    def lapse(self) -> None:
        """Do what the clock has come to: unpaid orders are given up, accepted refunds carried out."""
        now = self._clock.now()
        with self._store.transaction() as db:
            for transaction in kept.expired(db, now):
                self._end(db, transaction.failed("expired", now), now)
            for refund in kept.refunds_due(db, now):
                _settle(db, refund.settled(now), now)

    def _charge(self, db: sqlite3.Connection, begun: Transaction, now: datetime) -> Transaction:
        """The bank answers at once, for there is no customer to wait for."""
        earlier = [one for one in kept.of_order(db, begun.order_id) if one.transaction_id != begun.transaction_id]
        reason = refusal(kept.mandate(db, begun.mandate), begun, len(earlier), now)
        return self._end(db, begun.paid("card", reason, now), now)

    def _end(self, db: sqlite3.Connection, ended: Transaction, now: datetime) -> Transaction:
        kept.keep(db, ended)
        kept.note(db, ended.transaction_id, now, f"{ended.status} {ended.reason}".strip())
        wait = self._settings.notify_after_seconds
        if "told-late" in ended.wishes:
            wait += self._settings.late_seconds
        if "told-never" not in ended.wishes:
            notifier.plan(db, ended.transaction_id, now + timedelta(seconds=wait))
        return ended


def _known(db: sqlite3.Connection, transaction_id: str) -> Transaction:
    transaction = kept.find(db, transaction_id)
    if transaction is None:
        raise unknown("unknown_transaction")
    return transaction


def _waiting(db: sqlite3.Connection, transaction_id: str, now: datetime) -> Transaction:
    """Return a transaction that still waits for its customer. Raises Refused."""
    transaction = _known(db, transaction_id)
    if transaction.status != "pending" or transaction.expires_at <= stamp(now):
        raise already_decided()
    return transaction


def _payable(db: sqlite3.Connection, transaction_id: str, now: datetime) -> Transaction:
    """Return what the customer may pay: one that waits, or a new try after the merchant's was declined.

    Raises Refused.
    """
    known = _known(db, transaction_id)
    if known.use != "charge" or known.status != "failed":
        return _waiting(db, transaction_id, now)
    if known.expires_at <= stamp(now) or any(one.status != "failed" for one in kept.of_order(db, known.order_id)):
        raise already_decided()
    return known.again("", now)


def _mandate(db: sqlite3.Connection, alias: str) -> Mandate:
    found = kept.mandate(db, alias)
    if found is None:
        raise unknown("unknown_mandate")
    return found


def _expect_refundable(paid: Transaction, amount: int, earlier: list[Refund]) -> None:
    """Raise Refused unless so much was paid and neither went back nor is on its way."""
    if paid.status != "paid":
        raise declined("not_paid")
    if not 0 < amount <= paid.amount - sum(refund.amount for refund in earlier if refund.status != "failed"):
        raise declined("amount_too_high")


def _settle(db: sqlite3.Connection, refund: Refund, now: datetime) -> None:
    kept.keep(db, refund)
    paid = _known(db, refund.transaction_id)
    if refund.status == "done":
        kept.keep(db, replace(paid, refunded=paid.refunded + refund.amount))
    kept.note(
        db, refund.transaction_id, now, f"refund {amount_text(refund.amount)} {refund.status} ({refund.reference})"
    )
