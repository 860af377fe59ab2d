"""A person's data: all of it to take away, and all of it gone."""

from chalicelib.clock import utc_now
from chalicelib.complaints.errors import ComplaintUndecided
from chalicelib.complaints.live import files
from chalicelib.devices.audience import PHONE
from chalicelib.http import Api
from chalicelib.me.answer import Export
from chalicelib.me.erase import erase
from chalicelib.me.errors import ErasureUnfinished
from chalicelib.me.export import export
from chalicelib.me.order import ExportQuery
from chalicelib.parking.errors import StayStillRunning
from chalicelib.parking.published_editions import editions
from chalicelib.payments.errors import MoneyNotSettled
from chalicelib.tickets.errors import TicketStillValid

me_api = Api(__name__, tag="Your data")


@me_api.operation(
    "GET",
    "/me/export",
    "All that is kept about this phone and its holder",
    audience=PHONE,
    query=ExportQuery,
    answers=Export,
)
def export_my_data() -> Export:
    """GDPR art. 15 and 20. The pages together are the whole."""
    query = me_api.query(ExportQuery)
    return export(me_api.device_id, query.cursor, utc_now(), me_api.language, editions(), files())


@me_api.operation(
    "DELETE",
    "/me",
    "Erase this phone and its holder's data",
    audience=PHONE,
    status=204,
    refuses=[StayStillRunning, TicketStillValid, MoneyNotSettled, ComplaintUndecided, ErasureUnfinished],
)
def erase_my_data() -> None:
    """GDPR art. 17. Paid stays, sold tickets and decided complaints stay as long as the law wants, of nobody.

    Safe to repeat: after `erasure_unfinished` or a lost answer the same request goes on. A ticket that is charged month
    by month is stopped with `DELETE /subscriptions/{subscription_id}` first. Cards come off the phone;
    they and their vehicles stay with their registers.
    """
    erase(me_api.device_id, utc_now(), files())
