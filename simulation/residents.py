"""Residents of a simulated city: a card on a phone, its two cars, and a parking meter that knows them too."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial

import msgspec

from chalicelib.parking.order import StayOrder
from chalicelib.parking.stay import Stay
from chalicelib.plate import normalised
from chalicelib.storage import commit, epoch_seconds
from chalicelib.vehicles.claim_for_partner import claim_for_partner, release_for_partner
from chalicelib.vehicles.registered_vehicles import registering
from simulation.people import Driver
from simulation.scheduler import Killed
from simulation.travellers import activate_card
from simulation.world import REFUSALS, World

_PARTNER = "meters"
_STAYS_OF_ONE = 3
_CARDS_END = date(2030, 12, 31)


class Household:
    """A phone with a card and two cars, whose drivers often leave at the same moment."""

    def __init__(self, world: World, number: int) -> None:
        self.world = world
        self.number = number
        self.phone = f"dev_household_{number}"
        self.plates = (f"KR {90_000 + 2 * number:05d}", f"KR {90_001 + 2 * number:05d}")
        self.card_id = ""

    def live(self, drivers: Sequence[int], until: datetime) -> None:
        """Get the card, then let each of the drivers park once, and the meter be asked, before the evening."""
        self.card_id = register(self.world, self.phone, self.plates)
        at = self.world.now
        for number in drivers:
            if self.world.random.random() < 0.6:
                at = self.world.now + (until - self.world.now) * self.world.random.random()
            self.world.scheduler.spawn(Resident(self, number).park, at)
            if self.world.random.random() < 0.5:
                self.world.scheduler.spawn(partial(self._use_meter, f"meter-{number:08d}"), at)

    def _use_meter(self, key: str) -> None:
        """Ask for the price at a meter; sometimes no ticket is printed after all."""
        world, plate = self.world, self.world.random.choice(self.plates)
        claim_id = claim_at_meter(world, key, plate)
        if claim_id and world.random.random() < 0.5:
            world.scheduler.sleep(timedelta(minutes=world.random.uniform(0, 90)))
            give_back_at_meter(world, claim_id, plate)


class Resident(Driver):
    """One driver of a household: at the resident's price if another car does not have it, else at the full one."""

    def __init__(self, household: Household, number: int) -> None:
        super().__init__(household.world, number)
        self.device_id = household.phone
        self.household = household

    def _wish(self) -> StayOrder:
        card_id = self.household.card_id if self.random.random() < 0.9 else None
        return msgspec.structs.replace(super()._wish(), resident_card=card_id)

    def _plate(self) -> str:
        return self.random.choice(self.household.plates)

    def _start(self, order: StayOrder, what: str = "start") -> Stay | None:
        stay = super()._start(order, what)
        if stay is None and order.resident_card and self.random.random() < 0.5:
            return super()._start(msgspec.structs.replace(order, resident_card=None), "dearer")
        return stay


def register(world: World, phone: str, plates: tuple[str, ...]) -> str:
    """Put a card with its vehicles on a phone, as the card system and an activation do; return the card's id.

    It asks until it has an answer: how a card comes to a phone is not what a day is about.
    """
    while True:
        try:
            card_id = activate_card(world, phone)
            expires_at = epoch_seconds(world.now + timedelta(days=90))
            commit(*(registering(normalised(plate), card_id, _CARDS_END, expires_at) for plate in plates))
            return card_id
        except (*REFUSALS, Killed):
            world.scheduler.sleep(timedelta(seconds=5))


def claim_at_meter(world: World, key: str, plate: str) -> str | None:
    """Return the partner's claim, or None when it is told that the vehicle does not get the price."""
    while True:
        try:
            claim = claim_for_partner(_PARTNER, key, plate, world.now)
        except (*REFUSALS, Killed):
            world.scheduler.sleep(timedelta(seconds=20))
            continue
        if claim is None:
            return None
        world.claimed[claim.discount.holder] = True
        return claim.discount.holder


def give_back_at_meter(world: World, claim_id: str, plate: str) -> None:
    """Let a claim go, however often it takes to be answered."""
    while world.claimed[claim_id]:
        try:
            release_for_partner(_PARTNER, plate, claim_id, world.now)
            world.claimed[claim_id] = False
        except (*REFUSALS, Killed):
            world.scheduler.sleep(timedelta(seconds=20))


def live_as_residents(world: World, numbers: Sequence[int], evening: datetime) -> None:
    """Let these drivers be residents, some to a household; each parks once before the evening."""
    for first in range(0, len(numbers), _STAYS_OF_ONE):
        household = Household(world, first)
        world.scheduler.spawn(partial(household.live, numbers[first : first + _STAYS_OF_ONE], evening))
