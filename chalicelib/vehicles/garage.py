"""The vehicles of a card: what the card system says, and on top of it what phones changed since. Rules only.

The card system is the register. Its list wins, whatever we had, except for a change of ours that it has not
acknowledged: that one stays on top of every list until the register has taken it or refused it. Changes are told
plate by plate, so nothing is ever written over that somebody put on the card elsewhere. Of a card that is not active
no vehicle is kept: should it be restored, the register has them.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from chalicelib.vehicles.errors import TooManyVehicles, VehicleUnknown

MOST_VEHICLES = 4
UNSEEN = -1
"""The version of a card's list before we have seen one."""
LEASE = timedelta(minutes=1)
"""Longer than a worker lives."""
LONGEST_PAUSE = timedelta(minutes=16)


@dataclass(frozen=True)
class Entitlement:
    """A card as its system says: `version` only grows, `valid_until` is its last day, in Kraków."""

    entitlement_id: str
    active: bool
    valid_until: date
    version: int
    plates: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """A vehicle put on the card or taken off it by a phone; `language`: what the phone is written to in."""

    kind: Literal["put", "remove"]
    plate: str
    device_id: str
    language: str
    asked_at: datetime


@dataclass(frozen=True)
class Garage:
    """`changes`: those that the card system has not acknowledged, oldest first, at most one for a plate.

    `due_at`: when they are told next, or when the card's list is looked at.
    """

    card_id: str
    known: Entitlement
    changes: tuple[Change, ...] = ()
    due_at: datetime | None = None
    attempts: int = 0
    version: int = 0

    @property
    def plates(self) -> tuple[str, ...]:
        """The card's vehicles as far as anybody knows, at most four; those of the register first."""
        changed = {change.plate: change.kind for change in self.changes}
        kept = [plate for plate in self.known.plates if changed.get(plate) != "remove"]
        put = [plate for plate, kind in changed.items() if kind == "put" and plate not in kept]
        return tuple([*kept, *put][:MOST_VEHICLES])

    @property
    def waits_since(self) -> datetime | None:
        """When the oldest change was made that the card system has not acknowledged; None when there is none."""
        return min((change.asked_at for change in self.changes), default=None)

    @property
    def gives_until(self) -> date | None:
        """The last day on which the card gives its price; None for one that is not active."""
        return self.known.valid_until if self.known.active else None


def expected(card_id: str, entitlement_id: str, valid_until: date, now: datetime) -> Garage:
    """Return the garage of a card that has just come to us: its list is looked at as soon as possible."""
    return Garage(card_id, Entitlement(entitlement_id, False, valid_until, UNSEEN, ()), due_at=now)


def expected_again(garage: Garage, now: datetime) -> Garage:
    """Return the garage whose list is looked at once more, in its turn: who knows what was missed."""
    return replace(garage, due_at=garage.due_at or now)


def with_vehicle(garage: Garage, change: Change) -> Garage:
    """Return the garage with the plate put; itself when it has it. Raises TooManyVehicles."""
    if change.plate in garage.plates:
        return garage
    if len(garage.plates) >= MOST_VEHICLES:
        raise TooManyVehicles(most=MOST_VEHICLES)
    return _changed(garage, change)


def without_vehicle(garage: Garage, change: Change) -> Garage:
    """Return the garage without the plate; raises VehicleUnknown when it has no such vehicle."""
    if change.plate not in garage.plates:
        raise VehicleUnknown()
    return _changed(garage, change)


def taken_over(garage: Garage, found: Entitlement | None) -> Garage:
    """Return the garage after a look at the card system; None: it knows the card no more. An older list is nothing."""
    if found is None:
        return replace(garage, known=replace(garage.known, active=False, plates=()), changes=(), due_at=None)
    kept = found if found.active else replace(found, plates=())
    seen = replace(garage, known=kept) if found.version >= garage.known.version else garage
    return seen if seen.changes else replace(seen, due_at=None, attempts=0)


def leased(garage: Garage, now: datetime) -> Garage:
    """Return the garage as one worker takes it; what that one leaves undone is due again, each time a bit later."""
    pause = min(LEASE * 2**garage.attempts, LONGEST_PAUSE)
    return replace(garage, due_at=now + pause, attempts=garage.attempts + 1)


def settled(garage: Garage, change: Change, found: Entitlement | None) -> Garage:
    """Return the garage after the card system took a change or refused it, with its list after that."""
    left = tuple(one for one in garage.changes if one != change)
    return taken_over(replace(garage, changes=left, attempts=0), found)


def _changed(garage: Garage, change: Change) -> Garage:
    """A later change of a plate replaces the earlier one. Who has the lease keeps it: calls about a card take turns."""
    others = tuple(one for one in garage.changes if one.plate != change.plate)
    return replace(garage, changes=(*others, change), due_at=garage.due_at or change.asked_at)
