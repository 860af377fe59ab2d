import os
import subprocess
import sys
from datetime import timedelta

import pytest
import time_machine

from chalicelib.clock import utc_now
from chalicelib.devices.authorizer import require_device

ARN = "arn:aws:execute-api:eu-central-1:123456789012:api/v1/GET/devices/me"


def authorize(token):
    return require_device({"type": "TOKEN", "authorizationToken": token, "methodArn": ARN}, None)


def in_a_fresh_process(code, **environment):
    return subprocess.run(
        [sys.executable, "-c", code], env=os.environ | environment, capture_output=True, text=True, check=False
    )


def test_a_good_token_opens_every_route_because_the_answer_is_cached(bearer):
    answer = authorize(bearer("dev_x", "inspector")["Authorization"])
    (statement,) = answer["policyDocument"]["Statement"]
    assert answer["principalId"] == "dev_x"
    assert answer["context"] == {"scope": "inspector"}
    assert statement["Effect"] == "Allow"
    assert statement["Resource"] == ["arn:aws:execute-api:eu-central-1:123456789012:api/v1/*/*"]


def opens_nothing(answer):
    (statement,) = answer["policyDocument"]["Statement"]
    return (answer["principalId"], answer["context"], statement["Resource"]) == ("nobody", {}, [])


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer a.b.c", "Basic dTpw"])
def test_anything_else_opens_nothing(header):
    assert opens_nothing(authorize(header))


def test_a_token_without_its_scheme_opens_nothing(bearer):
    assert opens_nothing(authorize(bearer("dev_x")["Authorization"].removeprefix("Bearer ")))


def test_an_expired_token_opens_nothing(bearer):
    token = bearer("dev_x")["Authorization"]
    with time_machine.travel(utc_now() + timedelta(minutes=15)):
        assert opens_nothing(authorize(token))


def test_the_authorizer_alone_is_light():
    """Its handler as Lambda loads it: a token checked, with a budget of 170 modules."""
    check = """
import sys
from chalicelib.devices.authorizer import require_device
answer = require_device({"type": "TOKEN", "authorizationToken": "Bearer e30.e30.e30", "methodArn": ""}, None)
assert answer["principalId"] == "nobody"
heavy = {"app", "botocore", "boto3", "pynamodb", "pydantic", "aws_lambda_powertools", "msgspec", "joserfc"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
print(len(sys.modules))
"""
    run = in_a_fresh_process(check)
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) <= 170


def test_an_authorizer_without_its_key_fails_loudly_instead_of_refusing_everybody():
    check = """
from chalicelib.devices.authorizer import require_device
require_device({"type": "TOKEN", "authorizationToken": "Bearer e30.e30.e30", "methodArn": ""}, None)
"""
    run = in_a_fresh_process(check, TOKEN_PUBLIC_KEY="")
    assert run.returncode != 0
    assert "ValueError" in run.stderr
