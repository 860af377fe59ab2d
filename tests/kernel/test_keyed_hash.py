import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.keyed_hash import KeyRing, NotSealedHere, identity_keys, key_ring

K1, K2 = b"1" * 32, b"2" * 32
OLD = KeyRing("k1", {"k1": K1})
BOTH = KeyRing("k2", {"k1": K1, "k2": K2})
NEW = KeyRing("k2", {"k2": K2})


def test_a_hash_is_hmac_sha_256_with_a_key_for_its_purpose_and_names_its_key() -> None:
    derived = hmac.new(K1, b"hash\x00pesel", hashlib.sha256).digest()
    expected = base64.urlsafe_b64encode(hmac.new(derived, b"text", hashlib.sha256).digest()).decode().rstrip("=")
    assert OLD.keyed("pesel", "text") == f"k1:{expected}"
    assert re.fullmatch("k1:[A-Za-z0-9_-]{43}", OLD.keyed("pesel", "text"))


def test_a_hash_for_one_purpose_is_none_for_another_and_none_under_another_key() -> None:
    hashes = {ring.keyed(purpose, "text") for ring in (OLD, NEW) for purpose in ("pesel", "code")}
    assert len(hashes) == 4
    assert not OLD.matches("code", "text", OLD.keyed("pesel", "text"))


def test_what_is_kept_matches_its_text_alone() -> None:
    kept = OLD.keyed("pesel", "text")
    assert OLD.matches("pesel", "text", kept)
    assert not OLD.matches("pesel", "texT", kept)
    assert not OLD.matches("pesel", "text", kept[:-1])
    assert not OLD.matches("pesel", "text", kept.removeprefix("k1:"))


@pytest.mark.parametrize("kept", [None, "", ":", "nothing:", "k9:abc"])
def test_nothing_matches_where_nothing_is_kept(kept: str | None) -> None:
    assert not OLD.matches("code", "", kept)


def test_the_same_work_is_done_where_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    digest = hmac.digest
    monkeypatch.setattr("chalicelib.keyed_hash.hmac.digest", lambda *given: done.append(1) or digest(*given))
    work = []
    for kept in (OLD.keyed("code", "text"), OLD.keyed("code", "other"), None, "k9:gone"):
        done.clear()
        OLD.matches("code", "text", kept)
        work.append(len(done))
    assert len(set(work)) == 1


def test_a_rotation_loses_nobody() -> None:
    """Add the key, then make it current, then take the old one away: what was kept is found at each step."""
    announced = KeyRing("k1", {"k1": K1, "k2": K2})
    before = OLD.keyed("pesel", "text")
    assert announced.keyed("pesel", "text") == before
    assert BOTH.matches("pesel", "text", before)
    assert BOTH.candidates("pesel", "text") == [NEW.keyed("pesel", "text"), before]
    after = BOTH.keyed("pesel", "text")
    assert announced.matches("pesel", "text", after), "a worker that still has the secret of five minutes ago"
    assert NEW.matches("pesel", "text", after)
    assert not NEW.matches("pesel", "text", before), "only now is the old key's hash worth nothing"


def test_what_was_sealed_before_a_rotation_is_read_after_it() -> None:
    sealed = OLD.seal("to", b"content", "act_a")
    assert BOTH.unseal("to", sealed, "act_a") == b"content"
    with pytest.raises(NotSealedHere):
        NEW.unseal("to", sealed, "act_a")


def test_what_is_sealed_is_bound_to_its_purpose_and_place_and_cannot_be_changed() -> None:
    sealed = OLD.seal("to", b"content", "act_a")
    changed = sealed[:30] + ("A" if sealed[30] != "A" else "B") + sealed[31:]
    for purpose, text, place in [
        ("of", sealed, "act_a"),
        ("to", sealed, "act_b"),
        ("to", sealed[:20], "act_a"),
        ("to", "k1:", "act_a"),
        ("to", "", "act_a"),
        ("to", changed, "act_a"),
    ]:
        with pytest.raises(NotSealedHere):
            OLD.unseal(purpose, text, place)
    assert OLD.seal("to", b"content", "act_a") != sealed, "each sealing has its own nonce"


def test_the_ring_never_shows_its_keys() -> None:
    assert "1111" not in repr(OLD)


def test_the_ring_is_the_secret_of_the_stage(aws: Callable[[str], Any]) -> None:
    written = json.dumps(
        {"current": "k2", "keys": {name: base64.b64encode(key).decode() for name, key in BOTH.keys.items()}}
    )
    aws("ssm").put_parameter(Name="/mkrakow/test/identity/keys", Value=written, Type="SecureString")
    assert identity_keys() == BOTH


@pytest.mark.parametrize(
    "keys",
    [{}, {"k1": "c2hvcnQ="}, {"k1": "not base64!"}, {"k2": base64.b64encode(K2).decode()}],
)
def test_a_ring_without_its_current_key_or_with_a_short_one_is_refused(keys: dict[str, str]) -> None:
    with pytest.raises(ValueError):
        key_ring(json.dumps({"current": "k1", "keys": keys}))
