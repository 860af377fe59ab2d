"""The nightly Lambda, as AWS and as an operator's command invoke it."""

import io
import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from chalice.test import Client

from app import app
from chalicelib import aws as real_aws
from chalicelib import config
from chalicelib.clock import utc_now
from chalicelib.payments import live
from chalicelib.payments.booked_entries import BookedEntry, book
from chalicelib.payments.entry import Entry
from chalicelib.payments.found_differences import FoundDifference
from chalicelib.payments.imported_reports import ImportedReports
from chalicelib.payments.kept_reconciliations import KeptReconciliation
from chalicelib.payments.order_reconciliation import order_reconciliation
from chalicelib.payments.show_reconciliation import show_reconciliation
from chalicelib.storage import commit
from chalicelib.warsaw import warsaw_day
from tests.fakes_charge import FakeChargeGateway
from tests.payments.books import DAY, NIGHT, Books, at

BUCKET = "mkrakow-test-settlements-123456789012"
HEADER = b"orderID,remoteID,amount,currency,kind,time\r\n"


@pytest.fixture
def night(aws, tables, monkeypatch):
    """A city whose payments of one day are booked, and a bucket without a report."""
    tables(BookedEntry, FoundDifference, KeptReconciliation)
    aws("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    monkeypatch.setattr(config, "SETTLEMENTS_BUCKET", BUCKET)
    books = Books()
    charges = FakeChargeGateway(lambda: books.now)
    monkeypatch.setattr(live, "gateway", lambda: books.gateway)
    monkeypatch.setattr(live, "charge_gateway", lambda: charges)
    with time_machine.travel(NIGHT + timedelta(days=2)):
        yield SimpleNamespace(books=books, charges=charges, reports=ImportedReports(aws("s3"), BUCKET))


def booked(books):
    for entry in books.entries:
        commit(book(entry))


def run(**detail):
    with Client(app) as client:
        event = client.events.generate_cw_event("aws.events", "Scheduled Event", detail, [])
        return client.lambda_.invoke("reconcile_yesterday", event).payload


def test_a_night_compares_yesterday(night):
    yesterday = warsaw_day(utc_now()) - timedelta(days=1)
    night.books.now = at(12, 0, yesterday)
    night.books.capture("stay_a_1")
    booked(night.books)
    assert run() is True
    assert show_reconciliation(yesterday).run.equal == 1


def test_a_day_is_compared_with_its_report_where_one_is(night):
    night.books.capture("stay_a_1")
    booked(night.books)
    assert run(day=DAY.isoformat()) is True
    assert show_reconciliation(DAY).differences == []
    night.reports.keep(DAY, HEADER)
    assert run(day=DAY.isoformat()) is True
    (only_ours,) = show_reconciliation(DAY).differences
    assert only_ours.list_name == "only_ours"


def test_only_the_night_of_a_complete_yesterday_keeps_the_alarm_quiet(night, caplog):
    night.books.capture("stay_a_1")
    booked(night.books)
    night.books.gateway.lose_next_answer("reports", applied=False)
    run(day=DAY.isoformat())
    run(day=DAY.isoformat())
    run()
    told = [one for one in caplog.records if one.getMessage() == "reconciled" and one.owner == "city"]
    assert [(record.complete, record.reconciled) for record in told] == [(False, False), (True, False), (True, True)]


def test_a_report_that_cannot_be_read_fails_the_run(night, aws):
    aws("s3").put_object(Bucket=BUCKET, Key=f"settlement/{DAY}.csv", Body=b"not a report")
    with pytest.raises(ValueError, match="line 1"):
        run(day=DAY.isoformat())
    assert show_reconciliation(DAY).run is None


def test_a_day_that_was_never_compared_has_no_run(night):
    assert (show_reconciliation(DAY).run, show_reconciliation(DAY).differences) == (None, [])


def test_what_an_operator_orders_is_an_event_that_the_lambda_understands(night, monkeypatch):
    ordered = []
    lambdas = SimpleNamespace(invoke=lambda **call: ordered.append(call))
    with monkeypatch.context() as patched:
        patched.setattr(real_aws, "client", lambda service: {"lambda": lambdas}[service])
        order_reconciliation(DAY, "city", NIGHT, afresh=True)
    (call,) = ordered
    assert (call["FunctionName"], call["InvocationType"]) == ("mkrakow-test-reconcile_yesterday", "Event")
    event = json.load(io.BytesIO(call["Payload"]))
    assert event["detail"] == {"day": "2026-12-07", "owner": "city", "afresh": True}
    with Client(app) as client:
        assert client.lambda_.invoke("reconcile_yesterday", event).payload is True
    assert show_reconciliation(DAY).run.complete


def test_a_night_compares_both_gateways_each_with_its_own_books(night):
    yesterday = warsaw_day(utc_now()) - timedelta(days=1)
    night.books.now = at(12, 0, yesterday)
    night.books.capture("stay_a_1")
    booked(night.books)
    commit(book(charged(night.books.now)))
    assert run() is True
    assert show_reconciliation(yesterday).differences == []
    assert show_reconciliation(yesterday).run.equal == 1
    [only_ours] = show_reconciliation(yesterday, "mpk").differences
    assert (only_ours.order_id, only_ours.list_name) == ("tkt_a_1", "only_ours")
    assert ("reports", "tkt_a_1") not in night.books.gateway.calls


def test_one_owners_day_is_compared_alone_where_an_operator_orders_it(night):
    assert run(day=DAY.isoformat(), owner="mpk") is True
    assert show_reconciliation(DAY).run is None
    assert show_reconciliation(DAY, "mpk").run.complete


@pytest.mark.parametrize(("folder", "other"), [("settlement", "mpk"), ("settlement/mpk", "city")])
def test_one_gateways_bad_report_does_not_keep_the_other_from_being_compared(night, aws, folder, other):
    aws("s3").put_object(Bucket=BUCKET, Key=f"{folder}/{DAY}.csv", Body=b"not a report")
    with pytest.raises(ValueError, match="line 1"):
        run(day=DAY.isoformat())
    assert show_reconciliation(DAY, other).run.complete


def test_each_gateways_report_is_kept_apart(night):
    ImportedReports(real_aws.client("s3"), BUCKET, "mpk").keep(DAY, HEADER)
    assert night.reports.of_day(DAY) is None
    assert ImportedReports(real_aws.client("s3"), BUCKET, "mpk").of_day(DAY) == ()


def charged(moment):
    lines = (("mpk:gateway", 9900), ("mpk:tickets", -9900))
    return Entry("tkt_a_1", "captured", moment, lines, report=f"T1 paid 9900 {moment:%Y-%m-%dT%H:%M:%SZ}")
