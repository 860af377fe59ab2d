import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from dateutil.relativedelta import relativedelta

from chalicelib.credentials import cose
from chalicelib.credentials.credential import PURPOSE, issued, payload
from chalicelib.credentials.signing_key import NoKeyInForce, signing_ring
from chalicelib.credentials.signing_keys import signing_keys
from chalicelib.credentials.ticket_key import jwk_set, read_jwk_set
from chalicelib.tariff.product import BY_THE_MONTH, STAMPED
from chalicelib.tariff.published_editions import edition_on
from chalicelib.tariff.validity import of_chosen_day
from tests.credentials.shown import (
    DAY,
    FACTS,
    HOUR,
    MINUTE,
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

RUNBOOK = Path(__file__).parent.parent.parent / "docs" / "runbook.md"
WEEK = timedelta(days=7)
TURN = NOW + WEEK
RING = signing_ring(secret(("old", NOW - 90 * DAY, TURN + HOUR), ("new", TURN, TURN + 90 * DAY)))
OLD, NEW = (key.public.key_id for key in RING.keys)


@pytest.mark.parametrize(("at", "key_id"), [(NOW, OLD), (TURN - HOUR, OLD), (TURN, NEW), (TURN + DAY, NEW)])
def test_the_youngest_key_that_signs_already_signs(at, key_id):
    assert RING.current(at).public.key_id == key_id


def test_without_a_key_in_force_nothing_is_signed():
    with pytest.raises(NoKeyInForce):
        RING.current(TURN + 90 * DAY)


@pytest.mark.parametrize("at", [NOW, TURN, TURN + 3 * DAY, TURN + 395 * DAY])
def test_a_key_is_published_before_it_signs_and_for_as_long_as_a_ticket_may_live(at):
    assert set(RING.published(at).keys) == {OLD, NEW}


def test_no_ticket_lives_longer_than_the_runbook_keeps_its_key():
    [months] = re.findall(r"in the ring for \*\*(\d+) months\*\*", RUNBOOK.read_text(encoding="utf-8"))
    edition, today = edition_on(NOW.date()), NOW.date()
    rules = edition.rules
    assert rules.sale_ahead and rules.several_months
    first_day = today + rules.sale_ahead.days * DAY
    longest = max(rules.several_months.longest, rules.several_months.resident_longest)
    ends = [
        of_chosen_day(product, first_day, longest if product.kind in BY_THE_MONTH else 1, NOW).last_day
        for product in edition.products
        if product.kind not in STAMPED
    ]
    assert max(ends) <= today + relativedelta(months=int(months))


@pytest.mark.parametrize("fetched_before", [timedelta(), 6 * DAY])
@pytest.mark.parametrize(
    ("later", "expected"),
    [
        (12 * HOUR, ("valid", "good")),
        (47 * HOUR, ("valid", "good")),
        (49 * HOUR, ("cannot_tell", "credential_old")),
        (72 * HOUR, ("cannot_tell", "credential_old")),
        (24 * DAY, ("cannot_tell", "credential_old")),
    ],
)
@pytest.mark.parametrize("signed_at", [TURN - HOUR, TURN + HOUR])
def test_over_a_change_of_keys_no_inspector_refuses_anybody(signed_at, later, expected, fetched_before):
    """Not even one who fetched the keys six days ago and has only the list of today."""
    now = signed_at + later
    shown = phone().show(credential_of(replace(FACTS, valid_until=now + DAY), at=signed_at, signed_by=RING), now)
    told = seen(shown, now, Trust(RING.published(now - fetched_before), revoked(at=now - HOUR)))
    assert (told.outcome, told.reason) == expected


def test_a_key_of_the_past_is_worth_nothing_to_who_steals_it():
    """What it signs for a ticket of no one is dated into its time, and old however long it says that it lives."""
    ends, (old, _) = TURN + HOUR, RING.keys
    forged = replace(issued(FACTS, phone().public, ends - MINUTE), expires_at=ends + 365 * DAY)
    message = cose.sign(payload(forged), PURPOSE, old.public.key_id, old.private)
    now = ends + 49 * HOUR
    known = Trust(RING.published(now), revoked(at=now))
    assert seen(phone().show(message, now), now, known).reason == "credential_old"


def test_keys_last_until_the_first_moment_at_which_none_signs():
    assert RING.signs_until(NOW) == TURN + 90 * DAY
    gap = signing_ring(secret(("old", NOW - DAY, TURN), ("new", TURN + HOUR, TURN + DAY)))
    assert (gap.signs_until(NOW), gap.signs_until(TURN)) == (TURN, TURN)


def test_whoever_reads_the_keys_says_for_how_many_days_they_last(aws, caplog):
    ring_ = secret(("city", NOW - DAY, NOW + 30 * DAY))
    aws("ssm").put_parameter(Name="/mkrakow/test/tickets/signing-keys", Value=ring_, Type="SecureString")
    with time_machine.travel(NOW, tick=False):
        signing_keys()
        signing_keys()
    said = [vars(record) for record in caplog.records]
    assert [line["ticket_keys_days_left"] for line in said if "ticket_keys_days_left" in line] == [30]


def test_what_a_key_seems_to_have_signed_outside_its_time_is_forged():
    stolen = signing_ring(secret(("old", NOW - 90 * DAY, TURN + 90 * DAY)))
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
        signing_ring(written)


def test_a_ring_shows_no_private_key():
    shown = repr(RING)
    assert "private" not in shown
    assert "mark_key" not in shown


def test_a_credential_names_its_key():
    assert credential_of(FACTS, at=TURN, signed_by=RING)[8:10] == NEW
