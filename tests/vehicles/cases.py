"""Residents with cards, cars and phones: real use cases on the in-memory DynamoDB; the card system is played."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from chalicelib.activation import linked_cards
from chalicelib.activation.card import Link, Standing, card_id_of, linked
from chalicelib.activation.linked_cards import LinkedCard
from chalicelib.errors import RegisterUnavailable
from chalicelib.notifications.message import Message
from chalicelib.parking.answer import QuoteAnswer
from chalicelib.parking.claimed_plates import ClaimedPlate
from chalicelib.parking.kept_stays import KeptStay
from chalicelib.parking.order import Quote
from chalicelib.parking.published_editions import editions
from chalicelib.parking.quote import quote
from chalicelib.parking.stay import Stay
from chalicelib.payments.booked_entries import BookedEntry
from chalicelib.storage import commit
from chalicelib.vehicles import kept_garages
from chalicelib.vehicles.change_vehicles import add_vehicle, remove_vehicle
from chalicelib.vehicles.claim import Claim
from chalicelib.vehicles.claim_for_partner import claim_for_partner, is_available, release_for_partner
from chalicelib.vehicles.compare_vehicles import compare_vehicles
from chalicelib.vehicles.comparison import Comparison
from chalicelib.vehicles.garage import Change, Entitlement, Garage
from chalicelib.vehicles.granted_claims import GrantedClaim
from chalicelib.vehicles.kept_comparisons import KeptComparison
from chalicelib.vehicles.kept_garages import KeptGarage
from chalicelib.vehicles.look_at_garage import look_at_garage
from chalicelib.vehicles.order import VehicleOrder
from chalicelib.vehicles.own_garages import own_garages
from chalicelib.vehicles.port import ChangeRefused, Page
from chalicelib.vehicles.registered_vehicles import RegisteredVehicle
from chalicelib.vehicles.taken_discounts import TakenDiscount
from chalicelib.vehicles.tell_card_system import tell_card_system
from simulation.memory_dynamodb import MemoryDynamoDB, installed
from tests.activation.code_cases import CONSENT
from tests.parking.city import City

CAR, OTHER_CAR = "KR1AB23", "KR7CD45"
KK, OTHER_KK = "kk_1", "kk_2"
CARD, OTHER_CARD = (card_id_of("kk", entitlement_id, "") for entitlement_id in (KK, OTHER_KK))
LAST_DAY = date(2027, 3, 31)


@dataclass
class FakeCardSystem:
    """A VehicleRegister that keeps its lists by the same rules and lists one card on a page.

    `calls`: every change that reached it; `pages`: how many it handed out.
    """

    cards: dict[str, Entitlement] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    pages: int = 0
    down: bool = False
    loses_answers: bool = False
    meanwhile: Callable[[], object] | None = None
    """Done once, while a change is on its way here."""

    def entitlement(self, entitlement_id: str) -> Entitlement | None:
        self._expect_up()
        return self.cards.get(entitlement_id)

    def tell(self, entitlement_id: str, change: Change) -> Entitlement | None:
        self._expect_up()
        if self.meanwhile:
            act, self.meanwhile = self.meanwhile, None
            act()
        self.calls.append((change.kind, change.plate))
        card = self.cards.get(entitlement_id)
        if card is None:
            return None
        plates = [plate for plate in card.plates if plate != change.plate]
        if change.kind == "put":
            plates = list(dict.fromkeys([*card.plates, change.plate]))
        if len(plates) > 4:
            raise ChangeRefused
        self.has(entitlement_id, *plates)
        if self.loses_answers:
            raise RegisterUnavailable()
        return self.cards[entitlement_id]

    def entitlements(self, cursor: str) -> Page:
        self._expect_up()
        self.pages += 1
        shown, *rest = [one for one in sorted(self.cards) if one > cursor] or [""]
        return Page((self.cards[shown],) if shown else (), shown if rest else None)

    def has(self, entitlement_id: str, *plates: str, **changes: Any) -> None:
        """The card has those vehicles now, e.g. because its web page was used."""
        known = self.cards.get(entitlement_id) or Entitlement(entitlement_id, True, LAST_DAY, 0, ())
        after = replace(known, plates=plates, **changes)
        if after != known:
            after = replace(after, version=known.version + 1)
        self.cards[entitlement_id] = after

    def _expect_up(self) -> None:
        if self.down:
            raise RegisterUnavailable()


@dataclass
class Street:
    """A city with meters, residents and the card system. `memory`: where its tables are, unless on another engine."""

    memory: MemoryDynamoDB | None = None
    city: City = field(default_factory=City)
    register: FakeCardSystem = field(default_factory=FakeCardSystem)
    sent: list[Message] = field(default_factory=list)

    def resident(self, device_id: str = "dev_a", entitlement_id: str = KK, *plates: str) -> None:
        """Put a card with those vehicles on a phone; both systems know of it."""
        self.register.has(entitlement_id, *plates)
        standing = Standing("active", LAST_DAY, 1)
        link = Link(device_id, self.city.now, CONSENT)
        commit(linked_cards.linking(linked("kk", entitlement_id, "", f"act_{device_id}", standing, link)))
        look_at_garage(entitlement_id, self.register)

    def revoke(self) -> None:
        """The first card is revoked; activation knows it, its vehicles are still to be looked at."""
        self._stands(Standing("revoked", LAST_DAY, 9))

    def ends(self, last_day: date) -> None:
        """The first card gets another last day, and everybody knows it."""
        self.register.has(KK, *self.register.cards[KK].plates, valid_until=last_day)
        self._stands(Standing("active", last_day, 9))
        look_at_garage(KK, self.register)

    def _stands(self, standing: Standing) -> None:
        card = linked_cards.get(CARD)
        assert card is not None
        commit(linked_cards.replacing(card, replace(card, standing=standing)))

    def quote(self, plate: str | None = CAR, device_id: str = "dev_a") -> QuoteAnswer:
        return quote(Quote("B", "open", plate=plate), device_id, self.city.now, editions())

    def start(self, key: str = "key-00000001", device_id: str = "dev_a", **order: Any) -> Stay:
        wanted = {"plate": CAR, "resident_card": CARD} | order
        return self.city.start(self.city.caller(key, device_id), **wanted)

    def runs(self, stay: Stay) -> Stay:
        """The driver approves the hold."""
        self.city.report(self.city.gateway.approve(stay.order_ids[0]))
        return self.city.stay(stay.stay_id)

    def never_approved(self, stay: Stay) -> Stay:
        """The time to approve passes, and the gateway knows of no hold."""
        self.city.later(minutes=16)
        self.city.call_gateway(stay.stay_id)
        return self.city.stay(stay.stay_id)

    def claim(self, plate: str = CAR, key: str = "ticket-0001", partner: str = "meters") -> Claim | None:
        return claim_for_partner(partner, key, plate, self.city.now)

    def release(self, claim: Claim, partner: str = "meters") -> None:
        release_for_partner(partner, claim.discount.plate, claim.discount.holder, self.city.now)

    def available(self, plate: str = CAR) -> bool:
        return is_available(plate, self.city.now)

    def put(self, plate: str, device_id: str = "dev_a", card_id: str | None = None) -> Garage:
        order = VehicleOrder(plate, card_id)
        return add_vehicle(order, device_id, "uk", self.city.now, self.register)[0]

    def take_off(self, plate: str, device_id: str = "dev_a") -> None:
        remove_vehicle(plate, device_id, "uk", self.city.now, self.register)

    def plates(self, device_id: str = "dev_a") -> list[str]:
        garages = own_garages(device_id, self.register, self.city.now)
        return [plate for garage in garages for plate in garage.plates]

    def garage(self, card_id: str = CARD) -> Garage:
        garage = kept_garages.get(card_id)
        assert garage is not None
        return garage

    def tick(self) -> int:
        return tell_card_system(self.register, self.sent.extend, self.city.now)

    def compare(self, seconds: float = 60.0) -> Comparison:
        return compare_vehicles(self.register, self.city.now, seconds)

    def registered(self) -> set[tuple[str, str]]:
        assert self.memory is not None
        items = self.memory.table(RegisteredVehicle).items.values()
        return {(item["plate"]["S"], item["card_id"]["S"]) for item in items}


@contextmanager
def new_street() -> Iterator[Street]:
    of_stays = KeptStay, ClaimedPlate, BookedEntry
    of_cards = LinkedCard, KeptGarage, RegisteredVehicle, TakenDiscount, GrantedClaim, KeptComparison
    memory = MemoryDynamoDB.for_models(*of_stays, *of_cards)
    with installed(memory):
        yield Street(memory)
