"""Use case: tell a phone what a stay from now would cost at most, before it starts."""

from datetime import datetime

from chalicelib.money import Money
from chalicelib.parking.answer import QuoteAnswer
from chalicelib.parking.edition import Editions
from chalicelib.parking.fee_answer import fee_line
from chalicelib.parking.offer import offer
from chalicelib.parking.order import Quote
from chalicelib.plate import normalised
from chalicelib.vehicles.find_discount import find_resident_card
from chalicelib.warsaw import in_warsaw


def quote(order: Quote, device_id: str, now: datetime, editions: Editions) -> QuoteAnswer:
    """Return the price of the whole stay and what would be held; nothing is recorded, no resident's price claimed.

    Raises what a start would: InvalidPlate, ParkingIsFree, UnknownSubzone and a limit's errors.
    """
    card = find_resident_card(normalised(order.plate), device_id, now) if order.plate else None
    offered = offer(editions, order.subzone, order.kind, order.until, now, resident=card is not None)
    return QuoteAnswer(
        hold=Money(offered.hold_grosze),
        fee=Money(offered.fee.total_grosze),
        charged_from=in_warsaw(offered.charged_from),
        ends_at=in_warsaw(offered.ends_at),
        resident=card is not None,
        resident_card=card,
        lines=[fee_line(line) for line in offered.fee.lines],
        edition=offered.fee.edition_id,
        source=offered.fee.source,
    )
