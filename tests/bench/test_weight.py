"""What a cold start may load: gates without a clock."""

import json
import os
import subprocess
import sys

import pytest

from chalicelib.api_handler import wanted

MOST_MODULES_OF_OTHERS = 470
NEVER = {"boto3", "pydantic", "requests", "httpx", "holidays", "fpdf", "fontTools", "PIL", "jwt", "joserfc"}
_LOAD = """
import json, sys
from chalicelib import api_handler
api_handler.handle({"resource": sys.argv[1], "requestContext": {"httpMethod": "NONE"}}, None)
print(json.dumps(sorted(sys.modules)))
"""


def loaded_for(resource: str) -> set[str]:
    command = [sys.executable, "-c", _LOAD, resource]
    done = subprocess.run(command, env=os.environ, capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    "resource", ["/parking/stays", "/tickets/orders", "/activations", "/payments/mpk/notifications"]
)
def test_a_first_request_loads_few_modules_of_others_and_nothing_heavy(resource):
    modules = loaded_for(resource)
    packages = {name.partition(".")[0] for name in modules}
    of_others = {name for name in modules if name.partition(".")[0] not in {"app", "chalicelib", "__main__"}}
    assert f"chalicelib.{wanted(resource)[0].partition(':')[0]}" in modules
    assert len(of_others) <= MOST_MODULES_OF_OTHERS
    assert packages & NEVER == set()


def test_a_request_loads_the_routes_of_its_slice_and_of_no_other():
    routes = {name for name in loaded_for("/parking/stays") if name.endswith((".routes", "_routes", ".schedules"))}
    assert routes == {"chalicelib.parking.routes"}
