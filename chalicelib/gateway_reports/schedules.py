"""The Lambda that looks nightly for what the gateways did and nobody told: the reconciliation."""

import time
from datetime import date, timedelta

from chalice.app import Blueprint, CloudWatchEvent, Cron

from chalicelib import aws, config
from chalicelib.clock import utc_now
from chalicelib.jobs import job
from chalicelib.log import logger
from chalicelib.payments.owner import OWNERS, Owner
from chalicelib.warsaw import warsaw_day

gateway_report_jobs = Blueprint(__name__)

_SECONDS = 480.0
"""Of the Lambda's ten minutes; what one gateway leaves of its share is the next one's."""


# Twice a night: what the first run could not finish the second goes on with, and both say that the day is complete.
@gateway_report_jobs.schedule(Cron(30, "2,4", "*", "*", "?", "*"), name="reconcile_yesterday")
@job
def reconcile_yesterday(event: CloudWatchEvent) -> bool:
    """Compare yesterday with each gateway, or what an operator ordered; tell whether all of it is complete.

    A gateway that fails does not keep the other from being compared; it fails the run afterwards.
    """
    yesterday = warsaw_day(utc_now()) - timedelta(days=1)
    day = date.fromisoformat(event.detail.get("day", yesterday.isoformat()))
    owners: list[Owner] = [owner for owner in OWNERS if event.detail.get("owner", owner) == owner]
    deadline, complete, failed = time.monotonic() + _SECONDS, [], None
    for number, owner in enumerate(owners):
        seconds = (deadline - time.monotonic()) / (len(owners) - number)
        try:
            afresh = bool(event.detail.get("afresh"))
            complete.append(_reconciled(day, owner, seconds, afresh=afresh, counts=day == yesterday))
        except Exception as error:  # noqa: BLE001 - raised again below
            logger.exception("a gateway could not be compared", owner=owner, day=day.isoformat())
            failed = error
    if failed:
        raise failed
    return all(complete)


def _reconciled(day: date, owner: Owner, seconds: float, *, afresh: bool, counts: bool) -> bool:
    """`counts`: the alarm of days that were not compared listens for this one."""
    from chalicelib.gateway_reports.hand_on import tell_of_charge, tell_of_parking
    from chalicelib.payments.imported_reports import ImportedReports
    from chalicelib.payments.live import charge_gateway, gateway
    from chalicelib.payments.reconcile import BOOKED, reconcile

    report = ImportedReports(aws.client("s3"), config.SETTLEMENTS_BUCKET, owner).of_day(day)
    record, tell = (gateway(), tell_of_parking) if owner == "city" else (charge_gateway(), tell_of_charge)
    run = reconcile(
        day,
        utc_now(),
        record,
        BOOKED,
        report,
        tell=lambda untold: tell(untold, utc_now()),
        owner=owner,
        seconds=seconds,
        afresh=afresh,
    )
    logger.info(
        "reconciled",
        reconciled=run.complete and counts,
        owner=owner,
        day=day.isoformat(),
        complete=run.complete,
        source="status queries" if report is None else "settlement report",
        orders=run.orders,
        equal=run.equal,
        only_ours=run.only_ours,
        only_theirs=run.only_theirs,
        different=run.different,
        unanswered=len(run.unanswered),
    )
    return run.complete
