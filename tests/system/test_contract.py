"""Whatever anybody sends to any operation, the answer is one that /openapi.json promises.

Requests are generated from the served document, good and bad ones, always the same for the same document; more of
them with CONTRACT_EXAMPLES=n. Every operation is met, and every check of schemathesis is on but these:

* `unsupported_method`: it wants 405. A REST API of API Gateway answers 404 for a method that a path does not have,
  and no template changes that (test_http.py holds it to a problem).
* `positive_data_acceptance`: it wants what fits the schema to be accepted. Whether a subzone is one, a limit lies
  ahead or a plate is a plate are rules, not shapes; test_stay.py and the tests of the slices accept good requests.

No generated request is bad only because of a query parameter that nobody asked for: those are ignored on purpose,
because links collect them on their way. Nor because its token lacks or is wrong: that is a test of its own.
"""

import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import Case, GenerationMode
from schemathesis.config import (
    ChecksConfig,
    GenerationConfig,
    PositiveDataAcceptanceConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
    SimpleCheckConfig,
)
from schemathesis.schemas import APIOperation, BaseSchema

from local.phone import Phone
from tests.system.driver import Driver

_INSPECTORS = [{"bearer": ["inspector"]}]
_ANY_PHONE = [{"bearer": ["phone"]}]
_BOUNDED = settings(
    max_examples=int(os.environ.get("CONTRACT_EXAMPLES", "25")),
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="session")
def contract(api):
    """The served document, its requests generated the same each time."""
    project = ProjectConfig(
        generation=GenerationConfig(deterministic=True, allow_extra_parameters=False, with_security_parameters=False),
        checks=ChecksConfig(
            unsupported_method=SimpleCheckConfig(enabled=False),
            positive_data_acceptance=PositiveDataAcceptanceConfig(enabled=False),
        ),
    )
    config = SchemathesisConfig(seed=1, projects=ProjectsConfig(default=project))
    return schemathesis.openapi.from_url(f"{api}/openapi.json", config=config)


@pytest.mark.parametrize("mode", GenerationMode)
def test_every_answer_is_one_that_is_documented(paid_hours, contract, driver: Driver, inspector, subtests, mode):
    for operation in _operations(contract):
        if mode is GenerationMode.POSITIVE or _can_be_violated(operation):
            with subtests.test(operation.label):
                _hold(operation.as_strategy(mode), driver.phone, inspector)


@pytest.mark.parametrize("mode", GenerationMode)
def test_the_answers_about_what_exists_are_documented_too(
    paid_hours, contract, driver: Driver, inspector, subtests, mode
):
    """The same with the addresses of a stay, a plate and a document that are there."""
    stay = driver.parked(kind="limited", until=paid_hours.in_(minutes=60))
    stay_id, terms = {"stay_id": stay["stay_id"]}, {"kind": "terms", "version": driver.terms}
    for label, there in (
        ("GET /parking/stays/{stay_id}", stay_id),
        ("GET /parking/stays/{stay_id}/receipt", stay_id),
        ("POST /parking/stays/{stay_id}/extend", stay_id),
        ("GET /inspection/plates/{plate}", {"plate": driver.plate}),
        ("GET /legal/{kind}/{version}", terms),
        ("POST /parking/stays/{stay_id}/stop", stay_id),
        ("GET /parking/stays/{stay_id}", stay_id),
        ("GET /parking/stays/{stay_id}/receipt", stay_id),
    ):
        operation = _operation(contract, label)
        if mode is GenerationMode.POSITIVE or _can_be_violated(operation):
            with subtests.test(label):
                _hold(operation.as_strategy(mode, path_parameters=there), driver.phone, inspector)


@pytest.mark.parametrize("mode", GenerationMode)
def test_the_answers_about_a_phones_own_tickets_are_documented_too(
    paid_hours, contract, driver: Driver, inspector, card_id, mpk, subtests, mode
):
    ticket = driver.bought_ticket(mpk, product="5plus1-z1", rate="resident", resident_card=card_id)
    [subscription] = driver.phone.get("/subscriptions").json["items"]
    buyer = {"name": "Przykładowa Osoba", "address": ["ul. Przykładowa 1"]}
    invoice = driver.phone.post(f"/tickets/{ticket['ticket_id']}/invoices", buyer).json
    ticket_id = {"ticket_id": ticket["ticket_id"]}
    subscription_id = {"subscription_id": subscription["subscription_id"]}
    invoice_id = {"invoice_id": invoice["invoice_id"]}
    for label, there in (
        ("GET /tickets/{ticket_id}", ticket_id),
        ("GET /tickets/{ticket_id}/credential", ticket_id),
        ("POST /tickets/{ticket_id}/invoices", ticket_id),
        ("GET /tickets/{ticket_id}/invoices", ticket_id),
        ("GET /invoices/{invoice_id}", invoice_id),
        ("GET /subscriptions/{subscription_id}", subscription_id),
        ("GET /tickets/{ticket_id}/return", ticket_id),
        ("POST /tickets/{ticket_id}/transfer", ticket_id),
        ("POST /tickets/{ticket_id}/move", ticket_id),
        ("DELETE /subscriptions/{subscription_id}", subscription_id),
        ("POST /tickets/{ticket_id}/return", ticket_id),
    ):
        operation = _operation(contract, label)
        if mode is GenerationMode.POSITIVE or _can_be_violated(operation):
            with subtests.test(label):
                _hold(operation.as_strategy(mode, path_parameters=there), driver.phone, inspector)


