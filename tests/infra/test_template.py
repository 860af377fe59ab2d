"""What the packaged production template promises of functions, queues, streams, tables and buckets."""

import json
import re
from datetime import datetime, timedelta

import pytest

from chalicelib.retention import FIVE_YEARS
from chalicelib.warsaw import WARSAW
from infra.fragment import FUNCTIONS, QUEUES, compose


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


@pytest.mark.parametrize("name", ["CardSystemUrl", "FamilyRegisterUrl", "MpkGatewayUrl", "AutopayUrl"])
@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_off_the_laptop_a_neighbour_is_told_nothing_in_clear(name, stage):
    allowed = compose(stage)["Parameters"][name]["AllowedPattern"]
    assert re.fullmatch(allowed, "https://neighbour.example")
    for refused in ("http://neighbour.example", "https://neighbour.example/", "ftp://neighbour.example", ""):
        assert not re.fullmatch(allowed, refused)
    assert re.fullmatch(compose("local")["Parameters"][name]["AllowedPattern"], "http://127.0.0.1:4571")


def test_the_sandbox_exists_on_no_stage_but_the_local_one(template):
    assert "sandbox" not in json.dumps(template).lower()


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
