import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.payments import autopay_hash
from chalicelib.payments.autopay_hash import Hasher, in_order, is_safe
from chalicelib.payments.autopay_report import read_reports
from chalicelib.payments.autopay_xml import parse

VECTORS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "autopay_vectors.json").read_text())["vectors"]
BY_ID = {vector["id"]: vector for vector in VECTORS}

words = st.text(st.characters(blacklist_characters="|", blacklist_categories=["Cs"]))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_a_published_hash_is_reproduced(vector: dict[str, Any]) -> None:
    hasher = Hasher(lambda: vector["shared_key"])
    assert hasher.digest([value for _, value in vector["fields"]]) == vector["expected_hash"], vector["source"]


@pytest.mark.parametrize(
    ("name", "order"),
    [("doc-start", autopay_hash.START), ("doc-return", autopay_hash.STATUS)],
)
def test_our_order_of_fields_reproduces_a_published_hash(name: str, order: tuple[str, ...]) -> None:
    vector = BY_ID[name]
    sent = dict(reversed(vector["fields"]))
    assert Hasher(lambda: vector["shared_key"]).digest(in_order(sent, order)) == vector["expected_hash"]


def test_the_published_notification_is_read() -> None:
    vector = BY_ID["doc-itn"]
    (report,) = read_reports(parse(vector["xml"].encode()), "1", Hasher(lambda: vector["shared_key"]))
    assert (report.order_id, report.remote_id, report.outcome, report.amount_grosze) == ("11", "91", "paid", 1111)


def test_an_empty_value_leaves_no_separator_and_a_zero_does() -> None:
    hasher = Hasher(lambda: "key")
    assert hasher.digest(["2", "", "100"]) == hasher.digest(["2", "100"])
    assert hasher.digest(["2", "0", "100"]) != hasher.digest(["2", "100"])


def test_the_documented_62_fields_are_hashed_once_each_and_hold_is_none_of_them() -> None:
    assert len(set(autopay_hash.START)) == 62
    assert autopay_hash.START.index("ValidityTime") + 1 == 19
    assert autopay_hash.START.index("LinkValidityTime") + 1 == 34
    assert autopay_hash.START.index("ReturnURL") + 1 == 45
    assert "Hold" not in autopay_hash.START


@given(st.lists(words))
def test_the_hash_of_a_message_proves_it_in_either_case_of_hex(values: list[str]) -> None:
    hasher = Hasher(lambda: "key", "sha512")
    digest = hasher.digest(values)
    assert len(digest) == 128
    assert hasher.proves(digest.upper(), values)


@given(st.lists(words), st.lists(words), words.filter(bool))
def test_the_hash_proves_no_other_message_and_no_other_key(first: list[str], second: list[str], key: str) -> None:
    hasher = Hasher(lambda: "key")
    digest = hasher.digest(first)
    same = [*filter(None, first)] == [*filter(None, second)]
    assert hasher.proves(digest, second) is same
    assert Hasher(lambda: key).proves(digest, first) is (key == "key")


def test_a_claimed_hash_that_is_no_hex_is_merely_wrong() -> None:
    assert not Hasher(lambda: "key").proves("żółć", ["1"])
    assert not Hasher(lambda: "key").proves("", ["1"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OrderID", "a|b"),
        ("orderID", "a b"),
        ("orderID", "a" * 33),
        ("RemoteID", "96VSD-39"),
        ("serviceID", "12345678901"),
        ("serviceID", "١٢٣"),
        ("amount", "1.5"),
        ("amount", "1,50"),
        ("amount", "-1.50"),
        ("currency", "pln"),
        ("paymentDate", "2026070312000"),
        ("MessageID", "short"),
        ("CustomerEmail", "a|b@example.com"),
    ],
)
def test_a_value_out_of_shape_or_with_a_separator_is_unsafe(name: str, value: str) -> None:
    assert not is_safe(name, value)
