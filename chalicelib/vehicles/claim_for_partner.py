"""Use cases: a partner asks for the resident's price, claims it for a ticket, and gives it back.

The claim is the one that a start makes, so a meter and the app never give a card's price to two vehicles. A partner
learns yes or no, and nothing of the card or whose it is.
"""

from contextlib import suppress
from datetime import date, datetime

from chalicelib import ids
from chalicelib.errors import IdempotencyKeyReused
from chalicelib.plate import normalised
from chalicelib.storage import Stale, commit
from chalicelib.vehicles import granted_claims, registered_vehicles, taken_discounts
from chalicelib.vehicles.claim import Claim
from chalicelib.vehicles.discount import Discount
from chalicelib.vehicles.errors import ClaimUnknown, ResidentPriceNotAvailable
from chalicelib.warsaw import warsaw_day


def is_available(plate: str, now: datetime) -> bool:
    """Tell whether some card would give its price to the (normalised) plate now; nothing is claimed."""
    return bool(_giving(plate, warsaw_day(now)))


def claim_for_partner(partner: str, key: str, plate: str, now: datetime) -> Claim | None:
    """Claim the price of a card that has the vehicle for today; None where none gives it.

    Safe to repeat with the same key: the first claim is answered, and None once it was given back. Raises InvalidPlate,
    or IdempotencyKeyReused for another vehicle.
    """
    wanted, day = normalised(plate), warsaw_day(now)
    claim_id = ids.derived_id("claim", partner, key)
    for card_id in _giving(wanted, day):
        claim = Claim(partner, Discount(card_id, day, wanted, claim_id))
        try:
            commit(
                granted_claims.keep_new(claim),
                registered_vehicles.still_registered(wanted, card_id, day),
                taken_discounts.taking(claim.discount),
            )
            return claim
        except granted_claims.Repeated as earlier:
            return _repeated(earlier.claim, wanted)
        except ResidentPriceNotAvailable:
            continue
    known = granted_claims.get(claim_id)  # what was right at the first attempt may not be at its repeat
    return _repeated(known, wanted) if known else None


def release_for_partner(partner: str, plate: str, claim_id: str, now: datetime) -> None:
    """Give a claimed price back, e.g. because no ticket was printed; a repeat changes nothing.

    Raises InvalidPlate, or ClaimUnknown for a claim that is not this partner's or is for another vehicle.
    """
    claim = granted_claims.get(claim_id)
    if claim is None or claim.partner != partner or claim.discount.plate != normalised(plate):
        raise ClaimUnknown()
    with suppress(Stale):
        commit(granted_claims.releasing(claim, now), taken_discounts.letting_go(claim.discount))


def _giving(plate: str, day: date) -> list[str]:
    """Return the cards that would give their price to the plate, one whose price it has already before the others.

    A plate that is on no card costs the same reads as one whose cards have given theirs away: else a partner could
    tell the two apart by the time.
    """
    cards = registered_vehicles.cards_of(plate, day)
    free = taken_discounts.free_among(cards or [ids.derived_id("card", plate)], day, plate)
    return free if cards else []


def _repeated(claim: Claim, plate: str) -> Claim | None:
    if claim.discount.plate != plate:
        raise IdempotencyKeyReused()
    return None if claim.released_at else claim
