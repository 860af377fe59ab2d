"""Compose `infra/*.yaml` into the one fragment that `chalice package --merge-template` takes.

The parts are CloudFormation with its short tags (`!Ref`, `!Sub`, `!GetAtt`, `!If`) and one of our own:
`!Stage {local: …, prod: …}` is the value for the stage being packaged, and nothing where the stage is not
named. A package is for one stage (Chalice writes STAGE into it), so a condition inside the template could
only be wrong, and DeletionPolicy takes no condition at all.

`each_….yaml` is stamped once for every function, queue, table or stream: no Lambda without a log group and alarms, no
queue or stream without a place for what was given up, no table without encryption and backups, by construction.
"""

import argparse
import json
from http import HTTPStatus
from pathlib import Path
from string import Template
from typing import Any

import yaml

FOLDER = Path(__file__).parent
TEXTS = FOLDER.parent / "chalicelib" / "texts" / "errors.json"
STAGES = ("local", "dev", "prod")

Fragment = dict[str, Any]

FUNCTIONS = {
    # logical id in Chalice's template → name of the function in app.py
    "APIHandler": "api_handler",
    "RequireDevice": "require_device",
    "TakeDueStays": "take_due_stays",
    "FollowStays": "follow_stays",
    "FollowComplaints": "follow_complaints",
    "CallGateway": "call_gateway",
    "DeliverMessages": "deliver_messages",
    "ReconcileYesterday": "reconcile_yesterday",
    "SendCodes": "send_codes",
    "FollowCards": "follow_cards",
    "RefreshCards": "refresh_cards",
    "TellCardSystem": "tell_card_system",
    "CompareVehicles": "compare_vehicles",
    "TakeDueDemands": "take_due_demands",
    "TakeDueTickets": "take_due_tickets",
    "FollowTickets": "follow_tickets",
    "CallChargeGateway": "call_charge_gateway",
}
QUEUES = {
    # logical id → name, seconds that a received message stays hidden: six times its function's timeout
    "GatewayCalls": ("gateway-calls", 180),
    "Messages": ("messages", 180),
    "Codes": ("codes", 120),
    "TicketCalls": ("ticket-calls", 180),
}
TABLES = {
    # logical id without its `Table` → name without the stage, as config.table_name takes it
    "Stays": "stays",
    "Plates": "plates",
    "Ledger": "ledger",
    "Devices": "devices",
    "Assertions": "assertions",
    "Endpoints": "endpoints",
    "Inspections": "inspections",
    "Orders": "orders",
    "OrderPeople": "order-people",
    "Invoices": "invoices",
    "InvoiceNumbers": "invoice-numbers",
    "Demands": "demands",
    "TicketInspections": "ticket-inspections",
    "Complaints": "complaints",
    "Audit": "audit",
    "Sends": "sends",
    "Differences": "differences",
    "Reconciliations": "reconciliations",
    "Activations": "activations",
    "Cards": "cards",
    "Garages": "garages",
    "Registrations": "registrations",
    "Discounts": "discounts",
    "Claims": "claims",
    "Comparisons": "comparisons",
    "Tickets": "tickets",
}
STREAMS = {
    # logical name of the table → its name in alarms, who follows it
    "Stays": ("stays", "FollowStays"),
    "Complaints": ("complaints", "FollowComplaints"),
    "Cards": ("cards", "FollowCards"),
    "Tickets": ("tickets", "FollowTickets"),
}
GATEWAY_RESPONSES = {
    # API Gateway's own refusals, which no handler sees → status and permanent code. The authorizer allows
    # everything or nothing, so what API Gateway calls denied access is always a bad token.
    "UNAUTHORIZED": (401, "unauthenticated"),
    "ACCESS_DENIED": (401, "unauthenticated"),
    "INVALID_API_KEY": (401, "unauthenticated"),
    "MISSING_AUTHENTICATION_TOKEN": (404, "not_found"),
    "REQUEST_TOO_LARGE": (413, "body_too_large"),
    "UNSUPPORTED_MEDIA_TYPE": (415, "unsupported_media_type"),
    "THROTTLED": (429, "too_many_requests"),
    "QUOTA_EXCEEDED": (429, "too_many_requests"),
    "INTEGRATION_TIMEOUT": (503, "temporarily_unavailable"),
    "INTEGRATION_FAILURE": (503, "temporarily_unavailable"),
    "DEFAULT_4XX": (None, "malformed_request"),
    "DEFAULT_5XX": (None, "internal_error"),
}


