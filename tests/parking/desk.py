"""The operators' desk for a stay's money: whose hands they are, and what their decisions leave behind."""

from chalicelib.audit import recorded_entries
from chalicelib.audit.entry import AuditEntry
from chalicelib.parking.stay import Stay
from chalicelib.payments.payment import Payment
from tests.parking.city import City

ANNA = ("anna", "the driver called")
"""Who decides, and why."""


def captured(city: City) -> Stay:
    """A stay of an hour whose fee of 8 zł was taken."""
    stay = city.running()
    city.later(hours=1)
    city.stop(stay.stay_id)
    city.call_gateway(stay.stay_id)
    city.report(city.report_of(stay.order_ids[0]))
    assert payment(city, stay).captured_grosze == 800
    return stay


def payment(city: City, stay: Stay, number: int = 0) -> Payment:
    """The payment as it is kept now."""
    return city.stay(stay.stay_id).holds[number].payment


def audit() -> list[AuditEntry]:
    return recorded_entries.of_area("payments", 10, None)[0]
