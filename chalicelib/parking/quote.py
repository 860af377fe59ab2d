"""Use case: tell a phone what a stay from now would cost at most, before it starts."""

from datetime import datetime

from chalicelib.clock import in_warsaw
from chalicelib.money import Money
from chalicelib.parking.answer import QuoteAnswer
from chalicelib.parking.edition import Editions
from chalicelib.parking.fee_answer import fee_line
from chalicelib.parking.offer import offer
from chalicelib.parking.order import Quote


def quote(order: Quote, now: datetime, editions: Editions) -> QuoteAnswer:
    """Return the price of the whole stay and what would be held; nothing is recorded.

    Raises what a start would: ParkingIsFree, UnknownSubzone and a limit's errors.
    """
    offered = offer(editions, order.subzone, order.kind, order.until, now, resident=False)
    return QuoteAnswer(
        hold=Money(offered.hold_grosze),
        fee=Money(offered.fee.total_grosze),
        charged_from=in_warsaw(offered.charged_from),
        ends_at=in_warsaw(offered.ends_at),
        resident=False,
        lines=[fee_line(line) for line in offered.fee.lines],
        edition=offered.fee.edition_id,
        source=offered.fee.source,
    )
