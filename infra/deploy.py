"""Deploy a stage to AWS: package it, upload it, create or update its stack, and say where it answers.

    python -m infra.deploy --stage dev --bucket mkrakow-artefacts --parameters dev.json

`dev.json` has the stack's parameters that have no default (infra/parameters.yaml), e.g. TokenPublicKey. Without
PublicUrl the first deployment is followed by a second one that is told the address API Gateway chose; the stack
remembers it.
"""

import argparse
import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from infra import fragment, slim, stack
from infra.package import REGION, PackageFailed, package


class NotReady(Exception):
    """Something that a deployment needs is missing; the message says what."""


_KNOWN_FAILURES = (
    NotReady,
    stack.DeployFailed,
    PackageFailed,
    slim.TooHeavy,
    subprocess.CalledProcessError,
    OSError,
    ValueError,
    ClientError,
    BotoCoreError,
)


def deploy(stage: str, bucket: str, parameters: dict[str, str]) -> str:
    """Return the public address of the deployed API. Raises NotReady or stack.DeployFailed."""
    client = _client(boto3.Session(region_name=REGION))
    _expect_credentials(client)
    version = _version()
    name = f"mkrakow-{stage}"
    template = stack.packaged(package(stage), client, bucket)
    known = stack.outputs_of(name, client("cloudformation")) if _exists(name, client) else {}
    wanted = {"PublicUrl": _address(known), **parameters, "Version": version}
    outputs = stack.deploy(name, template, wanted, client, bucket)
    if not wanted["PublicUrl"]:
        wanted["PublicUrl"] = _address(outputs)
        stack.deploy(name, template, wanted, client, bucket)
    return wanted["PublicUrl"]


def _exists(name: str, client: stack.Client) -> bool:
    return stack.status_of(name, client("cloudformation")) in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}


def _address(outputs: dict[str, str]) -> str:
    return outputs.get("EndpointURL", "").rstrip("/")


def _expect_credentials(client: stack.Client) -> None:
    try:
        client("sts").get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        raise NotReady(
            f"AWS does not know who is asking ({error}). Sign in first, e.g. `aws sso login` with AWS_PROFILE set."
        ) from error


def _client(session: boto3.Session) -> stack.Client:
    @cache
    def client(service: str) -> Any:
        return session.client(service)  # type: ignore[call-overload]

    return client


def _version() -> str:
    told = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, check=True, text=True)
    version = told.stdout.strip()
    if version.endswith("-dirty"):
        raise NotReady("there are uncommitted changes: what is deployed must be a commit")
    return version


def main() -> int:
    """Deploy `--stage`; return 1 with a sentence when it cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m infra.deploy", description="Deploy a stage to AWS.")
    parser.add_argument("--stage", choices=[stage for stage in fragment.STAGES if stage != "local"], required=True)
    parser.add_argument("--bucket", required=True, help="an S3 bucket of yours, for the zip and the template")
    parser.add_argument("--parameters", required=True, help="a JSON file of stack parameters")
    given = parser.parse_args()
    try:
        if not (given.bucket and given.parameters):
            raise NotReady("say where to: make deploy STAGE=dev BUCKET=… PARAMETERS=dev.json")
        parameters = json.loads(Path(given.parameters).read_text(encoding="utf-8"))
        print(deploy(given.stage, given.bucket, parameters))
    except _KNOWN_FAILURES as error:
        print(f"cannot deploy: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
