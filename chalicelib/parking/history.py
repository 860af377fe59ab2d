"""Use case: a phone's stays, newest first, a page at a time."""

from datetime import datetime

from chalicelib.cursor import seal, unseal
from chalicelib.parking import kept_stays
from chalicelib.parking.answer import StayPage, stay_answer
from chalicelib.parking.edition import Editions
from chalicelib.parking.order import HistoryPage
from chalicelib.parking.stop import fee_until
from chalicelib.secret_values import secret


def history(device_id: str, page: HistoryPage, now: datetime, editions: Editions) -> StayPage:
    """Return one page; raises InvalidCursor for a cursor of another phone or one that is not ours."""
    list_name = f"stays:{device_id}"
    after = unseal(page.cursor, list_name, secret("cursors/key")) if page.cursor else None
    stays, position = kept_stays.of_device(device_id, page.limit, after)
    next_cursor = seal(position, list_name, secret("cursors/key")) if position else None
    return StayPage([stay_answer(stay, now, fee_until(stay, editions)) for stay in stays], next_cursor)
