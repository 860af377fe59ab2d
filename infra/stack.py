"""Deploy a packaged stage through CloudFormation. The same calls serve AWS and the local stage."""

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

Template = dict[str, Any]
Client = Callable[[str], Any]
"""Returns the boto3 client of a service."""

_CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
_DEADLINE_SECONDS = 1800


class DeployFailed(Exception):
    """CloudFormation said no; the message has its reasons, one a line."""


def packaged(folder: Path, client: Client, bucket: str) -> Template:
    """Return the packaged template with its code uploaded to the bucket, under a name made of its content."""
    template: Template = json.loads((folder / "sam.json").read_text(encoding="utf-8"))
    code = (folder / "deployment.zip").read_bytes()
    key = f"{hashlib.sha256(code).hexdigest()[:40]}.zip"
    client("s3").put_object(Bucket=bucket, Key=key, Body=code)
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = f"s3://{bucket}/{key}"
    return template


def deploy(
    name: str,
    template: Template,
    parameters: Mapping[str, str],
    client: Client,
    bucket: str,
) -> dict[str, str]:
    """Create or update the stack and wait for it; return its outputs. Raises DeployFailed.

    A stack whose first creation failed is deleted before it is created again.
    """
    cloudformation = client("cloudformation")
    body = json.dumps(template, ensure_ascii=False).encode()
    key = f"{hashlib.sha256(body).hexdigest()[:40]}.json"
    client("s3").put_object(Bucket=bucket, Key=key, Body=body)
    order = {
        "StackName": name,
        "TemplateURL": _url(client("s3"), bucket, key),
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        "Capabilities": _CAPABILITIES,
    }
    status = status_of(name, cloudformation)
    if status in {"ROLLBACK_COMPLETE", "CREATE_FAILED", "ROLLBACK_FAILED"}:
        cloudformation.delete_stack(StackName=name)
        _wait(name, cloudformation)
        status = None
    started_at = time.time()
    try:
        (cloudformation.update_stack if status else cloudformation.create_stack)(**order)
    except ClientError as error:
        if "No updates are to be performed" not in str(error):
            raise DeployFailed(str(error)) from error
    done = _wait(name, cloudformation)
    if done not in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
        raise DeployFailed("\n".join([f"{name}: {done}", *_reasons(name, cloudformation, started_at)]))
    return outputs_of(name, cloudformation)


def status_of(name: str, cloudformation: Any) -> str | None:
    """Return the stack's status; None when there is no such stack."""
    try:
        return str(cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"])
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise


def outputs_of(name: str, cloudformation: Any) -> dict[str, str]:
    """Return the outputs of a stack that exists."""
    stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def _url(s3: Any, bucket: str, key: str) -> str:
    return str(s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": key}).split("?")[0])


def _wait(name: str, cloudformation: Any) -> str | None:
    pause, deadline = 0.1, time.monotonic() + _DEADLINE_SECONDS
    while time.monotonic() < deadline:
        status = status_of(name, cloudformation)
        if not (status and status.endswith("_IN_PROGRESS")):
            return status
        time.sleep(pause)
        pause = min(pause * 1.5, 5.0)
    raise DeployFailed(f"{name} is still not done after {_DEADLINE_SECONDS} s")


def _reasons(name: str, cloudformation: Any, since: float) -> list[str]:
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    return [
        f"  {event['LogicalResourceId']} ({event['ResourceType']}): {event.get('ResourceStatusReason', '')}"
        for event in reversed(events)
        if event["ResourceStatus"].endswith("_FAILED") and event["Timestamp"].timestamp() >= since - 1
    ]
