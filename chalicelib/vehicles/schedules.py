"""The Lambdas of vehicles that are not routes: telling the card system, and the nightly comparison."""

from chalice.app import Blueprint, CloudWatchEvent, Cron, Rate

from chalicelib.clock import utc_now
from chalicelib.jobs import job
from chalicelib.notifications.send import send
from chalicelib.vehicles.compare_vehicles import compare_vehicles
from chalicelib.vehicles.live import vehicle_register
from chalicelib.vehicles.tell_card_system import tell_card_system

vehicle_jobs = Blueprint(__name__)


@vehicle_jobs.schedule(Rate(1, unit=Rate.MINUTES), name="tell_card_system")
@job
def tell_due_changes(event: CloudWatchEvent) -> int:  # noqa: ARG001 - every tick says the same
    """Tell the card system of the vehicles that phones put on cards or took off."""
    return tell_card_system(vehicle_register(), send, utc_now())


# Five times a night: what one run could not finish the next goes on with. Until 4:40 UTC nobody pays for parking.
@vehicle_jobs.schedule(Cron(30, "0,1,2,3,4", "*", "*", "?", "*"), name="compare_vehicles")
@job
def compare_all_vehicles(event: CloudWatchEvent) -> int:  # noqa: ARG001 - every run says the same
    """Compare all lists with the card system; return how many differed this night."""
    return compare_vehicles(vehicle_register(), utc_now()).differing
