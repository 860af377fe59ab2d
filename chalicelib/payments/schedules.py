"""The Lambda of payments that is not a route: the nightly reconciliation."""

from datetime import date, timedelta

from chalice.app import Blueprint, CloudWatchEvent, Cron

from chalicelib import aws, config
from chalicelib.clock import in_warsaw, utc_now
from chalicelib.jobs import job
from chalicelib.log import logger

payment_jobs = Blueprint(__name__)


# Twice a night: what the first run could not finish the second goes on with, and both say that the day is complete.
@payment_jobs.schedule(Cron(30, "2,4", "*", "*", "?", "*"), name="reconcile_yesterday")
@job
def reconcile_yesterday(event: CloudWatchEvent) -> bool:
    """Compare yesterday, or the day that an operator ordered, with the gateway; tell whether it is complete."""
    # app.py imports this module for every start of the API, which never reconciles.
    from chalicelib.payments import booked_entries
    from chalicelib.payments.imported_reports import ImportedReports
    from chalicelib.payments.live import gateway
    from chalicelib.payments.reconcile import Ledger, reconcile

    now = utc_now()
    yesterday = in_warsaw(now).date() - timedelta(days=1)
    day = date.fromisoformat(event.detail.get("day", yesterday.isoformat()))
    ledger = Ledger(booked_entries.of_day, booked_entries.of_order)
    report = ImportedReports(aws.client("s3"), config.SETTLEMENTS_BUCKET).of_day(day)
    run = reconcile(day, now, gateway(), ledger, report, afresh=bool(event.detail.get("afresh")))
    logger.info(
        "reconciled",
        reconciled=run.complete and day == yesterday,
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
