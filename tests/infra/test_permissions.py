"""What each function of the packaged production template may do, and to what."""

import json
from typing import Any

from infra.fragment import FUNCTIONS

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


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
