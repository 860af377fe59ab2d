"""What the packaged production template promises."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app import app
from chalicelib.activation.sms_budget import BUDGET
from chalicelib.clock import WARSAW
from chalicelib.http import OPERATIONS
from chalicelib.retention import FIVE_YEARS
from chalicelib.vehicles import garage
from infra.fragment import FUNCTIONS, GATEWAY_RESPONSES, QUEUES

assert app, "its operations are declared"

ROOT = Path(__file__).parent.parent.parent


def test_a_stage_has_exactly_the_functions_of_the_architecture(resources):
    assert set(resources("AWS::Serverless::Function")) == set(FUNCTIONS)


def test_every_queue_is_encrypted_and_has_a_dead_letter_queue(resources):
    queues = resources("AWS::SQS::Queue")
    dead = {key for key in queues if key.endswith("DeadQueue")}
    assert set(queues) - dead == {f"{key}Queue" for key in QUEUES}
    for key in set(queues) - dead:
        redrive = queues[key]["RedrivePolicy"]
        assert redrive["maxReceiveCount"] == 5
        assert redrive["deadLetterTargetArn"]["Fn::GetAtt"][0] in dead
    assert all(queue["SqsManagedSseEnabled"] is True for queue in queues.values())


def test_a_message_stays_hidden_for_six_times_as_long_as_its_function_may_run(resources):
    queues, functions = resources("AWS::SQS::Queue"), resources("AWS::Serverless::Function")
    sources = [
        (re.findall(r"\w+", event["Properties"]["Queue"]["Fn::Sub"])[0], function["Timeout"])
        for function in functions.values()
        for event in function.get("Events", {}).values()
        if event["Type"] == "SQS"
    ]
    assert len(sources) == len(QUEUES)
    for queue, timeout in sources:
        assert queues[queue]["VisibilityTimeout"] >= 6 * timeout


def test_a_queue_is_taken_ten_at_a_time_and_failures_come_back_alone(resources):
    events = [
        event["Properties"]
        for function in resources("AWS::Serverless::Function").values()
        for event in function.get("Events", {}).values()
        if event["Type"] == "SQS"
    ]
    for event in events:
        assert event["ScalingConfig"] == {"MaximumConcurrency": 10}
        assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


@pytest.mark.parametrize("items", ["Stays", "Complaints", "Cards", "Tickets"])
def test_a_batch_of_a_stream_that_fails_is_halved_retried_and_kept(resources, items):
    (event,) = resources("AWS::Serverless::Function")[f"Follow{items}"]["Events"].values()
    asked = event["Properties"]
    assert asked["Stream"] == {"Fn::GetAtt": [f"{items}Table", "StreamArn"]}
    assert asked["BisectBatchOnFunctionError"] is True
    assert 0 < asked["MaximumRetryAttempts"] < 20
    assert asked["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert asked["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": [f"{items}StreamDeadQueue", "Arn"]}


def test_every_table_can_be_restored_is_encrypted_and_outlives_its_stack(template, resources):
    for key, table in resources("AWS::DynamoDB::Table").items():
        assert table["BillingMode"] == "PAY_PER_REQUEST"
        assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
        assert table["SSESpecification"] == {"SSEEnabled": True}
        assert table["DeletionProtectionEnabled"] is True
        assert template["Resources"][key]["DeletionPolicy"] == "Retain"
        assert template["Resources"][key]["UpdateReplacePolicy"] == "Retain"


def test_every_function_has_limits_of_its_own_and_a_log_that_ends(template, resources):
    groups = resources("AWS::Logs::LogGroup")
    for key, name in FUNCTIONS.items():
        function = template["Resources"][key]
        assert function["Properties"]["FunctionName"] == {"Fn::Sub": f"mkrakow-${{Stage}}-{name}"}
        longest = 600 if name in {"reconcile_yesterday", "compare_vehicles"} else 55
        assert 0 < function["Properties"]["Timeout"] <= longest
        assert function["Properties"]["MemorySize"] >= 512
        assert function["Properties"]["Architectures"] == ["arm64"]
        assert function["DependsOn"] == [f"{key}LogGroup"]
        group = groups[f"{key}LogGroup"]
        assert group["LogGroupName"] == {"Fn::Sub": f"/aws/lambda/mkrakow-${{Stage}}-{name}"}
        assert group["RetentionInDays"] == 90


def test_the_api_answers_before_api_gateway_gives_up(resources):
    assert resources("AWS::Serverless::Function")["APIHandler"]["Timeout"] < 29


def test_the_sandbox_exists_on_no_stage_but_the_local_one(template):
    assert "sandbox" not in json.dumps(template).lower()


_DOCUMENTED = {
    # Names that nobody can know in advance; all within this account and this stage (docs/decisions.md).
    "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:app/*/mkrakow-${Stage}*",
    "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:endpoint/*/mkrakow-${Stage}*/*",
    "${StaysTable.Arn}/stream/*",
    "${ComplaintsTable.Arn}/stream/*",
    "${CardsTable.Arn}/stream/*",
    "${TicketsTable.Arn}/stream/*",
    "${AttachmentsBucket.Arn}/complaints/*",
    "${SettlementsBucket.Arn}/settlement/*",
    # A phone number is no resource of AWS: everything is allowed, then everything that is one is denied.
    "*",
    "arn:${AWS::Partition}:sns:*:*:*",
}


def test_permissions_name_what_they_are_for(resources):
    roles = resources("AWS::IAM::Role")
    assert len(roles) == len(FUNCTIONS)
    for role in roles.values():
        (policy,) = role["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]:
            assert all("*" not in action for action in _listed(statement["Action"]))
            for resource in _listed(statement["Resource"]):
                named = resource.get("Fn::Sub", "")
                assert "*" not in named or named in _DOCUMENTED


def test_the_authorizer_may_only_write_its_log(resources):
    (policy,) = resources("AWS::IAM::Role")["RequireDeviceRole"]["Policies"]
    assert [statement["Sid"] for statement in policy["PolicyDocument"]["Statement"]] == ["WriteItsLog"]


def test_only_the_sender_of_codes_may_publish_to_a_phone_number_and_to_nothing_else(resources):
    allowed = {}
    for key, role in resources("AWS::IAM::Role").items():
        for statement in role["Policies"][0]["PolicyDocument"]["Statement"]:
            if {"*", "arn:${AWS::Partition}:sns:*:*:*"} & {
                resource.get("Fn::Sub") for resource in _listed(statement["Resource"])
            }:
                assert _listed(statement["Action"]) == ["sns:Publish"]
                allowed[key, statement["Effect"]] = statement["Resource"]
    assert allowed == {
        ("SendCodesRole", "Allow"): [{"Fn::Sub": "*"}],
        ("SendCodesRole", "Deny"): [{"Fn::Sub": "arn:${AWS::Partition}:sns:*:*:*"}],
    }


def test_only_the_sender_of_codes_may_touch_their_budget(resources):
    touching = {
        key
        for key, role in resources("AWS::IAM::Role").items()
        for statement in role["Policies"][0]["PolicyDocument"]["Statement"]
        if "SendsTable" in json.dumps(statement["Resource"])
    }
    assert touching == {"SendCodesRole"}


def test_nobody_may_change_or_delete_what_is_in_the_ledger(resources):
    for role in resources("AWS::IAM::Role").values():
        for statement in role["Policies"][0]["PolicyDocument"]["Statement"]:
            if {"Fn::GetAtt": ["LedgerTable", "Arn"]} in _listed(statement["Resource"]):
                assert _listed(statement["Action"]) in (["dynamodb:PutItem"], ["dynamodb:Query"])


@pytest.mark.parametrize("name", ["Attachments", "Settlements"])
def test_a_bucket_is_private_encrypted_and_reached_over_tls_only(template, resources, name):
    bucket = resources("AWS::S3::Bucket")[f"{name}Bucket"]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    (encryption,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encryption["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    (statement,) = resources("AWS::S3::BucketPolicy")[f"{name}Policy"]["PolicyDocument"]["Statement"]
    assert (statement["Effect"], statement["Action"]) == ("Deny", "s3:*")
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert template["Resources"][f"{name}Bucket"]["DeletionPolicy"] == "Retain"


def test_evidence_never_outlives_its_complaint_and_reports_outlive_what_they_prove(resources):
    def days_of(name: str) -> int:
        (rule,) = resources("AWS::S3::Bucket")[f"{name}Bucket"]["LifecycleConfiguration"]["Rules"]
        assert rule["Status"] == "Enabled"
        return int(rule["ExpirationInDays"])

    new_years = [datetime(year, 1, 1, tzinfo=WARSAW) for year in range(2026, 2034)]
    shortest = min(FIVE_YEARS.after(day - timedelta(seconds=1)) - day for day in new_years)
    longest = max(FIVE_YEARS.after(day) - day for day in new_years)
    assert days_of("Attachments") < shortest.days
    assert days_of("Settlements") >= longest.days


def test_phones_may_only_post_into_the_bucket_of_evidence(resources):
    buckets = resources("AWS::S3::Bucket")
    (cors,) = buckets["AttachmentsBucket"]["CorsConfiguration"]["CorsRules"]
    assert cors["AllowedMethods"] == ["POST"]
    assert "CorsConfiguration" not in buckets["SettlementsBucket"]


def test_only_who_signs_a_persons_links_can_read_evidence(resources):
    reading = {
        (key, resource["Fn::Sub"])
        for key, role in resources("AWS::IAM::Role").items()
        for statement in role["Policies"][0]["PolicyDocument"]["Statement"]
        for resource in _listed(statement["Resource"])
        if "s3:GetObject" in _listed(statement["Action"])
    }
    assert {(key, resource) for key, resource in reading if "Attachments" in resource} == {
        ("ApiHandlerRole", "${AttachmentsBucket.Arn}/complaints/*")
    }
    assert {resource for _, resource in reading if "Attachments" not in resource} == {
        "${SettlementsBucket.Arn}/settlement/*"
    }


def test_no_function_can_touch_the_audit(resources):
    for role in resources("AWS::IAM::Role").values():
        assert "AuditTable" not in json.dumps(role["Policies"][0]["PolicyDocument"]["Statement"])


def test_what_api_gateway_refuses_itself_is_a_problem_with_our_code(resources):
    answers = resources("AWS::Serverless::Api")["RestAPI"]["GatewayResponses"]
    assert set(answers) == set(GATEWAY_RESPONSES)
    for kind, (status, code) in GATEWAY_RESPONSES.items():
        body = json.loads(answers[kind]["ResponseTemplates"]["application/json"])
        assert (body["code"], body.get("status")) == (code, status)
        assert body["title"]
        headers = answers[kind]["ResponseParameters"]["Headers"]
        assert headers["Content-Type"] == "'application/problem+json'"
        assert headers["Access-Control-Allow-Origin"] == "'*'"


def test_starts_are_bounded_below_what_the_gateway_takes_in_a_minute(resources):
    limits = _limits(resources)
    start = limits["POST", "/~1parking~1stays"]
    assert 60 * start["ThrottlingRateLimit"] + start["ThrottlingBurstLimit"] <= 100
    assert {("POST", "/~1devices"), ("POST", "/~1oauth~1token"), ("*", "/*")} < set(limits)


def test_activations_are_bounded_far_above_a_launch_and_far_below_the_stage(resources):
    limits = _limits(resources)
    steps = [
        (operation.method, "/" + operation.path.replace("/", "~1"))
        for operation in OPERATIONS
        if operation.method == "POST" and operation.path.startswith("/activations")
    ]
    assert len(steps) == 6
    rates = [limits[step]["ThrottlingRateLimit"] for step in steps]
    launch = BUDGET.all_day / 10 / 3600
    assert min(rates) > 50 * launch
    assert sum(rates) < limits["*", "/*"]["ThrottlingRateLimit"] / 5


def test_every_limit_is_of_a_route_that_there_is(resources):
    routes = {(operation.method, "/" + operation.path.replace("/", "~1")) for operation in OPERATIONS}
    assert set(_limits(resources)) - {("*", "/*")} <= routes


def _limits(resources: Any) -> dict[tuple[str, str], Any]:
    """Return the limits of the stage, by method and by path as API Gateway writes it in a setting."""
    settings = resources("AWS::Serverless::Api")["RestAPI"]["MethodSettings"]
    limits = {(one["HttpMethod"], one["ResourcePath"]): one for one in settings}
    assert len(limits) == len(settings)
    return limits


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


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
