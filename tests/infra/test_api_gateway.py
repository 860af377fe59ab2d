"""What API Gateway limits and refuses by itself, as the packaged production template tells it."""

import json
from typing import Any

from app import app
from chalicelib.activation.sms_budget import BUDGET
from chalicelib.http import OPERATIONS
from infra.fragment import GATEWAY_RESPONSES

assert app, "its operations are declared"


def test_the_api_answers_before_api_gateway_gives_up(resources):
    assert resources("AWS::Serverless::Function")["APIHandler"]["Timeout"] < 29


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
