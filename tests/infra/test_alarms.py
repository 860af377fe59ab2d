"""Every alarm of the packaged production template reaches somebody who finds in the runbook what to do."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from chalicelib.activation import card
from chalicelib.activation.sms_budget import BUDGET
from chalicelib.vehicles import garage
from infra.fragment import FUNCTIONS

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def runbook() -> str:
    return (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")


def test_every_alarm_has_its_section_in_the_runbook_and_every_section_its_alarm(resources, runbook):
    alarms = resources("AWS::CloudWatch::Alarm")
    named = {alarm["AlarmDescription"].split("docs/runbook.md#")[1] for alarm in alarms.values()}
    assert named == set(re.findall(r"^## ([a-z0-9-]+)$", runbook, re.MULTILINE))


def test_a_fifth_of_the_days_messages_within_an_hour_is_unusual(resources):
    alarm = resources("AWS::CloudWatch::Alarm")["SmsVolumeAlarm"]
    assert (alarm["Threshold"], alarm["Period"]) == (BUDGET.all_day / 5, 3600)


def test_an_alarm_hears_how_long_a_change_of_vehicles_waits_and_when_nobody_says_it(resources):
    (heard,) = resources("AWS::Logs::MetricFilter")["OldestVehicleChange"]["MetricTransformations"]
    alarm = resources("AWS::CloudWatch::Alarm")["VehicleChangesWaitAlarm"]
    assert (alarm["MetricName"], alarm["Namespace"]) == (heard["MetricName"], heard["MetricNamespace"])
    assert heard["MetricValue"] == "$.oldest_change_seconds"
    assert alarm["TreatMissingData"] == "breaching"
    assert timedelta(seconds=alarm["Period"]) > garage.LONGEST_PAUSE


def test_an_alarm_rings_a_month_before_no_key_signs_tickets(resources):
    filter_ = resources("AWS::Logs::MetricFilter")["TicketKeysDaysLeft"]
    (heard,) = filter_["MetricTransformations"]
    alarm = resources("AWS::CloudWatch::Alarm")["TicketKeysEndAlarm"]
    assert (alarm["MetricName"], alarm["Namespace"]) == (heard["MetricName"], heard["MetricNamespace"])
    assert filter_["LogGroupName"] == {"Ref": "APIHandlerLogGroup"}
    assert heard["MetricValue"] == "$.ticket_keys_days_left"
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (30, "LessThanThreshold")


def test_an_alarm_hears_how_long_a_due_card_waits_for_its_register_and_when_nobody_says_it(resources):
    (heard,) = resources("AWS::Logs::MetricFilter")["OldestDueCard"]["MetricTransformations"]
    alarm = resources("AWS::CloudWatch::Alarm")["CardsWaitAlarm"]
    assert (alarm["MetricName"], alarm["Namespace"]) == (heard["MetricName"], heard["MetricNamespace"])
    assert heard["MetricValue"] == "$.oldest_card_seconds"
    assert alarm["TreatMissingData"] == "breaching"
    assert timedelta(seconds=alarm["Period"]) > card.POSTPONED
    assert timedelta(seconds=alarm["Threshold"]) < card.CHECKED


def test_a_night_whose_vehicles_were_not_compared_to_the_end_rings_before_the_next_one_ends(resources):
    heard = resources("AWS::Logs::MetricFilter")["VehiclesComparedMetric"]
    alarm = resources("AWS::CloudWatch::Alarm")["VehiclesNotComparedAlarm"]
    assert heard["FilterPattern"] == "{ $.vehicles_compared IS TRUE }"
    assert heard["LogGroupName"] == {"Ref": "CompareVehiclesLogGroup"}
    assert alarm["MetricName"] == heard["MetricTransformations"][0]["MetricName"]
    assert alarm["TreatMissingData"] == "breaching"
    assert alarm["DatapointsToAlarm"] == alarm["EvaluationPeriods"]
    silence = timedelta(seconds=alarm["Period"] * alarm["EvaluationPeriods"])
    assert timedelta(days=1, minutes=10) < silence < timedelta(days=2)


def test_every_alarm_reaches_somebody(resources):
    for alarm in resources("AWS::CloudWatch::Alarm").values():
        assert alarm["AlarmActions"] == [{"Ref": "AlarmsTopic"}]


def test_an_alarm_watches_every_queue_and_every_function(resources):
    watched = {
        (alarm["MetricName"], json.dumps(alarm["Dimensions"]))
        for alarm in resources("AWS::CloudWatch::Alarm").values()
        if "Dimensions" in alarm
    }
    text = " ".join(f"{metric} {dimensions}" for metric, dimensions in watched)
    for queue in resources("AWS::SQS::Queue"):
        assert f'"{queue}"' in text
    for function in FUNCTIONS:
        assert {metric for metric, dimensions in watched if f'"{function}"' in dimensions} >= {"Errors", "Throttles"}
