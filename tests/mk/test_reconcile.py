"""Reconciliation at the desk: ordered, looked at, fed with a report, and each difference closed by a person."""

import json
from datetime import date, timedelta

import pytest

from chalicelib.payments import found_differences, kept_reconciliations
from chalicelib.payments.booked_entries import of_order
from chalicelib.payments.difference import found
from chalicelib.payments.found_differences import FoundDifference
from chalicelib.payments.kept_reconciliations import KeptReconciliation
from chalicelib.payments.reconciliation import Reconciliation
from tests.mk.conftest import OPERATOR

DAY = date(2026, 11, 23)
REPORT = b"orderID,remoteID,amount,currency,kind,time\nstay_a_1,R1,8.00,PLN,capture,2026-11-23T10:00:00+01:00\n"


@pytest.fixture
def day(desk, tables):
    """A day on which the gateway took 9 zł of an order where we know of 8."""
    tables(FoundDifference, KeptReconciliation)
    difference = found(DAY, "stay_a_1", "R1", "capture", 800, 900, desk.city.now)
    found_differences.keep(difference)
    night = desk.city.now + timedelta(days=1)
    run = Reconciliation(DAY, "status queries", night, reached_end=True, orders=5, equal=4, different=1)
    kept_reconciliations.keep(run, run)
    return difference


def test_a_day_is_ordered_of_the_lambda_that_has_the_gateways_key(desk, aws):
    ordered = []

    def play(params, **_):
        ordered.append((params["url_path"], json.loads(params["body"])["detail"]))
        return type("Http", (), {"status_code": 202})(), {"StatusCode": 202}

    aws("lambda").meta.events.register("before-call.lambda.Invoke", play)
    status, said = desk("reconcile", "run", "--day", "2026-11-23", "--afresh")
    assert (status, "mk reconcile show --day 2026-11-23" in said) == (0, True)
    [(path, detail)] = ordered
    assert path.startswith("/2015-03-31/functions/mkrakow-test-reconcile_yesterday/")
    assert detail == {"day": "2026-11-23", "owner": "city", "afresh": True}


def test_a_day_is_shown_with_what_it_found(desk, day):
    status, said = desk("reconcile", "show", "--day", "2026-11-23", "--language", "en")
    assert status == 0
    assert said.splitlines() == [
        "2026-11-23: complete; 5 orders, 4 equal, only ours 0, only theirs 0, different 1, unanswered 0",
        f"2026-11-23  city  {day.difference_id}  stay_a_1  capture  ours PLN 8.00, theirs PLN 9.00  open",
    ]
    assert desk("reconcile", "show", "--day", "2026-11-22") == (0, "2026-11-22: nie uzgadniano\n")


def test_without_a_day_what_waits_of_all_days_is_shown(desk, day):
    status, said = desk("reconcile", "show")
    assert (status, said.count("\n"), "u nas 8,00\u00a0zł, u operatora 9,00\u00a0zł  otwarta" in said) == (0, 1, True)


def test_a_program_gets_the_day_whole(desk, day):
    told = desk.json("reconcile", "show", "--day", "2026-11-23")
    assert (told["run"]["complete"], told["run"]["equal"]) == (True, 4)
    assert [one["theirs_grosze"] for one in told["differences"]] == [900]


def test_a_days_report_is_kept_and_a_bad_one_refused_whole(desk, aws, tmp_path):
    bucket, file = "mkrakow-test-settlements-123456789012", tmp_path / "report.csv"
    aws("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    file.write_bytes(REPORT.replace(b"8.00", b"8"))
    status, said = desk("reconcile", "import", str(file), "--day", "2026-11-23")
    assert (status, "line 2: amount" in said) == (1, True)
    assert "Contents" not in aws("s3").list_objects_v2(Bucket=bucket)
    file.write_bytes(REPORT)
    assert desk("reconcile", "import", str(file), "--day", "2026-11-23", "--language", "en") == (
        0,
        "2026-11-23: report kept, 1 lines\n",
    )
    assert aws("s3").get_object(Bucket=bucket, Key="settlement/2026-11-23.csv")["Body"].read() == REPORT


def test_a_difference_is_booked_with_who_and_why(desk, day):
    decision = ("reconcile", "decide", "--day", "2026-11-23", day.difference_id, "booked", "--why", "jest na wyciągu")
    status, said = desk(*decision)
    assert (status, said.endswith("zaksięgowana  jest na wyciągu\n")) == (0, True)
    [entry] = of_order("stay_a_1")
    assert dict(entry.lines) == {"city:gateway": 100, "city:unexplained": -100}
    [audited] = desk.audit("differences")
    assert (audited.who, audited.what, audited.subject_id) == (OPERATOR, "decide", day.difference_id)
    assert f"korekta {day.difference_id}" in desk("payments", "list", "--day", "2026-11-23")[1]
    assert desk(*decision)[0] == 1
    assert desk("reconcile", "show") == (0, "Nic nie czeka.\n")


def test_the_operators_gateway_has_days_of_its_own(desk, day, aws, tmp_path):
    ours = found(DAY, "tkt_a_1", "T1", "capture", 9900, 0, desk.city.now, "mpk")
    found_differences.keep(ours)
    owner = ("--day", "2026-11-23", "--owner", "mpk", "--language", "en")
    assert desk("reconcile", "show", *owner)[1].splitlines() == [
        "2026-11-23: never compared",
        f"2026-11-23  MPK  {ours.difference_id}  tkt_a_1  capture  ours PLN 99.00, theirs PLN 0.00  open",
    ]
    assert len(desk.json("reconcile", "show")["items"]) == 2
    decision = ("reconcile", "decide", ours.difference_id, "booked", "--why", "brak na wyciągu", *owner)
    assert desk(*decision)[0] == 0
    [entry] = of_order("tkt_a_1")
    assert dict(entry.lines) == {"mpk:gateway": -9900, "mpk:unexplained": 9900}
    assert [one["owner"] for one in desk.json("reconcile", "show")["items"]] == ["city"]
    bucket, file = "mkrakow-test-settlements-123456789012", tmp_path / "report.csv"
    aws("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    file.write_bytes(REPORT)
    assert desk("reconcile", "import", str(file), *owner)[0] == 0
    assert aws("s3").get_object(Bucket=bucket, Key="settlement/mpk/2026-11-23.csv")["Body"].read() == REPORT
