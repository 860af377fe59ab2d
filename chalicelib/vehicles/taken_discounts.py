"""Who has a card's price today. Keyed by card and day, so DynamoDB itself refuses a second vehicle."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.expressions.condition import Condition

from chalicelib import config
from chalicelib.storage import Stale, Table, Update, epoch_seconds
from chalicelib.vehicles.discount import Discount
from chalicelib.vehicles.errors import ResidentPriceNotAvailable

KEPT = timedelta(days=62)
"""Past any complaint about its day."""


class TakenDiscount(Table):
    """`holders`: the stays and claims of `plate` that have the price; missing when nobody has it."""

    class Meta:
        table_name = config.table_name("discounts")
        region = config.REGION

    card_id = UnicodeAttribute(hash_key=True)
    day = UnicodeAttribute(range_key=True)
    plate = UnicodeAttribute()
    holders = UnicodeSetAttribute(null=True)
    expires_at = NumberAttribute()


def taking(discount: Discount) -> Update:
    """Return the write that takes the price, again without harm; refused when another vehicle has it."""
    free: Condition = TakenDiscount.holders.does_not_exist() | (TakenDiscount.plate == discount.plate)
    actions = [
        TakenDiscount.plate.set(discount.plate),
        TakenDiscount.holders.add({discount.holder}),
        TakenDiscount.expires_at.set(_expiry(discount.day)),
    ]
    return Update(_key(discount), free, lambda _: ResidentPriceNotAvailable(reason="taken"), actions)


def letting_go(discount: Discount) -> Update:
    """Return the write that gives the price back; it changes nothing for who does not have it."""
    actions = [
        TakenDiscount.holders.delete({discount.holder}),
        TakenDiscount.expires_at.set(_expiry(discount.day)),
    ]
    return Update(_key(discount), None, Stale, actions)


def free_among(card_ids: Iterable[str], day: date, plate: str) -> list[str]:
    """Return those of the cards whose price the vehicle can have on that day (strong read).

    First those whose price it has already, so that it never takes a second one; else in their order.
    """
    wanted = list(card_ids)
    if not wanted:
        return []
    items = TakenDiscount.batch_get([(card_id, day.isoformat()) for card_id in wanted], consistent_read=True)
    holder_of = {item.card_id: item.plate for item in items if item.holders}
    free = [card_id for card_id in wanted if holder_of.get(card_id, plate) == plate]
    return sorted(free, key=lambda card_id: card_id not in holder_of)


def _key(discount: Discount) -> TakenDiscount:
    return TakenDiscount(discount.card_id, discount.day.isoformat())


def _expiry(day: date) -> int:
    return epoch_seconds(datetime.combine(day, time(), UTC) + KEPT)
