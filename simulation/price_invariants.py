"""What must be true of the resident's price after every step, and when a world has settled: one vehicle a card."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from chalicelib import config
from chalicelib.parking.stay import Stay
from chalicelib.storage import RawItem, Table
from chalicelib.vehicles.discount import free_at_the_end
from chalicelib.vehicles.granted_claims import GrantedClaim
from chalicelib.vehicles.taken_discounts import TakenDiscount
from chalicelib.warsaw import warsaw_day
from simulation.feed import Feed
from simulation.promise import require
from simulation.world import World

Model = TypeVar("Model", bound=Table)
CardsDay = tuple[str, str]


@dataclass(frozen=True)
class _Taken:
    """Who has the price of a card on a day, as it is kept."""

    of: CardsDay
    plate: str
    holders: frozenset[str]


class PriceInvariants:
    """Watches the cards of a world: `check` after each step, `check_settled` in the end.

    Whom the price is due to is worked out from the stays and the partners' claims alone, and it must be exactly what
    is kept: so nobody has it twice, nobody keeps it who does not park, and nobody loses it who does.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.taken: dict[CardsDay, _Taken] = {}
        self._due: dict[CardsDay, dict[str, str]] = defaultdict(dict)
        """The vehicle of each stay and claim that is to have the price."""
        self._released: set[str] = set()
        self._over = {"unpaid", "stopped"} if _ends_with_the_stay() else {"unpaid"}
        self._discounts = Feed(world.tables, TakenDiscount, _taken, lambda taken: str(taken.of))
        self._claims = Feed(world.tables, GrantedClaim, _item_of(GrantedClaim), lambda claim: claim.claim_id)
        self._seen = 0

    def check(self) -> None:
        """Look at what changed in this step."""
        touched: set[CardsDay] = set()
        for _, taken in self._discounts.unfollowed():
            self.taken[taken.of] = taken
            touched.add(taken.of)
        for _, claim in self._claims.unfollowed():
            if claim.released_at:
                self._released.add(claim.claim_id)
            touched.add(self._note((claim.card_id, claim.day), claim.claim_id, claim.plate, not claim.released_at))
        stays = self.world.stays.changes()
        if len(stays) > self._seen:
            touched |= {self._note_stay(stay) for _, stay in stays[self._seen :] if stay.resident}
            self._seen = len(stays)
        for of in touched:
            self._check_one(of)

    def _note_stay(self, stay: Stay) -> CardsDay:
        require(bool(stay.resident_card), "a resident's price without a card", stay)
        of = stay.resident_card, warsaw_day(stay.requested_at).isoformat()
        return self._note(of, stay.stay_id, stay.plate, stay.state not in self._over)

    def _note(self, of: CardsDay, holder: str, plate: str, due: bool) -> CardsDay:
        self._due[of].pop(holder, None)
        if due:
            self._due[of][holder] = plate
        return of

    def _check_one(self, of: CardsDay) -> None:
        due, taken = self._due[of], self.taken.get(of)
        require(len(set(due.values())) <= 1, "two vehicles at one card's price", (of, due))
        require(
            due.keys() == (taken.holders if taken else set()), "the price is not with whom it belongs", (due, taken)
        )
        require(not due or taken is None or taken.plate in due.values(), "the price is another vehicle's", (due, taken))

    def check_settled(self) -> None:
        """What a partner was told stands, and what it gave back is nobody's."""
        held = {holder for taken in self.taken.values() for holder in taken.holders}
        for claim_id, its in self.world.claimed.items():
            require(its == (claim_id in held), "a partner was told something else", claim_id)
            require(its == (claim_id not in self._released), "a claim is not as it was left", claim_id)


def _ends_with_the_stay() -> bool:
    return free_at_the_end(config.RESIDENT_PRICE_POLICY)


def _taken(image: RawItem) -> _Taken:
    item = _item_of(TakenDiscount)(image)
    return _Taken((item.card_id, item.day), item.plate or "", frozenset(item.holders or ()))


def _item_of(model: type[Model]) -> Callable[[RawItem], Model]:
    def read(image: RawItem) -> Model:
        item = model()
        item.deserialize(image)
        return item

    return read
