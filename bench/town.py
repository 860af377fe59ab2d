"""The product's tables on the engine and drivers in them, through its own use cases."""

from datetime import datetime

from chalicelib import aws, storage
from chalicelib.activation.counted_sends import CountedSend
from chalicelib.activation.linked_cards import LinkedCard
from chalicelib.activation.started_activations import StartedActivation
from chalicelib.credentials.recorded_looks import RecordedLook
from chalicelib.devices.registered_devices import RegisteredDevice
from chalicelib.devices.used_assertions import UsedAssertion
from chalicelib.notifications.registered_endpoints import RegisteredEndpoint
from chalicelib.parking.claimed_plates import ClaimedPlate
from chalicelib.parking.kept_stays import KeptStay
from chalicelib.parking.recorded_inspections import RecordedInspection
from chalicelib.parking.stay import Stay
from chalicelib.payments.booked_entries import BookedEntry
from chalicelib.payments.port import HoldOrder, HoldStarted
from chalicelib.tickets.kept_tickets import KeptTicket
from chalicelib.vehicles.kept_garages import KeptGarage
from chalicelib.vehicles.registered_vehicles import RegisteredVehicle
from chalicelib.vehicles.taken_discounts import TakenDiscount
from chalicelib.warsaw import WARSAW
from tests.fakes import FakeGateway
from tests.parking.city import City

MONDAY = datetime(2026, 11, 16, 10, 0, tzinfo=WARSAW)
"""A paid hour before the day this was written: whatever is planned for that day is due by any real clock."""

TERMS = "2026-11-01"
"""In force on that day."""

EMAIL = "aleksandra.wisniewska-kowal@post.example"
REDIRECT_URL = "https://pay.autopay.example/payment/continue/9IA2UISN/718GTV5E/" + "c" * 27
"""As long as they are in earnest: 40 and 90 characters."""

TABLES = (
    KeptStay,
    ClaimedPlate,
    BookedEntry,
    RegisteredDevice,
    UsedAssertion,
    RegisteredEndpoint,
    RecordedInspection,
    LinkedCard,
    KeptGarage,
    RegisteredVehicle,
    TakenDiscount,
    StartedActivation,
    CountedSend,
    KeptTicket,
    RecordedLook,
)


def forget() -> None:
    """Let go of the engine that the product is connected to."""
    storage.connection.cache_clear()
    aws.client.cache_clear()
    for table in TABLES:
        table._connection = None


def found() -> None:
    """Connect the product to the engine that the environment names, and create every table there."""
    forget()
    for table in TABLES:
        table.create_table(billing_mode="PAY_PER_REQUEST")


def device_of(number: int) -> str:
    return f"dev_{number:024d}"


def plate_of(number: int) -> str:
    return f"KR{number:06d}"


def started(city: City, number: int, **wishes: object) -> Stay:
    """Start the stay of driver `number`, whose phone and car are nobody else's."""
    caller = city.caller(f"key-{number:032d}", device_of(number))
    return city.start(caller, plate=plate_of(number), email=EMAIL, terms_version=TERMS, **wishes)


def running(city: City, number: int, **wishes: object) -> Stay:
    """Start the stay and confirm its hold."""
    stay = started(city, number, **wishes)
    city.report(city.gateway.approve(stay.order_ids[0]))
    return city.stay(stay.stay_id)


class GatewayWithLongAddresses(FakeGateway):
    def start_hold(self, order: HoldOrder) -> HoldStarted:
        return HoldStarted(super().start_hold(order).remote_id, REDIRECT_URL)


def city(now: datetime = MONDAY) -> City:
    """Return a city whose clock stands at `now` and whose gateway is honest."""
    founded = City(now=now)
    founded.gateway = GatewayWithLongAddresses(lambda: founded.now)
    return founded
