"""A service point makes a code: who stands there shows a document, and the code is shown once and nowhere else."""

import io
import json

import pytest
import time_machine

from chalicelib.activation.started_activations import StartedActivation
from chalicelib.audit import recorded_entries
from tests.activation.code_cases import ADA, EWA, NOW, later, new_city
from tests.mk.conftest import OPERATOR

WHY = "wiadomość nie przychodzi"


@pytest.fixture
def city(aws):
    with new_city() as city, time_machine.travel(NOW, tick=False):
        city.ask()
        yield city


@pytest.fixture
def desk(mk, monkeypatch):
    """Run a command with a document before oneself: its number is typed in, not an argument."""

    def run(pesel, *arguments):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{pesel}\n"))
        return mk("codes", "issue", "act_a", "--why", WHY, *arguments)

    return run


def audit():
    return recorded_entries.of_area("activation", 9, None)[0]


def test_the_code_that_is_shown_is_the_one_that_works(city, desk):
    status, said = desk(ADA.digits, "--json")
    told = json.loads(said)
    assert (status, told["activation_id"], told["live_until"]) == (0, "act_a", "2026-12-08T09:30:00Z")
    city.type(told["code"], now=later(minutes=20))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("pl", "Działa do 08.12.2026 10:30. Nikt go nie pokaże ponownie."),
        ("en", "It works until 08.12.2026 10:30. Nobody can show it again."),
    ],
)
def test_it_is_said_in_the_operators_language(city, desk, language, expected):
    status, said = desk(ADA.digits, "--language", language)
    assert (status, said.strip().endswith(expected)) == (0, True)


def test_it_is_kept_who_made_it_and_why_and_nowhere_which_it_was(city, desk, caplog):
    code = json.loads(desk(ADA.digits, "--json")[1])["code"]
    (entry,) = audit()
    assert (entry.who, entry.what, entry.subject_id, entry.why) == (OPERATOR, "issue_code", "act_a", WHY)
    logged = [vars(record) for record in caplog.records if record.name == "mkrakow"]
    stored = StartedActivation.get("act_a").attribute_values
    assert [one for one in (code, ADA.digits) if one in f"{entry} {stored} {logged}"] == []


@pytest.mark.parametrize(
    ("pesel", "refused"), [(EWA.digits, "desk_code_refused"), ("44051401358", "invalid_pesel"), ("", "invalid_pesel")]
)
def test_without_the_persons_own_document_there_is_none(city, desk, pesel, refused):
    status, said = desk(pesel, "--json")
    assert (status, json.loads(said)["refused"]) == (1, refused)
    assert pesel == "" or pesel not in said
    assert audit() == []


def test_at_a_terminal_the_number_is_typed_unseen(city, mk, monkeypatch):
    asked = []

    def typed(prompt):
        asked.append(prompt)
        return ADA.digits

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("mk.codes.getpass", typed)
    assert mk("codes", "issue", "act_a", "--why", WHY)[0] == 0
    assert asked == ["PESEL: "]


class Terminal(io.StringIO):
    def isatty(self):
        return True
