"""AWS imports one module for each Lambda that is not a route, and never app.py. So do these tests."""

import os
import subprocess
import sys

import pytest

from app import app

HANDLERS = [source.handler_string for source in [*app.event_sources, *app.builtin_auth_handlers]]


def loaded_alone(handler: str) -> set[str]:
    module, _, name = handler.rpartition(".")
    program = f"import sys, {module} as m; assert callable(m.{name}); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, env=os.environ)
    return set(done.stdout.split())


def test_every_lambda_of_the_architecture_is_there():
    assert sorted(handler.rpartition(".")[2] for handler in HANDLERS) == [
        "call_gateway_for_stays",
        "call_gateway_for_tickets",
        "compare_all_vehicles",
        "deliver_messages",
        "follow_cards",
        "follow_complaints",
        "follow_stays",
        "follow_tickets",
        "reconcile_yesterday",
        "refresh_due_cards",
        "require_device",
        "send_codes",
        "take_due_demands",
        "take_due_stays",
        "take_due_tickets",
        "tell_due_changes",
    ]


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_lambda_loads_without_the_app_and_without_routes(handler):
    modules = loaded_alone(handler)
    assert "app" not in modules
    assert not [module for module in modules if module.startswith("chalicelib") and module.endswith(".routes")]


@pytest.mark.parametrize("handler", HANDLERS)
def test_no_lambda_loads_what_the_product_does_without(handler):
    assert not {"pydantic", "boto3", "requests", "moto", "PIL", "fpdf"} & loaded_alone(handler)
