from datetime import timedelta

import pytest

from chalicelib.credentials.signing_key import NoKeyInForce, key_ring
from chalicelib.credentials.ticket_key import jwk_set, read_jwk_set
from tests.credentials.shown import (
    DAY,
    FACTS,
    HOUR,
    NOW,
    Trust,
    credential_of,
    phone,
    revoked,
    ring,
    secret,
    seen,
    trust,
)

WEEK = timedelta(days=7)
TURN = NOW + WEEK
RING = key_ring(secret(("old", NOW - 90 * DAY, TURN + HOUR), ("new", TURN, TURN + 90 * DAY)))
OLD, NEW = (key.public.key_id for key in RING.keys)


@pytest.mark.parametrize(("at", "key_id"), [(NOW, OLD), (TURN - HOUR, OLD), (TURN, NEW), (TURN + DAY, NEW)])
def test_the_youngest_key_that_signs_already_signs(at, key_id):
    assert RING.current(at).public.key_id == key_id


def test_without_a_key_in_force_nothing_is_signed():
    with pytest.raises(NoKeyInForce):
        RING.current(TURN + 90 * DAY)


def test_a_key_is_published_before_it_signs_and_until_nothing_of_it_is_good():
    ended = TURN + HOUR
    assert set(RING.published(NOW).keys) == {OLD, NEW}
    assert set(RING.published(ended + 48 * HOUR - timedelta(seconds=1)).keys) == {OLD, NEW}
    assert set(RING.published(ended + 48 * HOUR).keys) == {NEW}


@pytest.mark.parametrize("signed_at", [TURN - HOUR, TURN + HOUR])
def test_over_a_change_of_keys_no_inspector_refuses_anybody(signed_at):
    """Not even one who fetched the keys six days ago and has only the list of today."""
    now = signed_at + 12 * HOUR
    shown = phone().show(credential_of(at=signed_at, signed_by=RING), now)
    known = Trust(RING.published(now - 6 * DAY), revoked(at=now - HOUR))
    assert seen(shown, now, known).outcome == "valid"


def test_what_a_key_seems_to_have_signed_outside_its_time_is_forged():
    stolen = key_ring(secret(("old", NOW - 90 * DAY, TURN + 90 * DAY)))
    shown = phone().show(credential_of(at=TURN + DAY, signed_by=stolen), TURN + DAY)
    known = Trust(RING.published(TURN + DAY), revoked(at=TURN + DAY))
    assert seen(shown, TURN + DAY, known).reason == "forged"


def test_a_key_that_leaked_is_taken_out_and_what_it_signed_is_worth_nothing():
    known = trust(keys=ring("another").published(NOW - HOUR))
    assert seen(phone().show(credential_of()), known=known).reason == "unknown_key"


def test_the_published_keys_are_read_as_they_were():
    published = RING.published(NOW)
    assert read_jwk_set(jwk_set(published)) == published


def test_a_key_is_known_by_what_it_is_and_not_by_what_it_is_called():
    written = jwk_set(ring().published(NOW))
    written["keys"][0]["kid"] = "ffff"
    assert seen(phone().show(credential_of()), known=trust(keys=read_jwk_set(written))).outcome == "valid"


@pytest.mark.parametrize("changed", [{"kty": "EC"}, {"crv": "X25519"}, {"x": "AAAA"}, {"nbf": "soon"}, {"x": None}])
def test_keys_of_another_kind_are_not_taken_for_ours(changed):
    written = jwk_set(ring().published(NOW))
    written["keys"][0] |= changed
    with pytest.raises((ValueError, TypeError)):
        read_jwk_set(written)


@pytest.mark.parametrize(
    "written",
    [
        "{}",
        secret(("a", NOW, TURN), ("a", NOW, TURN)),
        secret(("a", NOW.replace(tzinfo=None), TURN)),
        secret().replace('"marks": "', '"marks": "AAAA'),
    ],
)
def test_a_secret_of_another_shape_signs_nothing(written):
    with pytest.raises((ValueError, KeyError)):
        key_ring(written)


def test_a_ring_shows_no_private_key():
    shown = repr(RING)
    assert "private" not in shown
    assert "mark_key" not in shown


def test_a_credential_names_its_key():
    assert credential_of(FACTS, at=TURN, signed_by=RING)[8:10] == NEW
