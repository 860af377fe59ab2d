"""Use case: a phone's stays, newest first, a page at a time."""

from datetime import datetime

from chalicelib.cursor import paged
from chalicelib.parking import kept_stays
from chalicelib.parking.answer import StayPage, stay_answer
from chalicelib.parking.edition import Editions
from chalicelib.parking.order import HistoryPage
from chalicelib.parking.stop import fee_until


def history(device_id: str, page: HistoryPage, now: datetime, editions: Editions) -> StayPage:
    """Return one page; raises InvalidCursor for a cursor of another phone or one that is not ours."""
    stays, next_cursor = paged(
        f"stays:{device_id}", page.cursor, lambda after: kept_stays.of_device(device_id, page.limit, after)
    )
    return StayPage([stay_answer(stay, now, fee_until(stay, editions)) for stay in stays], next_cursor)
