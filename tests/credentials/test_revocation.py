from dataclasses import replace

import pytest

from chalicelib.credentials import revocation
from chalicelib.credentials.cose import NotSigned, sign
from chalicelib.credentials.credential import LIFETIME, PURPOSE
from chalicelib.credentials.list_revocations import list_revocations
from tests.credentials.shown import (
    DAY,
    FACTS,
    HOUR,
    MINUTE,
    NOW,
    SECOND,
    credential_of,
    number,
    phone,
    revoked,
    ring,
    seen,
    trust,
)

OURS = FACTS.ticket_id
ISSUED = NOW - HOUR


def reason(known: revocation.Revocations) -> str:
    return seen(phone().show(credential_of(at=ISSUED)), known=trust(revocations=known)).reason


def test_a_ticket_that_was_returned_or_moved_since_is_revoked():
    assert reason(revoked((OURS, NOW - MINUTE), at=NOW)) == "revoked"


def test_what_was_issued_after_the_change_is_good():
    assert reason(revoked((OURS, ISSUED - MINUTE), at=NOW)) == "good"
    assert reason(revoked((OURS, ISSUED), at=NOW)) == "good"


def test_the_last_of_several_changes_counts():
    assert reason(revoked((OURS, NOW - MINUTE), (OURS, NOW - DAY), at=NOW)) == "revoked"


def test_another_ticket_is_not_meant():
    assert reason(revoked(("tkt_mzxw6ytboi4dkmrtgq2dmnzz", NOW - MINUTE), at=NOW)) == "good"


def test_the_list_looks_as_far_back_as_a_credential_lives():
    asked = []

    def since(moment):
        asked.append(moment)
        return [(OURS, NOW - MINUTE)]

    city = ring()
    known = revocation.read(list_revocations(NOW + 40 * SECOND, since, city), city.published(NOW))
    assert (asked, known.written_at) == ([NOW - LIFETIME], NOW)
    assert reason(known) == "revoked"


def test_everybody_gets_the_same_list_within_a_minute():
    lists = {list_revocations(NOW + seconds * SECOND, lambda _: [(OURS, NOW)], ring()) for seconds in (0, 1, 59)}
    assert len(lists) == 1


@pytest.mark.parametrize(("tickets", "size"), [(0, 91), (200, 2095), (1000, 10_095), (10_000, 100_099)])
def test_a_ticket_takes_ten_bytes_of_the_list(tickets, size):
    entries = [(f"tkt_{number(str(count)).hex()[:24]}", NOW - MINUTE) for count in range(tickets)]
    assert len(revocation.signed(entries, NOW, ring().current(NOW))) == size


def test_a_list_that_the_city_did_not_sign_is_no_list():
    written = revocation.signed([], NOW, ring().current(NOW))
    for keys in (ring("another").published(NOW), ring(until=NOW).published(NOW)):
        with pytest.raises(NotSigned):
            revocation.read(written, keys)
    for at in range(len(written)):
        changed = bytearray(written)
        changed[at] ^= 1
        with pytest.raises(NotSigned):
            revocation.read(bytes(changed), ring().published(NOW))


def test_a_ticket_is_no_list_and_a_list_is_no_ticket():
    key = ring().current(NOW)
    with pytest.raises(NotSigned):
        revocation.read(credential_of(), ring().published(NOW))
    claims = sign(b"\x00" * 30, revocation.PURPOSE, key.public.key_id, key.private)
    assert revocation.PURPOSE != PURPOSE
    assert seen(phone().show(claims)).reason == "forged"


def test_the_list_names_no_ticket():
    written = revocation.signed([(OURS, NOW)], NOW, ring().current(NOW))
    assert OURS.encode() not in written
    assert replace(FACTS).ticket_id.removeprefix("tkt_").encode() not in written
