"""The worked example of docs/offline-ticket.md, read by the document's own rules and no line of the product."""

import hashlib
import re
from base64 import urlsafe_b64decode
from pathlib import Path

import cbor2
import segno
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from chalicelib.credentials.credential import DOCUMENTS
from chalicelib.credentials.ticket_verdict import OUTCOMES
from tests.credentials.shown import NOW, credential_of, phone, seen

DOCUMENT = (Path(__file__).parent.parent.parent / "docs" / "offline-ticket.md").read_text(encoding="utf-8")
CREDENTIAL, SHOWN = (bytes.fromhex(block) for block in re.findall(r"```\n([0-9a-f\n]+)```", DOCUMENT))
[(CITYS_KEY, KEY_ID)] = re.findall(r"key, `(\w{64})`, has the id `(\w{4})`", DOCUMENT)
[PHONES_KEY] = map(urlsafe_b64decode, re.findall(r"base64url, is `(\S+)`", DOCUMENT))


def test_the_example_is_what_the_product_writes():
    assert (credential_of(), phone().show(credential_of())) == (CREDENTIAL, SHOWN)
    assert seen(SHOWN).outcome == "valid"


def test_the_credential_is_as_the_document_says():
    assert CREDENTIAL[:8].hex(" ") in DOCUMENT
    assert CREDENTIAL[8:10] == bytes.fromhex(KEY_ID) == hashlib.sha256(bytes.fromhex(CITYS_KEY)).digest()[:2]
    assert (CREDENTIAL[10:12], CREDENTIAL[-66:-64]) == (b"\xa0\x58", b"\x58\x40")
    payload = CREDENTIAL[13:-66]
    assert len(payload) == CREDENTIAL[12]
    signed = cbor2.dumps(["Signature1", CREDENTIAL[3:10], b"mkrakow-ticket-1", payload])
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(CITYS_KEY)).verify(CREDENTIAL[-64:], signed)


def test_the_payload_is_as_the_document_says():
    [written] = re.findall(r"```\n(\{4:.*?)```", DOCUMENT, re.DOTALL)
    as_python = re.sub(r"h'([0-9a-f]+)'", r"bytes.fromhex('\1')", written).replace("true", "True")
    assert cbor2.loads(CREDENTIAL[13:-66]) == eval(as_python)
    assert cbor2.loads(CREDENTIAL[13:-66])[8][1][-2] == PHONES_KEY[1:]


def test_the_code_is_as_the_document_says():
    assert (SHOWN[:3], int.from_bytes(SHOWN[3:7]), SHOWN[71:]) == (b"MK\x01", int(NOW.timestamp()), CREDENTIAL)
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), PHONES_KEY)
    signature = encode_dss_signature(int.from_bytes(SHOWN[7:39]), int.from_bytes(SHOWN[39:71]))
    key.verify(signature, b"mkrakow-shown-1" + SHOWN[3:7] + CREDENTIAL, ec.ECDSA(SHA256()))


def test_the_numbers_of_documents_are_as_the_document_says():
    assert re.findall(r"(?<![\w`])(\d+) `(\w+)`", DOCUMENT) == [(str(at), code) for at, code in enumerate(DOCUMENTS)]


def test_the_verdicts_are_as_the_document_says():
    rows = re.findall(r"^\| (`[a-z_`, ]+`) \| ([a-z ]+) \|", DOCUMENT, re.MULTILINE)
    told = {reason: outcome.replace(" ", "_") for reasons, outcome in rows for reason in re.findall(r"\w+", reasons)}
    assert told == OUTCOMES


def test_the_sizes_are_as_the_document_says():
    version = segno.make(SHOWN, error="m", mode="byte", boost_error=False, micro=False).version
    assert f"The code, {len(SHOWN)} bytes, is QR version {version}:" in DOCUMENT
    assert f"The credential, {len(CREDENTIAL)} bytes:" in DOCUMENT
