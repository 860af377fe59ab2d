"""What is loaded for a request has its route, so a fresh Lambda answers as one that loaded everything."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from app import app
from chalicelib.api_handler import wanted

_SERVED = """
import json, sys
from functools import cache
from pkgutil import resolve_name
from chalicelib.api_handler import new_city, wanted
@cache
def alone(name):
    city = new_city()
    city.register_blueprint(resolve_name(f"chalicelib.{name}"))
    return city.routes
def methods(resource):
    return sorted(method for name in wanted(resource) for method in alone(name).get(resource, {}))
print(json.dumps({resource: methods(resource) for resource in json.loads(sys.argv[1])}))
"""


def in_a_fresh_process(code: str, given: object) -> Any:
    command = [sys.executable, "-c", code, json.dumps(given)]
    done = subprocess.run(command, env=os.environ, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def test_every_route_is_served_by_what_its_path_loads():
    routes = {resource: sorted(methods) for resource, methods in app.routes.items()}
    assert in_a_fresh_process(_SERVED, sorted(routes)) == routes


@pytest.mark.parametrize("resource", ["/", "/nothing", "/parkings", "/meters"])
def test_a_path_of_nobody_loads_nothing(resource):
    assert wanted(resource) == []


def test_the_longest_beginning_of_a_path_counts():
    assert wanted("/inspection/plates/{plate}") == ["parking.routes:parking_api"]
    assert wanted("/inspection/tickets") == ["credentials.routes:credentials_api"]


_DESCRIBED = """
import json, sys
from chalicelib import api_handler
asked = json.loads(sys.argv[1])
def get(resource):
    return api_handler.handle({
        "resource": resource, "path": resource, "httpMethod": "GET", "headers": {}, "multiValueHeaders": {},
        "queryStringParameters": None, "multiValueQueryStringParameters": None, "pathParameters": {},
        "stageVariables": None, "body": None, "isBase64Encoded": False,
        "requestContext": {"httpMethod": "GET", "resourcePath": resource, "identity": {}},
    }, None)
answers = [get(resource) for resource in asked]
print(json.dumps([[one["statusCode"], one["headers"].get("ETag", "")] for one in answers]))
"""


def test_the_document_is_the_same_whatever_was_loaded_before():
    (_, first), (status, again) = in_a_fresh_process(_DESCRIBED, ["/openapi.json", "/openapi.json"])
    _, (other_status, other) = in_a_fresh_process(_DESCRIBED, ["/vehicles", "/openapi.json"])
    assert (status, other_status) == (200, 200)
    assert first == again == other
