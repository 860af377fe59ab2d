"""Every attribute that any table keeps: what it is to a person, why it is kept, how long, what erasing does to it.

The one place that says so, area by area in `records/`; `docs/privacy.md` is written from it (`python -m
chalicelib.me.describe`). A test holds it against the tables, so a new attribute is not finished until it stands here,
and against each table's time-to-live.
"""

from chalicelib.me.field import Record
from chalicelib.me.records.books import BOOKS
from chalicelib.me.records.cards import CARDS
from chalicelib.me.records.parking import PARKING
from chalicelib.me.records.phones import PHONES
from chalicelib.me.records.tickets import TICKETS

REGISTRY: dict[str, Record] = PHONES | PARKING | TICKETS | BOOKS | CARDS
"""By the table's name without the stage."""
