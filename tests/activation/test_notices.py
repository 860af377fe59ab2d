"""A register's notifications: only its own are taken, and nothing in them is believed."""

import hmac
import json
from datetime import date, timedelta

import msgspec
import pytest

from chalicelib.activation.errors import NoticeNotAuthentic
from chalicelib.activation.take_notice import take_notice
from chalicelib.errors import RegisterUnavailable
from tests.activation.card_cases import FAMILY, KK, NOW

DEEP = b'{"x":' + b"[" * 30_000 + b"]" * 30_000 + b',"source":"cards"}'
"""Within the limit of a body, and deeper than anybody can follow."""
KEYS = {"kk": "key of the cards", "kkr3": "key of the families"}


def notice(**changes):
    facts = {
        "event_id": "evt_1",
        "source": "cards",
        "kind": "entitlement_changed",
        "id": KK,
        "version": 8,
        "happened_at": "2026-12-08T10:00:00+01:00",
    }
    return json.dumps(facts | changes).encode()


def signature(body, key=KEYS["kk"], at=NOW):
    told = str(int(at.timestamp()))
    return f"t={told},v1={hmac.new(key.encode(), told.encode() + b'.' + body, 'sha256').hexdigest()}"


def take(hall, body, signed=None):
    take_notice(body, signed or signature(body, at=hall.now), KEYS.__getitem__, hall.registers, hall.now)


def test_a_notice_brings_the_card_up_to_date_at_once_and_its_phone_is_told(hall, phone):
    phone.linked()
    hall.changes(state="revoked")
    told = hall.messages_of(lambda: take(hall, notice()))
    assert [one.template for one in told] == ["messages.card_revoked"]


def test_what_a_notice_claims_is_not_believed(hall, phone):
    phone.linked()
    before = hall.card().standing
    take(hall, notice(version=99, kind="vehicles_changed"))
    assert hall.card().standing == before


def test_the_same_notice_again_tells_nobody_anything(hall, phone):
    phone.linked()
    hall.changes(valid_until=date(2026, 12, 20))
    take(hall, notice())
    assert hall.messages_of(lambda: take(hall, notice())) == []


def test_a_family_is_looked_at_for_each_member_with_a_phone(hall, phone):
    phone.linked("kkr3")
    hall.changes(source="kkr3", state="expired")
    body = notice(source="families", kind="family_changed", id=FAMILY)
    take(hall, body, signature(body, KEYS["kkr3"]))
    assert hall.card("kkr3").told == "expired"


def test_a_card_that_is_on_no_phone_is_not_even_asked_for(hall):
    take(hall, notice(id="kk_other"))
    assert hall.cards.calls == []


@pytest.mark.parametrize(
    "signed",
    [
        "",
        "v1=00",
        f"t={int(NOW.timestamp())},v1={'0' * 64}",
        signature(notice(), "another key"),
        signature(notice(), KEYS["kkr3"]),
        signature(notice(version=9)),
        signature(notice(), at=NOW - timedelta(seconds=301)),
        signature(notice(), at=NOW + timedelta(seconds=301)),
    ],
)
def test_a_notice_that_is_not_the_registers_or_not_of_these_minutes_is_refused(hall, phone, signed):
    phone.linked()
    hall.changes(state="revoked")
    with pytest.raises(NoticeNotAuthentic):
        take(hall, notice(), signed or "nothing")
    assert hall.card().told == "active"


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"source": "elsewhere"}', b"\xff", DEEP])
def test_what_names_no_register_is_nobodys_notice(hall, body):
    with pytest.raises(NoticeNotAuthentic):
        take(hall, body)


def test_a_signed_notice_of_another_shape_is_invalid(hall):
    with pytest.raises(msgspec.ValidationError):
        take(hall, notice(kind="something_new"))


def test_a_notice_whose_card_cannot_be_read_is_to_be_repeated(hall, phone):
    phone.linked()
    hall.cards.down = True
    with pytest.raises(RegisterUnavailable):
        take(hall, notice())
