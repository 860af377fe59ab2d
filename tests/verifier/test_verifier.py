"""The command on an inspector's device: nothing but Python, two files and a code."""

import base64
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import time_machine

from chalicelib.credentials import revocation
from chalicelib.credentials.ticket_key import jwk_set
from tests.credentials.shown import FACTS, HOUR, MINUTE, NOW, credential_of, phone, ring
from verifier.__main__ import main

ROOT = Path(__file__).parent.parent.parent
AT = ["--at", NOW.isoformat()]
CODE = base64.b64encode(phone().show(credential_of())).decode()


@pytest.fixture
def files(tmp_path) -> list[str]:
    """The answers of the backend, as they came an hour ago."""
    keys, listed = tmp_path / "keys.json", tmp_path / "revoked.json"
    keys.write_text(json.dumps(jwk_set(ring().published(NOW - HOUR))))
    message = revocation.signed([], NOW - HOUR, ring().current(NOW))
    listed.write_text(json.dumps({"revocations": base64.b64encode(message).decode()}))
    return ["--keys", str(keys), "--revoked", str(listed)]


def alone(*arguments: str, code: bytes = b"", program: str = "") -> subprocess.CompletedProcess[bytes]:
    """Run it as on a device: no environment of ours, and every socket is an error."""
    forbid = "import socket; socket.socket = None; socket.getaddrinfo = None;"
    program = forbid + (program or "import runpy; runpy.run_module('verifier', run_name='__main__')")
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, input=code, capture_output=True, check=False, cwd=ROOT, env={})


def test_a_ticket_is_judged_without_a_network_a_stage_or_aws(files):
    done = alone(*files, *AT, "--documents-seen", "--language", "en", CODE)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().splitlines()[:2] == ["VALID", "The ticket is good."]


def test_it_loads_no_framework_no_storage_and_no_configuration():
    done = alone(program="import sys, verifier.__main__; print(*sys.modules)")
    loaded = done.stdout.decode().split()
    assert "verifier.__main__" in loaded
    heavy = ("botocore", "boto3", "pynamodb", "chalice", "urllib3", "msgspec", "ssl")
    assert not [name for name in loaded if name.split(".")[0] in heavy]
    assert not {"chalicelib.config", "chalicelib.storage", "chalicelib.aws", "chalicelib.secret_values"} & set(loaded)


@pytest.mark.parametrize(
    ("arguments", "status", "reason"),
    [
        (["--documents-seen"], 0, "good"),
        (["--documents-seen", "--zone", "I", "--line", "50"], 0, "good"),
        (["--documents-seen", "--zone", "II"], 1, "other_zone"),
        ([], 3, "documents"),
    ],
)
def test_the_exit_status_is_the_verdict(files, capsys, arguments, status, reason):
    assert main([*files, *AT, "--json", *arguments, CODE]) == status
    told = json.loads(capsys.readouterr().out)
    assert (told["reason"], told["ticket"]["ticket_id"]) == (reason, FACTS.ticket_id)


def test_it_says_every_document_in_words(files, capsys):
    shown = phone().show(credential_of(replace(FACTS, documents=("student_card", "krakow_card"))))
    main([*files, *AT, "--language", "en", base64.b64encode(shown).decode()])
    assert "documents: Valid student card, Kraków Card" in capsys.readouterr().out


def test_a_ticket_for_a_line_wants_the_line(files, capsys):
    shown = base64.b64encode(phone().show(credential_of(replace(FACTS, lines=("50",))))).decode()
    assert main([*files, *AT, "--documents-seen", "--json", shown]) == 3
    assert json.loads(capsys.readouterr().out)["reason"] == "line_not_told"
    assert main([*files, *AT, "--documents-seen", "--line", "50", shown]) == 0


def test_it_asks_the_clock_unless_told_the_moment(files, capsys):
    with time_machine.travel(NOW + MINUTE, tick=False):
        main([*files, "--json", "--documents-seen", CODE])
    assert json.loads(capsys.readouterr().out)["reason"] == "not_live"


def test_the_codes_bytes_may_come_as_they_are(files):
    done = alone(*files, *AT, "--documents-seen", "-", code=base64.b64decode(CODE))
    assert done.returncode == 0


def test_without_a_list_nobody_can_tell(files, capsys):
    assert main([*files[:2], *AT, "--documents-seen", "--json", CODE]) == 3
    assert json.loads(capsys.readouterr().out)["reason"] == "revocations_old"


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"keys": 1, "published_at": 1}', '{"revocations": "AAAA"}'])
@pytest.mark.parametrize("which", [1, 3])
def test_a_file_that_is_no_such_answer_is_named(files, capsys, which, content):
    Path(files[which]).write_text(content)
    assert main([*files, *AT, CODE]) == 2
    assert files[which] in capsys.readouterr().err


def test_a_list_that_the_city_did_not_sign_is_named(files, capsys):
    city = ring("impostor")
    message = revocation.signed([], NOW, city.current(NOW))
    Path(files[3]).write_text(json.dumps({"revocations": base64.b64encode(message).decode()}))
    assert main([*files, *AT, CODE]) == 2
    assert "none of the keys signed it" in capsys.readouterr().err


def test_a_file_that_is_missing_is_named(files, capsys):
    Path(files[1]).unlink()
    assert main([*files, *AT, CODE]) == 2
    assert "No such file" in capsys.readouterr().err


def test_what_is_not_base64_is_not_understood(files, capsys):
    assert main([*files, *AT, "to nie bilet"]) == 2
    assert "base64" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_it_speaks_the_inspectors_language(files, capsys, language):
    main([*files, *AT, "--documents-seen", "--language", language, CODE])
    assert capsys.readouterr().out.split("\n")[0] == {"pl": "WAŻNY", "en": "VALID", "uk": "ДІЙСНИЙ"}[language]


def test_a_moment_without_an_offset_is_not_understood(files):
    with pytest.raises(SystemExit) as stopped:
        main([*files, "--at", "2026-11-23T09:30:00", CODE])
    assert stopped.value.code == 2
