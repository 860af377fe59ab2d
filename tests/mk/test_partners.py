"""Partners' keys: shown once, at API Gateway and in the secret alike, exchanged without a gap, gone at once."""

import json

import pytest

from chalicelib import secret_values
from chalicelib.audit.recorded_entries import RecordedEntry
from chalicelib.errors import Unauthenticated
from chalicelib.vehicles.partner import partner_of
from tests.mk.conftest import OPERATOR, Desk


class Gate:
    """API Gateway with the stage's plan, and the secret."""

    def __init__(self, gateway, ssm):
        self.gateway, self.ssm = gateway, ssm
        self.plan_id = gateway.create_usage_plan(name="mkrakow-test-partners")["id"]

    def in_plan(self):
        """The keys that API Gateway lets in."""
        linked = {key["id"] for key in self.gateway.get_usage_plan_keys(usagePlanId=self.plan_id)["items"]}
        keys = self.gateway.get_api_keys(includeValues=True)["items"]
        return {key["value"]: key["name"] for key in keys if key["id"] in linked and key["enabled"]}

    def partner(self, key):
        """Whom the API takes for the caller, once it has read the secret again; None for nobody."""
        secret_values._kept.pop("partners/keys", None)
        try:
            return partner_of(key) if key in self.in_plan() else None
        except Unauthenticated:
            return None


@pytest.fixture
def gate(aws, tables, monkeypatch):
    tables(RecordedEntry)
    monkeypatch.setattr(secret_values, "_kept", {})
    return Gate(aws("apigateway"), aws("ssm"))


@pytest.fixture
def key(mk):
    """Run a command that makes a key; return the key."""

    def made(command, partner, *more):
        status, said = mk("partners", command, partner, "--why", "umowa", "--json", *more)
        assert status == 0, said
        return json.loads(said)["key"]

    return made


def test_a_granted_key_opens_the_gate_and_the_api_and_names_its_partner(gate, key):
    meters, stalls = key("grant", "meters"), key("grant", "stalls")
    assert (gate.partner(meters), gate.partner(stalls)) == ("meters", "stalls")
    assert gate.in_plan() == {meters: "mkrakow-test-meters", stalls: "mkrakow-test-stalls"}


@pytest.mark.parametrize(("language", "said"), [("pl", "Klucz partnera meters: "), ("en", "The key of meters: ")])
def test_an_operator_reads_the_key_off_the_screen(gate, mk, language, said):
    status, shown = mk("partners", "grant", "meters", "--why", "umowa", "--language", language)
    [key] = gate.in_plan()
    assert (status, shown.startswith(f"{said}{key}. ")) == (0, True)


def test_a_key_is_shown_once_and_kept_nowhere_but_at_the_gate(gate, mk, key, caplog):
    made = key("grant", "meters")
    (entry,) = Desk.audit("partners")
    assert (entry.who, entry.what, entry.subject_id, entry.why) == (OPERATOR, "grant", "meters", "umowa")
    assert (entry.before, entry.after) == ({"keys": 0}, {"keys": 1})
    kept = gate.ssm.get_parameter(Name="/mkrakow/test/partners/keys", WithDecryption=True)["Parameter"]
    listed = mk("partners", "list")[1] + mk("partners", "list", "--json")[1]
    logged = [vars(record) for record in caplog.records if record.name == "mkrakow"]
    assert made not in f"{entry} {kept} {listed} {logged}"
    assert kept["Type"] == "SecureString"


def test_who_has_a_key_is_granted_no_other(gate, mk, key):
    key("grant", "meters")
    status, said = mk("partners", "grant", "meters", "--why", "x", "--language", "en")
    assert (status, "`mk partners rotate`" in said) == (1, True)
    assert len(Desk.audit("partners")) == len(gate.in_plan()) == 1


def test_while_a_key_is_exchanged_the_one_before_works_too_and_the_one_before_that_does_not(gate, key):
    first, second, third = key("grant", "meters"), key("rotate", "meters"), key("rotate", "meters")
    assert [gate.partner(one) for one in (first, second, third)] == [None, "meters", "meters"]
    assert set(gate.in_plan()) == {second, third}


def test_a_key_that_leaked_is_dead_at_once(gate, key):
    other, first = key("grant", "stalls"), key("grant", "meters")
    second = key("rotate", "meters", "--at-once")
    assert [gate.partner(one) for one in (other, first, second)] == ["stalls", None, "meters"]


def test_a_revoked_partner_is_shut_out_and_the_others_are_not(gate, mk, key):
    other, keys = key("grant", "stalls"), [key("grant", "meters"), key("rotate", "meters")]
    status, said = mk("partners", "revoke", "meters", "--why", "koniec umowy", "--language", "en")
    assert (status, said) == (0, "meters has no key any more.\n")
    assert [gate.partner(one) for one in (other, *keys)] == ["stalls", None, None]
    assert set(gate.in_plan()) == {other}
    assert Desk.audit("partners")[0].before == {"keys": 2}


@pytest.mark.parametrize("command", ["rotate", "revoke"])
def test_who_has_no_key_has_none_to_change(gate, mk, command):
    status, said = mk("partners", command, "meters", "--why", "x", "--json")
    assert (status, json.loads(said)["refused"]) == (1, "partner_unknown")
    assert Desk.audit("partners") == []


@pytest.mark.parametrize(("command", "after"), [("grant", "meters"), ("revoke", None)])
def test_what_a_command_left_half_done_the_next_one_clears_away(gate, mk, key, command, after):
    left = gate.gateway.create_api_key(name="mkrakow-test-meters", enabled=True, value="left-by-a-break-in-between")
    assert "nie działa" in mk("partners", "list")[1]
    if command == "grant":
        made = key(command, "meters")
        assert gate.partner(made) == after
    else:
        assert mk("partners", command, "meters", "--why", "x")[0] == 0
    ids = {one["id"] for one in gate.gateway.get_api_keys()["items"]}
    assert left["id"] not in ids


def test_the_list_says_who_has_keys_and_which_work(gate, mk, key):
    assert mk("partners", "list", "--language", "en") == (0, "Nobody has a key.\n")
    key("grant", "stalls")
    key("grant", "meters")
    items = json.loads(mk("partners", "list", "--json")[1])["items"]
    assert [(one["partner"], one["works"]) for one in items] == [("meters", True), ("stalls", True)]
    assert set(items[0]) == {"partner", "key_id", "made_at", "works"}


def test_a_stage_without_a_plan_has_no_partners(aws, tables, mk):
    tables(RecordedEntry)
    status, said = mk("partners", "grant", "meters", "--why", "x", "--json")
    assert (status, json.loads(said)["refused"]) == (1, "plan_unknown")
    assert Desk.audit("partners") == []


@pytest.mark.parametrize("name", ["Meters", "m", "a b", "x" * 31, "-a"])
def test_a_partners_name_is_plain(mk, name):
    with pytest.raises(SystemExit):
        mk("partners", "grant", name, "--why", "x")
