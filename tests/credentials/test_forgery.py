"""Whatever is done to a genuine code, no inspector is told that it is valid.

A few thousand tries in every run; a million with `FORGERIES=1000000`, in some minutes. `FORGERY_SEED` makes other ones.
"""

import hashlib
import hmac
import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from chalicelib.credentials import cose
from chalicelib.credentials.credential import PURPOSE
from chalicelib.credentials.ticket_verdict import OUTCOMES, Look, judged
from tests.credentials.shown import DAY, FACTS, HOUR, NOW, SECOND, credential_of, phone, ring, trust

TRIES = int(os.environ.get("FORGERIES", "4000"))
SEED = int(os.environ.get("FORGERY_SEED", "1"))

VICTIM, THIEF = phone("victim"), phone("thief")
THEIR_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
GENUINE = [
    credential_of(replace(FACTS, zones=("I", "II", "III")), VICTIM),
    credential_of(replace(FACTS, ticket_id="tkt_abcdefghijklmnopqrstuvwx", lines=("50",)), VICTIM),
    credential_of(replace(FACTS, ticket_id="tkt_abcdefghijklmnopqrstuvwa", holder=""), THIEF),
]
CODES = [
    VICTIM.show(GENUINE[0]),
    VICTIM.show(GENUINE[1]),
    THIEF.show(GENUINE[2]),
    VICTIM.show(GENUINE[0], NOW - SECOND),
]
FIELDS = [
    (0, 2),
    (2, 3),
    (3, 7),
    (7, 39),
    (39, 71),
    (71, 79),
    (79, 81),
    (81, 82),
    (82, 84),
    (84, -66),
    (-66, -64),
    (-64, None),
]
"""Magic, version, second, r, s; of the credential: head, key id, unprotected, length, payload, length, signature."""

LOOK = Look(NOW, line="50", documents_seen=True)

Mutation = Callable[[random.Random], bytes]


def bit_flips(draw: random.Random) -> bytes:
    code = bytearray(draw.choice(CODES))
    for _ in range(draw.randint(1, 3)):
        code[draw.randrange(len(code))] ^= 1 << draw.randrange(8)
    return bytes(code)


def other_bytes(draw: random.Random) -> bytes:
    code = bytearray(draw.choice(CODES))
    at = draw.randrange(len(code))
    length = draw.randint(1, 64)
    code[at : at + length] = draw.randbytes(min(length, len(code) - at))
    return bytes(code)


def cut(draw: random.Random) -> bytes:
    code = draw.choice(CODES)
    start, end = sorted(draw.sample(range(len(code) + 1), 2))
    return draw.choice([code[:start], code[end:], code[:start] + code[end:]])


def grown(draw: random.Random) -> bytes:
    code = draw.choice(CODES)
    at = draw.randrange(len(code) + 1)
    return code[:at] + draw.randbytes(draw.randint(1, 8)) + code[at:]


def swapped_fields(draw: random.Random) -> bytes:
    mine, theirs = draw.sample(CODES, 2)
    taken = set(draw.sample(range(len(FIELDS)), draw.randint(1, len(FIELDS) - 1)))
    return b"".join((theirs if at in taken else mine)[slice(*field)] for at, field in enumerate(FIELDS))


def spliced(draw: random.Random) -> bytes:
    mine, theirs = draw.sample(CODES, 2)
    at = draw.randrange(min(len(mine), len(theirs)))
    return mine[:at] + theirs[at:]


def better_ticket(draw: random.Random) -> bytes:
    """Claims changed by the phone's own holder, the city's signature kept."""
    return THIEF.show(_resealed(GENUINE[2], _improved(draw, GENUINE[2])))


def own_signature(draw: random.Random) -> bytes:
    """The city's key id on claims that another key signed."""
    genuine = cose.take_apart(GENUINE[2])
    return THIEF.show(cose.sign(_improved(draw, GENUINE[2]), PURPOSE, genuine.key_id, THEIR_KEY))


def other_key_id(draw: random.Random) -> bytes:
    claims = cose.take_apart(GENUINE[2]).payload
    return THIEF.show(cose.sign(claims, PURPOSE, draw.randbytes(2), THEIR_KEY))


