import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.credentials.cose import NotSigned, sign, take_apart

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY_ID = b"\x01\x02"


@given(st.binary(max_size=400), st.binary(max_size=40))
def test_a_general_reader_of_cose_finds_what_was_signed(payload, purpose):
    tag = cbor2.loads(sign(payload, purpose, KEY_ID, KEY))
    protected, unprotected, told, signature = tag.value
    assert (tag.tag, cbor2.loads(protected), unprotected, told) == (18, {1: -8, 4: KEY_ID}, {}, payload)
    KEY.public_key().verify(signature, cbor2.dumps(["Signature1", protected, purpose, payload]))


@given(st.binary(max_size=400))
def test_what_was_signed_is_read_again(payload):
    taken_apart = take_apart(sign(payload, b"p", KEY_ID, KEY))
    assert (taken_apart.key_id, taken_apart.verified(KEY.public_key(), b"p")) == (KEY_ID, payload)


def test_a_long_list_is_read_again():
    payload = bytes(70_000)
    assert take_apart(sign(payload, b"p", KEY_ID, KEY)).verified(KEY.public_key(), b"p") == payload


def test_what_was_signed_for_one_purpose_is_worth_nothing_for_another():
    with pytest.raises(NotSigned):
        take_apart(sign(bytes(30), b"list", KEY_ID, KEY)).verified(KEY.public_key(), b"ticket")


@given(st.binary(max_size=200))
def test_other_bytes_are_no_message(raw):
    with pytest.raises(NotSigned):
        take_apart(raw)


def other_spelling(message: bytes, **changed: object) -> bytes:
    tag = cbor2.loads(message)
    protected, unprotected, payload, signature = tag.value
    parts = {"tag": 18, "protected": protected, "unprotected": unprotected} | changed
    return cbor2.dumps(cbor2.CBORTag(parts["tag"], [parts["protected"], parts["unprotected"], payload, signature]))


@pytest.mark.parametrize(
    "changed",
    [
        {"unprotected": {4: KEY_ID}},
        {"unprotected": {1: -8}},
        {"protected": cbor2.dumps({1: -7, 4: KEY_ID})},
        {"protected": cbor2.dumps({1: -19, 4: KEY_ID})},
        {"protected": cbor2.dumps({4: KEY_ID, 1: -8})},
        {"protected": cbor2.dumps({1: -8})},
        {"protected": b""},
        {"tag": 17},
        {"tag": 98},
    ],
)
def test_there_is_no_other_algorithm_and_no_other_spelling(changed):
    message = sign(bytes(30), b"p", KEY_ID, KEY)
    assert other_spelling(message) == message
    with pytest.raises(NotSigned):
        take_apart(other_spelling(message, **changed))


def test_a_length_written_longer_than_needed_is_another_message():
    message = sign(bytes(30), b"p", KEY_ID, KEY)
    longer = message.replace(b"\xa0\x58\x1e", b"\xa0\x59\x00\x1e")
    assert cbor2.loads(longer).value == cbor2.loads(message).value
    with pytest.raises(NotSigned):
        take_apart(longer)


def test_another_key_of_the_same_id_verifies_nothing():
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    with pytest.raises(NotSigned):
        take_apart(sign(bytes(30), b"p", KEY_ID, other)).verified(KEY.public_key(), b"p")
