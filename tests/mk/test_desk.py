"""What every command has in common: exit statuses, languages, JSON, and what happens without an answer."""

import json
import os
from datetime import UTC, datetime
from typing import get_args
from unittest.mock import patch

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError
from pynamodb.exceptions import GetError

from chalicelib.errors import Busy
from chalicelib.orders.order_entry import ENTRY_KINDS
from chalicelib.parking import stay
from chalicelib.parking.errors import StayUnknown
from chalicelib.payments import ordered_calls, payment, port
from chalicelib.payments.difference import Outcome
from chalicelib.payments.settlement_report import SettledKind
from chalicelib.texts import catalogue
from mk.__main__ import AREAS, main
from mk.answer import Answer, said
from mk.refusal import status_of, told


@pytest.mark.parametrize("area", AREAS)
def test_every_area_and_command_explains_itself_without_a_system(mk, capsys, area):
    with pytest.raises(SystemExit) as ended:
        mk(area, "--help")
    assert ended.value.code == 0
    assert "show this help" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["payments"],
        ["payments", "show"],
        ["payments", "settle", "stay_a_1"],
        ["payments", "settle", "stay_a_1", "--why", ""],
        ["payments", "list", "--limit", "0"],
        ["payments", "list", "--limit", "-1"],
        ["complaints", "decide", "cmp_a", "rejected", "--why", "  "],
        ["inspectors", "grant", "dev_a"],
        ["payments", "refund", "stay_a_1", "--amount", "9", "--why", "x"],
        ["review", "decide", "stay_a_1", "forgive", "--why", "x"],
        ["ledger", "balance"],
        ["ledger", "balance", "--day", "yesterday"],
        ["outbox", "redrive", "--why", "x"],
        ["outbox", "redrive", "stay_a"],
        ["dlq", "redrive", "messages"],
        ["complaints", "decide", "cmp_a", "forgiven", "--why", "x"],
        ["complaints", "decide", "cmp_a", "money_back", "--amount", "9", "--why", "x"],
        ["reconcile", "import", "/nowhere.csv", "--day", "2026-11-23"],
        ["audit", "list", "--area", "everything"],
    ],
)
def test_what_is_not_understood_ends_with_status_2(mk, arguments):
    with pytest.raises(SystemExit) as ended:
        mk(*arguments)
    assert ended.value.code == 2


def test_the_stage_may_stand_anywhere(desk, capsys):
    assert main(["stays", "find", "--plate", "KR1AB23", "--stage", "test"]) == 1
    assert "stay_unknown" in capsys.readouterr().err


def test_without_a_local_system_nothing_is_asked_of_aws(tmp_path, capsys):
    with patch.dict(os.environ, {"ENDPOINTS": str(tmp_path / "endpoints.json")}):
        assert main(["complaints", "list"]) == 3
    assert capsys.readouterr().err == (
        "brak odpowiedzi: local_system_down: Na tym komputerze nic nie działa: uruchom `make up`.\n"
    )


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (StayUnknown(), 1),
        (ValueError("line 3: amount"), 1),
        (ClientError({"Error": {"Code": "AccessDenied"}}, "Query"), 1),
        (GetError("not there", ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "GetItem")), 1),
        (Busy(), 3),
        (EndpointConnectionError(endpoint_url="http://127.0.0.1:9"), 3),
        (GetError("no answer", ReadTimeoutError(endpoint_url="http://127.0.0.1:9")), 3),
    ],
)
def test_a_neighbour_that_does_not_answer_is_another_status_than_a_no(refusal, status):
    assert status_of(refusal) == status


def test_a_refusal_is_said_in_the_operators_language_or_for_a_program():
    assert told(StayUnknown(), "pl", as_json=False) == "odmowa: stay_unknown: Nie ma takiego postoju."
    assert told(StayUnknown(), "en", as_json=False) == "refused: stay_unknown: There is no such stay."
    assert json.loads(told(StayUnknown(), "en", as_json=True)) == {
        "refused": "stay_unknown",
        "title": "There is no such stay.",
    }
    assert told(Busy(), "en", as_json=False).startswith("no answer: busy: ")


def test_whatever_came_from_outside_does_not_steer_the_terminal():
    answer = Answer({"at": datetime(2026, 11, 23, 8, tzinfo=UTC)}, lambda language: [f"{language}\x1b[2J\u202e", "b"])
    assert said(answer, "en", as_json=False) == "en�[2J�\nb"
    assert json.loads(said(answer, "en", as_json=True)) == {"at": "2026-11-23T08:00:00Z"}


@pytest.mark.parametrize(
    ("group", "words"),
    [
        ("stay_state", get_args(stay.State)),
        ("payment_state", [*get_args(payment.State), "unexplained"]),
        ("order_entry", ENTRY_KINDS),
        ("call", get_args(ordered_calls.Verb)),
        ("report", [*get_args(port.Outcome), *get_args(SettledKind), "refund_done", "refund_failed"]),
        ("difference", [*get_args(Outcome), "open", "vanished"]),
    ],
)
def test_every_word_of_the_rules_is_said(group, words):
    assert {f"desk.{group}.{word}" for word in words} == {
        key for key in catalogue() if key.startswith(f"desk.{group}.")
    }