def other_algorithm(draw: random.Random) -> bytes:
    """ES256 or HMAC with the public key as its secret, no algorithm, or another name for the same one."""
    tag = cbor2.loads(GENUINE[2])
    key_id, claims = cbor2.loads(tag.value[0])[4], _improved(draw, GENUINE[2])
    protected = cbor2.dumps(
        draw.choice([{1: -7, 4: key_id}, {1: 5, 4: key_id}, {1: 0}, {4: key_id}, {1: -19, 4: key_id}])
    )
    to_sign = cbor2.dumps(["Signature1", protected, PURPOSE, claims])
    r, s = decode_dss_signature(THIEF.private.sign(to_sign, ec.ECDSA(SHA256())))
    keyed = hmac.digest(ring().keys[0].public.public, to_sign, hashlib.sha256)
    signature = draw.choice(
        [r.to_bytes(32) + s.to_bytes(32), keyed, keyed * 2, b"", bytes(64), THEIR_KEY.sign(to_sign)]
    )
    return THIEF.show(cbor2.dumps(cbor2.CBORTag(18, [protected, draw.choice([{}, {4: key_id}]), claims, signature])))


def other_phone(draw: random.Random) -> bytes:
    return THIEF.show(draw.choice(GENUINE[:2]), NOW - draw.randint(0, 20) * SECOND)


def replayed(draw: random.Random) -> bytes:
    """A signature of the same phone for another time or another ticket, or a code that was good at another time."""
    at = NOW + draw.choice([-1, 1]) * draw.randint(21, 10**6) * SECOND
    other = VICTIM.show(draw.choice(GENUINE[:2]), at)
    return draw.choice([CODES[0][:7] + other[7:71] + GENUINE[0], other[:71] + GENUINE[2], other])


def later_second(draw: random.Random) -> bytes:
    """An old code with a fresh second written over it."""
    old = VICTIM.show(GENUINE[0], NOW - draw.randint(21, 10**6) * SECOND)
    return old[:3] + int((NOW - draw.randint(-10, 20) * SECOND).timestamp()).to_bytes(4) + old[7:]


def degenerate_signature(draw: random.Random) -> bytes:
    code, order = CODES[0], 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    r, s = (draw.choice([0, 1, order - 1, order, order + 1, (1 << 256) - 1]).to_bytes(32) for _ in range(2))
    phones = code[:7] + r + s + code[71:]
    citys = code[:-64] + draw.choice([bytes(64), r + s, r + bytes(32), b"\x01" + bytes(63)])
    return draw.choice([phones, VICTIM.show(citys[71:])])


MUTATIONS: list[Mutation] = [
    bit_flips,
    other_bytes,
    cut,
    grown,
    swapped_fields,
    spliced,
    better_ticket,
    own_signature,
    other_key_id,
    other_algorithm,
    other_phone,
    replayed,
    later_second,
    degenerate_signature,
]


def _improved(draw: random.Random, genuine: bytes) -> bytes:
    claims = cbor2.loads(cose.take_apart(genuine).payload)
    longer = int((NOW + draw.randint(1, 1000) * DAY).timestamp())
    claims |= draw.choice(
        [{4: longer}, {5: longer % 10**6}, {6: int((NOW - draw.randint(0, 99) * HOUR).timestamp()) - 1}, {}]
    )
    claims[-65537] |= draw.choice(
        [{8: longer}, {2: 7, 8: longer}, {1: draw.randbytes(6).hex()}, {6: draw.randbytes(4).hex()}]
    )
    return cbor2.dumps(claims, canonical=True)


def _resealed(genuine: bytes, claims: bytes) -> bytes:
    tag = cbor2.loads(genuine)
    protected, unprotected, _, signature = tag.value
    return cbor2.dumps(cbor2.CBORTag(18, [protected, unprotected, claims, signature]))


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_no_forged_code_is_ever_valid(mutation: Mutation):
    draw, known, told = random.Random(f"{SEED} {mutation.__name__}"), trust(), Counter()
    for _ in range(-(-TRIES // len(MUTATIONS))):
        code = mutation(draw)
        if code not in CODES:
            told[judged(code, LOOK, known).reason] += 1
    assert sum(told.values()) > TRIES // len(MUTATIONS) // 2
    assert not {reason for reason in told if OUTCOMES[reason] == "valid"}


def test_the_codes_that_are_forged_are_valid_themselves():
    assert {judged(code, LOOK, trust()).outcome for code in CODES} == {"valid"}
