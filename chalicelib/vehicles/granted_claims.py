"""What partners were granted. Keyed by partner and its Idempotency-Key, so a repeat meets the first claim."""

from datetime import UTC, date, datetime, time
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib import config
from chalicelib.storage import MomentAttribute, Put, RawItem, Stale, Table, Update, epoch_seconds
from chalicelib.vehicles.claim import Claim
from chalicelib.vehicles.discount import Discount
from chalicelib.vehicles.taken_discounts import KEPT


class GrantedClaim(Table):
    class Meta:
        table_name = config.table_name("claims")
        region = config.REGION

    claim_id = UnicodeAttribute(hash_key=True)
    partner = UnicodeAttribute()
    card_id = UnicodeAttribute()
    day = UnicodeAttribute()
    plate = UnicodeAttribute()
    released_at = MomentAttribute(null=True)
    expires_at = NumberAttribute()


class Repeated(Exception):
    """A claim was granted for this key before; `claim` is that one."""

    def __init__(self, image: RawItem | None) -> None:
        super().__init__()
        item = GrantedClaim()
        item.deserialize(image or {})
        self.claim = _claim(item)


def keep_new(claim: Claim) -> Put:
    """Return the write of a new claim; refused as Repeated when its id is taken."""
    discount = claim.discount
    item = GrantedClaim(
        discount.holder,
        partner=claim.partner,
        card_id=discount.card_id,
        day=discount.day.isoformat(),
        plate=discount.plate,
        expires_at=epoch_seconds(datetime.combine(discount.day, time(), UTC) + KEPT),
    )
    return Put(item, GrantedClaim.claim_id.does_not_exist(), Repeated)


def releasing(claim: Claim, now: datetime) -> Update:
    """Return the write that the price was given back; refused as Stale for a second time."""
    actions: list[Any] = [GrantedClaim.released_at.set(now)]
    unreleased = GrantedClaim.claim_id.exists() & GrantedClaim.released_at.does_not_exist()
    return Update(GrantedClaim(claim.discount.holder), unreleased, Stale, actions)


def get(claim_id: str) -> Claim | None:
    """Return the claim as it is now (strong read)."""
    try:
        return _claim(GrantedClaim.get(claim_id, consistent_read=True))
    except GrantedClaim.DoesNotExist:
        return None


def _claim(item: GrantedClaim) -> Claim:
    discount = Discount(item.card_id, date.fromisoformat(item.day), item.plate, item.claim_id)
    return Claim(item.partner, discount, item.released_at)