def test_the_answers_to_good_orders_are_documented_too(
    paid_hours, contract, driver: Driver, inspector, new_driver, subtests
):
    stay = driver.parked(kind="limited", until=paid_hours.in_(minutes=60))
    until = paid_hours.in_(minutes=120)
    stay_id, limited = {"stay_id": stay["stay_id"]}, {"kind": "limited", "until": until}
    for label, fixed in (
        ("POST /devices", {"body": driver.phone.registration()}),
        ("PATCH /devices/me", {"body": {"name": "Mój telefon", "language": "uk"}}),
        ("POST /parking/quotes", {"body": {"subzone": "A"} | limited}),
        ("POST /parking/stays", {"body": new_driver().order(**limited)}),
        ("GET /parking/stays", {"query": {"limit": 2}}),
        ("POST /parking/stays/{stay_id}/extend", {"path_parameters": stay_id, "body": {"until": until}}),
        ("GET /parking/fees", {"query": {"subzone": "C", "from": stay["requested_at"], "until": until}}),
        ("GET /parking/subzones/locate", {"query": {"lat": 50.0614, "lon": 19.9372}}),
    ):
        with subtests.test(label):
            seen = _hold(_operation(contract, label).as_strategy(**fixed), driver.phone, inspector)
            assert seen & {200, 201}


def test_no_protected_operation_answers_a_stranger(contract, driver: Driver, inspector, subtests):
    for operation in _operations(contract):
        security = operation.definition.raw["security"]
        if not security:
            continue
        outsider = driver.phone if security == _INSPECTORS else inspector
        refused = [({}, 401), ({"Authorization": "Bearer of.bad.news"}, 401)]
        if security != _ANY_PHONE and "bearer" in security[0]:
            refused.append((_bearer(outsider), 403))
        for headers, status in refused:
            with subtests.test(f"{operation.label} {status}"):
                _refused(operation, headers, status)


def _refused(operation: APIOperation, headers: dict[str, str], status: int) -> None:
    @settings(_BOUNDED, max_examples=1)
    @given(case=operation.as_strategy())
    def refused(case: Case) -> None:
        answer = case.call(headers=headers, timeout=30)
        assert answer.status_code == status
        case.validate_response(answer, headers=headers)

    refused()


def _operations(contract: BaseSchema) -> list[APIOperation]:
    return [found.ok() for found in contract.get_all_operations()]


def _operation(contract: BaseSchema, label: str) -> APIOperation:
    [operation] = [one for one in _operations(contract) if one.label == label]
    return operation


def _can_be_violated(operation: APIOperation) -> bool:
    """Tell whether the document asks anything of a request: a body, or a parameter that is not any text."""
    parameters = operation.definition.raw["parameters"]
    return bool(operation.body) or any(parameter["schema"] != {"type": "string"} for parameter in parameters)


def _hold(cases: SearchStrategy[Case], phone: Phone, inspector: Phone) -> set[int]:
    """Send every case as a caller who is let in, hold its answer to the document, and return the statuses seen."""
    seen = set()

    @_BOUNDED
    @given(case=cases)
    def answered(case: Case) -> None:
        answer = case.call_and_validate(headers=_authorization(case, phone, inspector), timeout=30)
        seen.add(answer.status_code)

    answered()
    return seen


def _authorization(case: Case, phone: Phone, inspector: Phone) -> dict[str, str]:
    """Return what lets the case's caller in; a phone that is to be erased is a new one."""
    security: list[dict[str, Any]] = case.operation.definition.raw["security"]
    if not security:
        return {}
    caller = inspector if security == _INSPECTORS else phone
    if (case.method, case.path) in {("DELETE", "/devices/me"), ("DELETE", "/me")}:
        caller = Phone(phone.api, phone.neighbours)
        caller.register()
    return _bearer(caller)


def _bearer(caller: Phone) -> dict[str, str]:
    return {"Authorization": f"Bearer {caller.access_token()}"}
