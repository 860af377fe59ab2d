"""The Lambda of additional fares that is not a route: the minute tick, which makes their gateway calls itself."""

from chalice.app import Blueprint, CloudWatchEvent, Rate

from chalicelib.additional_fares.take_due import take_due
from chalicelib.clock import utc_now
from chalicelib.jobs import job
from chalicelib.payments.live import charge_gateway

additional_fare_jobs = Blueprint(__name__)


@additional_fare_jobs.schedule(Rate(1, unit=Rate.MINUTES), name="take_due_demands")
@job
def take_due_demands(event: CloudWatchEvent) -> int:  # noqa: ARG001 - every tick says the same
    """Ask about what nobody paid, and send back what has to go back."""
    return take_due(utc_now(), charge_gateway())
