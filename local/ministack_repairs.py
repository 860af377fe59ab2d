"""What MiniStack 1.5.33 does not do by itself, and nothing else. On AWS none of this runs.

Before the deployment `native` expands SAM, because MiniStack's own import drops what it does not know of an API.
After it `repair` makes good what the import dropped: CORS preflights, API Gateway's own refusals, TTL; and pins
the API to one address, because a changed route gives it a new id.
"""

import copy
import os
from typing import Any

from botocore.exceptions import ClientError
from samtranslator.translator.transform import transform

from infra.fragment import gateway_responses
from infra.package import REGION
from infra.stack import Client, Template

_STAGE = "v1"
_HOST = "127.0.0.1"


def native(template: Template, parameters: dict[str, str]) -> Template:
    """Return the template in plain CloudFormation, with the API's binary media types as a property."""
    os.environ["AWS_DEFAULT_REGION"] = REGION  # the translator asks boto3's default session where it is
    definition = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    expanded: Template = transform(copy.deepcopy(template), parameters, _NoManagedPolicies())
    api = expanded["Resources"]["RestAPI"]["Properties"]
    api["BinaryMediaTypes"] = definition.get("x-amazon-apigateway-binary-media-types", [])
    api.pop("Tags", None)
    expanded.pop("Transform", None)
    _repair_permissions(expanded)
    return expanded


def _repair_permissions(expanded: Template) -> None:
    """Say two permissions as MiniStack wants to hear them.

    On AWS sqs:SendMessage is also the permission to send a batch, and a letter is sent as an identity.
    """
    for resource in expanded["Resources"].values():
        for policy in resource.get("Properties", {}).get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                if "sqs:SendMessage" in statement["Action"]:
                    statement["Action"] = ["sqs:SendMessage", "sqs:SendMessageBatch"]
                if "ses:SendEmail" in statement["Action"]:
                    statement["Resource"] = "*"


def repair(template: Template, api_id: str, stage: str, client: Client) -> None:
    """Finish what a deployment of the SAM template left undone, and publish the API at /v1 of the loopback."""
    gateway = client("apigateway")
    _repair_preflights(template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"], api_id, gateway)
    _repair_refusals(api_id, gateway)
    gateway.create_deployment(restApiId=api_id, stageName=_STAGE)
    _publish(api_id, gateway)
    _repair_expiry(template, stage, client("dynamodb"))


def _repair_preflights(definition: dict[str, Any], api_id: str, gateway: Any) -> None:
    resources = gateway.get_resources(restApiId=api_id, limit=500)["items"]
    ids = {resource["path"]: resource["id"] for resource in resources}
    for path, item in definition["paths"].items():
        if "options" not in item:
            continue
        method = {"restApiId": api_id, "resourceId": ids[path], "httpMethod": "OPTIONS"}
        integration = item["options"]["x-amazon-apigateway-integration"]
        gateway.put_integration(
            **method, type=integration["type"].upper(), requestTemplates=integration.get("requestTemplates", {})
        )
        for status, response in item["options"]["responses"].items():
            headers = {f"method.response.header.{header}": False for header in response.get("headers", {})}
            try:
                gateway.put_method_response(**method, statusCode=status, responseParameters=headers)
            except ClientError as error:
                if error.response["Error"]["Code"] != "ConflictException":
                    raise
        for response in integration["responses"].values():
            gateway.put_integration_response(
                **method,
                statusCode=response["statusCode"],
                responseParameters=response.get("responseParameters", {}),
                responseTemplates=response.get("responseTemplates", {}),
            )


def _repair_refusals(api_id: str, gateway: Any) -> None:
    for kind, answer in gateway_responses().items():
        headers = answer["ResponseParameters"]["Headers"]
        status = {"statusCode": answer["StatusCode"]} if "StatusCode" in answer else {}
        gateway.put_gateway_response(
            restApiId=api_id,
            responseType=kind,
            responseParameters={f"gatewayresponse.header.{header}": value for header, value in headers.items()},
            responseTemplates=answer["ResponseTemplates"],
            **status,
        )


def _publish(api_id: str, gateway: Any) -> None:
    if _HOST not in {domain["domainName"] for domain in gateway.get_domain_names().get("items", [])}:
        gateway.create_domain_name(domainName=_HOST)
    for mapping in gateway.get_base_path_mappings(domainName=_HOST).get("items", []):
        gateway.delete_base_path_mapping(domainName=_HOST, basePath=mapping["basePath"])
    gateway.create_base_path_mapping(domainName=_HOST, basePath=_STAGE, restApiId=api_id, stage=_STAGE)


def _repair_expiry(template: Template, stage: str, dynamodb: Any) -> None:
    for resource in template["Resources"].values():
        wanted = resource.get("Properties", {}).get("TimeToLiveSpecification")
        if not wanted:
            continue
        table = resource["Properties"]["TableName"]["Fn::Sub"].replace("${Stage}", stage)
        known = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
        if known["TimeToLiveStatus"] != "ENABLED":
            dynamodb.update_time_to_live(TableName=table, TimeToLiveSpecification=wanted)


class _NoManagedPolicies:
    def load(self) -> dict[str, str]:
        return {}
