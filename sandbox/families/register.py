"""What the family register decides. Each decision and the notification it causes are one transaction."""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from functools import partial

import msgspec

from sandbox.city.clock import SharedClock
from sandbox.city.notices import Notices
from sandbox.city.records import Records, Unknown
from sandbox.city.right import lapsed, versioned
from sandbox.clock import WARSAW, stamp
from sandbox.families.family import Family, Member, connected, disconnected, with_member
from sandbox.families.seeds import seeded
from sandbox.magic_phones import is_magic, system_wish
from sandbox.store import Store

Change = Callable[[Family], Family]


class Register:
    def __init__(self, store: Store, clock: SharedClock, notices: Notices) -> None:
        self._store, self._clock, self._notices = store, clock, notices
        self._records = Records(Family)

    def begin(self) -> None:
        """Let the families of the data file move in, if nobody has yet. Raises ClockUnreachable."""
        day = self._clock.today()
        with self._store.transaction() as db:
            if not self._records.all(db):
                for family in seeded(day):
                    self._records.keep(db, family.family_id, family)

    def lapse(self) -> None:
        """End the rights whose last day the clock has passed. Raises ClockUnreachable."""
        now = self._clock.now()
        with self._store.transaction() as db:
            for family in self._records.all(db):
                self._decide(db, family, _as_it_is, now)

    def families(self) -> list[Family]:
        """Return all of them as they are now."""
        self.lapse()
        with self._store.transaction() as db:
            return self._records.all(db)

    def family(self, family_id: str) -> Family:
        """Return the family as it is now. Raises Unknown."""
        return self.change(family_id, _as_it_is)

    def authorised(self, pesel: str, phone: str) -> tuple[Family, Member] | None:
        """Return who that is, if both fit and the family has the mobile version. A magic phone becomes their own."""
        known = [(family, member) for family in self.families() if family.mobile_version for member in family.members]
        for family, member in known:
            if member.pesel == pesel and (member.phone == phone or is_magic(phone)):
                owner = msgspec.structs.replace(member, phone=phone)
                return self.change(family.family_id, partial(with_member, member=owner)), owner
        return None

    def change(self, family_id: str, change: Change) -> Family:
        """Decide on the family as it is now and tell what differs. Raises Unknown, and what `change` raises."""
        now = self._clock.now()
        with self._store.transaction() as db:
            family = self._records.find(db, family_id)
            if family is None:
                raise Unknown("unknown_family")
            return self._decide(db, family, change, now)

    def revoke(self, family_id: str) -> None:
        """Take the right away. Raises Unknown."""
        self.change(family_id, lambda family: msgspec.structs.replace(family, status="REVOKED"))

    def connect(self, family_id: str, member_id: str, is_connected: bool) -> None:
        """Remember whether the member's phone is connected. Raises Unknown."""
        now = stamp(self._clock.now())
        self.change(
            family_id,
            lambda family: connected(family, member_id, now) if is_connected else disconnected(family, member_id),
        )

    def restore(self, family_id: str) -> None:
        """Make the family as in the data file again, today; connected phones stay connected. Raises Unknown."""
        seed = next((one for one in seeded(self._clock.today()) if one.family_id == family_id), None)
        if seed is None:
            raise Unknown("unknown_family")
        self.change(family_id, lambda now: msgspec.structs.replace(seed, connections=now.connections))

    def _decide(self, db: sqlite3.Connection, before: Family, change: Change, now: datetime) -> Family:
        after = versioned(before, change(lapsed(before, now.astimezone(WARSAW).date())))
        if after != before:
            self._records.keep(db, after.family_id, after)
        if after.version != before.version:
            magic = next(filter(system_wish, after.phones), "")
            self._notices.plan(db, "family_changed", after.family_id, after.version, magic, now)
        return after


def _as_it_is(family: Family) -> Family:
    return family