def compose(stage: str) -> Fragment:
    """Return the fragment of a stage; raises ValueError when two parts declare the same thing."""
    stamped = [
        *(_stamped("each_function.yaml", stage, Function=key, name=name) for key, name in FUNCTIONS.items()),
        *(
            _stamped("each_queue.yaml", stage, Queue=key, name=name, hidden=str(hidden))
            for key, (name, hidden) in QUEUES.items()
        ),
        *(_stamped("each_table.yaml", stage, Table=key, name=name) for key, name in TABLES.items()),
        *(
            _stamped("each_stream.yaml", stage, Stream=key, name=name, Function=function)
            for key, (name, function) in STREAMS.items()
        ),
    ]
    plain = [
        _read(path.read_text(encoding="utf-8"), stage)
        for path in sorted(FOLDER.glob("*.yaml"))
        if not path.name.startswith("each_")
    ]
    fragment: Fragment = {
        "Parameters": {"Stage": {"Type": "String", "Default": stage, "AllowedValues": [stage]}},
        "Resources": {"RestAPI": {"Properties": {"GatewayResponses": gateway_responses()}}},
    }
    for part in [*plain, *stamped]:
        _join(fragment, part, "")
    return fragment


def gateway_responses() -> Fragment:
    """Return API Gateway's refusals as problems with our codes, readable by a browser of any origin."""
    return {kind: _problem(status, code) for kind, (status, code) in GATEWAY_RESPONSES.items()}


def _problem(status: int | None, code: str) -> Fragment:
    title = json.loads(TEXTS.read_text(encoding="utf-8"))[f"errors.{code}"]["pl"].split(";")[0]
    body = {"type": f"/docs#error-{code}", "title": title, "code": code} | ({"status": status} if status else {})
    headers = {
        "Access-Control-Allow-Origin": "'*'",
        "Cache-Control": "'no-store'",
        "Content-Language": "'pl'",
        "Content-Type": "'application/problem+json'",
    }
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "'Bearer'"
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        headers["Retry-After"] = "'2'"
    answer: Fragment = {
        "ResponseParameters": {"Headers": headers},
        "ResponseTemplates": {"application/json": json.dumps(body, ensure_ascii=False)},
    }
    return answer | ({"StatusCode": str(status)} if status else {})


def _stamped(part: str, stage: str, **names: str) -> Fragment:
    return _read(_Stamp((FOLDER / part).read_text(encoding="utf-8")).substitute(names), stage)


class _Stamp(Template):
    delimiter = "@"


def _read(text: str, stage: str) -> Fragment:
    loader = _Loader(text)
    loader.stage = stage
    part: Fragment = _without_absent(loader.get_single_data())
    return part


def _join(whole: Fragment, part: Fragment, where: str) -> None:
    for key, value in part.items():
        if key not in whole:
            whole[key] = value
        elif isinstance(whole[key], dict) and isinstance(value, dict):
            _join(whole[key], value, f"{where}/{key}")
        else:
            raise ValueError(f"{where}/{key} is declared twice")


_ABSENT = object()


def _without_absent(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_absent(inner) for key, inner in value.items() if inner is not _ABSENT}
    if isinstance(value, list):
        return [_without_absent(inner) for inner in value if inner is not _ABSENT]
    return value


class _Loader(yaml.SafeLoader):
    stage: str

    def intrinsic(self, suffix: str, node: yaml.Node) -> Any:
        value = self._value(node)
        if suffix == "Stage":
            return value.get(self.stage, _ABSENT)
        if suffix == "GetAtt" and isinstance(value, str):
            value = value.split(".", 1)
        return {suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}": value}

    def _value(self, node: yaml.Node) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self.construct_mapping(node, deep=True)
        if isinstance(node, yaml.SequenceNode):
            return self.construct_sequence(node, deep=True)
        return self.construct_scalar(node)  # type: ignore[arg-type]


_Loader.add_multi_constructor("!", _Loader.intrinsic)


def main() -> None:
    """Print the fragment of `--stage` as JSON."""
    parser = argparse.ArgumentParser(prog="python -m infra.fragment", description="Print the merged fragment.")
    parser.add_argument("--stage", choices=STAGES, required=True)
    print(json.dumps(compose(parser.parse_args().stage), indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
