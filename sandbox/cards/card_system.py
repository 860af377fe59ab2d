"""What the card system decides. Each decision and the notification it causes are one transaction."""

import sqlite3
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from sandbox.cards.resident import Card, Consents, Resident
from sandbox.cards.seeds import seeded
from sandbox.city.clock import SharedClock
from sandbox.city.notices import Kind, Notices
from sandbox.city.records import Records, Unknown
from sandbox.city.right import lapsed, versioned
from sandbox.clock import WARSAW, stamp
from sandbox.store import Store

_ISSUED_FOR = timedelta(days=365)

Change = Callable[[Resident], Resident]


class CardSystem:
    def __init__(self, store: Store, clock: SharedClock, notices: Notices) -> None:
        self._store, self._clock, self._notices = store, clock, notices
        self._records = Records(Resident)

    def begin(self) -> None:
        """Let the residents of the data file move in, if nobody has yet. Raises ClockUnreachable."""
        day = self._clock.today()
        with self._store.transaction() as db:
            if not self._records.all(db):
                for resident in seeded(day):
                    self._records.keep(db, resident.account_id, resident)

    def lapse(self) -> None:
        """End the cards whose last day the clock has passed. Raises ClockUnreachable."""
        now = self._clock.now()
        with self._store.transaction() as db:
            for resident in self._records.all(db):
                self._decide(db, resident, _as_it_is, now)

    def residents(self) -> list[Resident]:
        """Return everybody as they are now."""
        self.lapse()
        with self._store.transaction() as db:
            return self._records.all(db)

    def resident(self, account_id: str) -> Resident:
        """Return the account as it is now. Raises Unknown."""
        return self.change(account_id, _as_it_is)

    def holder(self, entitlement_id: str) -> Resident:
        """Return the account whose card it is. Raises Unknown."""
        for resident in self.residents():
            if resident.card and resident.card.entitlement_id == entitlement_id:
                return resident
        raise Unknown("unknown_entitlement")

    def signed_in(self, email: str, password: str) -> Resident | None:
        for resident in self.residents():
            if (resident.email, resident.password) == (email.strip().lower(), password):
                return resident
        return None

    def change(self, account_id: str, change: Change) -> Resident:
        """Decide on the account as it is now and tell what differs. Raises Unknown, and what `change` raises."""
        now = self._clock.now()
        with self._store.transaction() as db:
            resident = self._records.find(db, account_id)
            if resident is None:
                raise Unknown("unknown_account")
            return self._decide(db, resident, change, now)

    def change_card(self, account_id: str, change: Callable[[Card], Card]) -> Resident:
        """Decide on the account's card. Raises Unknown when it has none, or what `change` does."""

        def of_resident(resident: Resident) -> Resident:
            if resident.card is None:
                raise Unknown("unknown_entitlement")
            return msgspec.structs.replace(resident, card=change(resident.card))

        return self.change(account_id, of_resident)

    def accept(self, account_id: str, phone: str, consents: Consents) -> None:
        """Keep the number and the consents. Raises Unknown."""
        self.change(account_id, lambda one: msgspec.structs.replace(one, phone=phone, consents=consents))

    def revoke(self, account_id: str) -> None:
        """Take the card away. Raises Unknown."""
        self.change_card(account_id, lambda card: msgspec.structs.replace(card, status="REVOKED"))

    def connect(self, account_id: str, connected: bool) -> None:
        """Remember whether a phone is connected; a repeat keeps the first moment. Raises Unknown."""
        now = stamp(self._clock.now())

        def of_card(card: Card) -> Card:
            since = (card.connected_at or now) if connected else ""
            return msgspec.structs.replace(card, connected_at=since)

        self.change_card(account_id, of_card)

    def issue(self, account_id: str) -> None:
        """Give a new card for a year, in place of any that there is. Raises Unknown."""
        card = Card(
            entitlement_id=f"kk_{uuid.uuid4().hex[:8]}", status="ACTIVE", valid_until=self._clock.today() + _ISSUED_FOR
        )
        self.change(account_id, lambda one: msgspec.structs.replace(one, card=card))

    def restore(self, account_id: str) -> None:
        """Make the resident as in the data file again, today; a connected phone stays connected. Raises Unknown."""
        found = [one for one in seeded(self._clock.today()) if one.account_id == account_id]
        if not found:
            raise Unknown("unknown_account")
        self.change(account_id, lambda now: _restored(now, found[0]))

    def _decide(self, db: sqlite3.Connection, before: Resident, change: Change, now: datetime) -> Resident:
        day = now.astimezone(WARSAW).date()
        after = change(msgspec.structs.replace(before, card=lapsed(before.card, day) if before.card else None))
        if before.card and after.card and before.card.entitlement_id == after.card.entitlement_id:
            after = msgspec.structs.replace(after, card=versioned(before.card, after.card))
        elif before.card and after.card and after.card.version <= before.card.version:
            # An account's versions never go back: a card that comes again would be taken for old news.
            card = msgspec.structs.replace(after.card, version=before.card.version + 1)
            after = msgspec.structs.replace(after, card=card)
        if after != before:
            self._records.keep(db, after.account_id, after)
        if news := _news(before.card, after.card):
            self._notices.plan(db, *news, after.phone, now)
        return after


def _news(before: Card | None, after: Card | None) -> tuple[Kind, str, int] | None:
    """Return what to tell of a card: what changed, its id, its version. A card that is gone had one more version."""
    if before is None:
        return None
    if after is None or after.entitlement_id != before.entitlement_id:
        return "entitlement_changed", before.entitlement_id, before.version + 1
    if after.version == before.version:
        return None
    same_right = (after.status, after.valid_until) == (before.status, before.valid_until)
    return "vehicles_changed" if same_right else "entitlement_changed", after.entitlement_id, after.version


def _as_it_is(resident: Resident) -> Resident:
    return resident


def _restored(now: Resident, seed: Resident) -> Resident:
    """Return the seed; a phone that is connected to the same card stays so."""
    if now.card is None or seed.card is None or now.card.entitlement_id != seed.card.entitlement_id:
        return seed
    return msgspec.structs.replace(
        seed, card=msgspec.structs.replace(seed.card, version=now.card.version, connected_at=now.card.connected_at)
    )
