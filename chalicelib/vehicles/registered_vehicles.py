"""Which cards a plate is on, by plate: what a start requires and a partner asks. A copy of the garages.

It is written in the transaction that changes the garage and under the garage's version, so nothing else guards it.
"""

from collections.abc import Iterable
from datetime import date

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib import config
from chalicelib.storage import Check, Delete, Put, Stale, Table
from chalicelib.vehicles.errors import ResidentPriceNotAvailable


class RegisteredVehicle(Table):
    """`until`: the last day on which the card gives its price; missing for a card that is not active."""

    class Meta:
        table_name = config.table_name("registrations")
        region = config.REGION

    plate = UnicodeAttribute(hash_key=True)
    card_id = UnicodeAttribute(range_key=True)
    until = UnicodeAttribute(null=True)
    expires_at = NumberAttribute()


def registering(plate: str, card_id: str, until: date | None, expires_at: int) -> Put:
    """Return the write of a vehicle on a card."""
    last_day = until.isoformat() if until else None
    return Put(RegisteredVehicle(plate, card_id, until=last_day, expires_at=expires_at), None, Stale)


def deregistering(plate: str, card_id: str) -> Delete:
    """Return the write that takes a vehicle off a card."""
    return Delete(RegisteredVehicle(plate, card_id))


def still_registered(plate: str, card_id: str, day: date) -> Check:
    """Return the check that the vehicle is on the card and the card valid; refused as ResidentPriceNotAvailable."""
    return Check(
        RegisteredVehicle,
        plate,
        RegisteredVehicle.until >= day.isoformat(),
        lambda _: ResidentPriceNotAvailable(reason="not_registered"),
        range_key=card_id,
    )


def among(plate: str, card_ids: Iterable[str], day: date) -> list[str]:
    """Return those of the cards that give their price to the vehicle on that day, in their order (strong read)."""
    wanted = list(card_ids)
    if not wanted:
        return []
    items = RegisteredVehicle.batch_get([(plate, card_id) for card_id in wanted], consistent_read=True)
    giving = {item.card_id for item in items if _gives(item, day)}
    return [card_id for card_id in wanted if card_id in giving]


def cards_of(plate: str, day: date) -> list[str]:
    """Return all cards that give their price to the vehicle on that day (strong read)."""
    items = RegisteredVehicle.query(plate, consistent_read=True)
    return [item.card_id for item in items if _gives(item, day)]


def _gives(item: RegisteredVehicle, day: date) -> bool:
    return item.until is not None and item.until >= day.isoformat()
