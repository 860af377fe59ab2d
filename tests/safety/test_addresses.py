"""Addresses are written down by everybody on their way, so what stands in one is no secret and names no person.

A vehicle's plate is the exception, in a handful of places that are listed here: it names the thing that is asked about.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from app import app
from chalicelib.activation.activation import Holder
from chalicelib.activation.card import Consent
from chalicelib.activation.card_system import KrakowCardSystem
from chalicelib.activation.family_register import KrakowFamilyRegister
from chalicelib.errors import RegisterUnavailable
from chalicelib.http import OPERATIONS
from chalicelib.json_service import ServiceSettings
from chalicelib.payments.autopay import Autopay, AutopaySettings
from chalicelib.payments.errors import GatewayUnknown
from chalicelib.payments.port import HoldOrder
from chalicelib.vehicles.card_system import KrakowVehicleRegister
from chalicelib.vehicles.garage import Change
from tests.activation.card_cases import NOW
from tests.safety.eavesdropping import Heard, listening

assert app

PESEL, NUMBER, EMAIL, PLATE = "51820201010", "600100200", "canary.driver@example.com", "KR1AB23"
CODE, VERIFIER, SECRET = "canary-code", "canary-verifier-" + "v" * 40, "canary-secret"
NOWHERE = "http://127.0.0.1:9"

IDS = {
    "activation_id",
    "card_id",
    "claim_id",
    "complaint_id",
    "invoice_id",
    "kind",
    "stay_id",
    "subscription_id",
    "ticket_id",
    "version",
}
"""Path parameters that say nothing: names that we made, and those of public documents."""
PLATES = {"ask_for_discount", "claim_discount", "inspect_plate", "release_discount", "take_vehicle_off"}
"""Operations with a plate in their path."""
QUESTIONS = {
    "locate_parking_subzone": {"lat", "lon"},  # of nobody: the operation is open to all and forgets them
    "return_from_sign_in": {"code"},  # RFC 6749 §4.1.2: good once, for a minute, and only with its verifier
}
"""Query parameters that would tell something about a person if anybody knew whose they are."""
PERSONAL = re.compile(r"^(.*_)?(plate|email|phone|pesel|number|name|surname|lat|lon|latitude|longitude|code|token)$")


def test_paths_have_ids_alone_and_a_plate_where_it_is_the_thing_itself():
    in_paths = {(one.name, name) for one in OPERATIONS for name in re.findall(r"{(\w+)}", one.path)}
    assert {operation for operation, name in in_paths if name == "plate"} == PLATES
    assert {name for _, name in in_paths} - {"plate"} <= IDS


def test_queries_ask_for_nothing_personal():
    asked = {one.name: set(one.query.__annotations__) for one in OPERATIONS if one.query}
    personal = {name: {field for field in fields if PERSONAL.match(field)} for name, fields in asked.items()}
    assert {name: fields for name, fields in personal.items() if fields} == QUESTIONS


def test_no_stage_writes_down_the_addresses_it_is_asked_at():
    written = "".join(file.read_text() for file in Path("infra").glob("*.yaml"))
    assert not re.search("AccessLogSetting|DataTraceEnabled|TracingEnabled: true", written)


@pytest.fixture
def heard(town) -> Heard:
    with listening(town.memory) as heard:
        yield heard


def _service() -> ServiceSettings:
    return ServiceSettings("a neighbour", NOWHERE, "mkrakow", lambda: SECRET, 0.2, 0.2)


def _calls() -> list[Callable[[], object]]:
    """Every call of a neighbour over HTTP that is given something personal."""
    cards, families = KrakowCardSystem(_service(), f"{NOWHERE}/return"), KrakowFamilyRegister(_service())
    autopay = Autopay(AutopaySettings(NOWHERE, "123456", lambda: SECRET, answer_seconds=0.2))
    hold = HoldOrder("stay_a_1", 100, "card", EMAIL, "pl", PLATE, f"{NOWHERE}/back", NOW + timedelta(hours=1))
    return [
        lambda: cards.signed_in(CODE, VERIFIER),
        lambda: cards.keep_contact("acc_1", NUMBER, Consent("1", "1", NOW)),
        lambda: cards.recognises("acc_1", PESEL, NUMBER),
        lambda: families.authorise(PESEL, NUMBER),
        lambda: families.recognises(Holder("mem_1", "rod_1"), PESEL, NUMBER),
        lambda: autopay.start_hold(hold),
    ]


@pytest.mark.parametrize("call", range(6))
def test_what_a_neighbour_is_told_stands_in_the_body_and_in_no_log(call, heard):
    with suppress(RegisterUnavailable, GatewayUnknown):
        _calls()[call]()
    assert len(heard.urls) >= 1
    secrets = (PESEL, NUMBER, EMAIL, PLATE, CODE, VERIFIER, SECRET)
    assert [value for value in secrets if heard.urls_with(value) or heard.lines_with(value)] == []


def test_the_card_system_is_told_of_a_plate_by_its_address_and_the_log_is_not(heard):
    change = Change("put", PLATE, "dev_a", "pl", NOW)
    with suppress(RegisterUnavailable):
        KrakowVehicleRegister(_service()).tell("kk_1", change)
    assert heard.urls_with(PLATE)
    assert heard.lines_with(PLATE) == []
