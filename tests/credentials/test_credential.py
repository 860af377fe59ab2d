from dataclasses import replace
from datetime import timedelta

import cbor2
import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.credentials.cose import NotSigned, take_apart
from chalicelib.credentials.credential import DOCUMENTS, issued, payload, phone_key_of, read_payload
from chalicelib.credentials.presentation import NewerFormat
from chalicelib.tariff.buyer import documents
from chalicelib.tariff.edition import Edition
from chalicelib.tariff.product import LINES_NAMED
from chalicelib.tariff.published_editions import all_editions
from chalicelib.tariff.validity import breakdown_minutes
from tests.credentials.shown import FACTS, HOUR, MINUTE, NOW, credential_of, phone


def test_a_credential_says_what_the_ticket_is():
    credential = issued(FACTS, phone().public, NOW)
    assert read_payload(payload(credential)) == credential


@given(
    st.sets(st.sampled_from(["I", "II", "III"])),
    st.lists(st.text(max_size=8), max_size=2),
    st.sampled_from(["all", "mon_fri", "weekend"]),
    st.text(max_size=20),
    st.text(max_size=20),
    st.lists(st.sampled_from(DOCUMENTS), max_size=3),
    st.integers(0, 60),
)
def test_whatever_a_ticket_is_comes_back_as_it_was(zones, lines, days, concession, holder, documents, minutes):
    facts = replace(
        FACTS,
        zones=tuple(sorted(zones)),
        lines=tuple(lines),
        days=days,
        concession=concession,
        holder=holder,
        documents=tuple(documents),
        breakdown_minutes=minutes,
    )
    assert read_payload(payload(issued(facts, phone().public, NOW))).facts == facts


def test_a_credential_lives_two_days_and_is_renewed_after_half_a_day():
    credential = issued(FACTS, phone().public, NOW)
    assert credential.expires_at - credential.issued_at == 48 * HOUR
    assert credential.renew_at - credential.issued_at == 12 * HOUR


def test_a_credential_is_never_good_beyond_its_ticket():
    credential = issued(replace(FACTS, valid_until=NOW + 5 * HOUR), phone().public, NOW)
    assert (credential.expires_at, credential.renew_at) == (NOW + 5 * HOUR, NOW + 5 * HOUR)


def test_a_credential_lives_as_long_as_a_breakdown_may_make_its_ticket_good():
    ends = NOW + 15 * MINUTE
    credential = issued(replace(FACTS, valid_until=ends, breakdown_minutes=20), phone().public, NOW)
    assert credential.expires_at == ends + 20 * MINUTE


def test_a_credential_that_says_it_lives_longer_than_any_is_not_believed():
    said = replace(issued(FACTS, phone().public, NOW), expires_at=NOW + 9000 * HOUR)
    assert read_payload(payload(said)).expires_at == NOW + 48 * HOUR


def test_it_is_issued_in_the_second_that_has_begun():
    assert issued(FACTS, phone().public, NOW + timedelta(milliseconds=999)).issued_at == NOW


def test_it_names_the_phones_key_as_rfc_8747_does():
    claims = cbor2.loads(take_apart(credential_of()).payload)
    point = phone().public.public_numbers()
    assert claims[8] == {1: {1: 2, -1: 1, -2: point.x.to_bytes(32), -3: bool(point.y & 1)}}


def test_nothing_of_the_holder_is_in_it_but_what_is_shown():
    claims = cbor2.loads(take_apart(credential_of()).payload)
    assert set(claims) == {4, 5, 6, 7, 8, -65537}
    assert claims[-65537] == {
        1: "named-network-z1",
        2: 1,
        5: "student",
        6: "J.K. 1990",
        7: [5],
        8: 1797586200,
    }


def test_every_document_that_a_list_asks_for_can_be_told():
    asked = {
        document
        for edition in all_editions()
        for product in edition.products
        for right in (None, *edition.concessions)
        for rate in product.rates
        for document in documents(product, rate, right)
    }
    assert asked <= set(DOCUMENTS)
    assert len(DOCUMENTS) == len(set(DOCUMENTS))


def test_a_document_that_only_a_later_app_knows_is_not_left_out_in_silence():
    with pytest.raises(NewerFormat):
        read_payload(claims_with(ticket={1: "named-network-z1", 7: [len(DOCUMENTS)], 8: 1797586200}))


@pytest.mark.parametrize(
    "facts",
    [
        replace(FACTS, ticket_id="stay_mzxw6ytb"),
        replace(FACTS, zones=("IV",)),
        replace(FACTS, documents=("a note from home",)),
    ],
)
def test_what_cannot_be_written_is_not_left_out_in_silence(facts):
    with pytest.raises(ValueError, match="not"):
        payload(issued(facts, phone().public, NOW))


def claims_with(**changed: object) -> bytes:
    numbers = {"expires_at": 4, "phone": 8, "ticket": -65537}
    claims = cbor2.loads(payload(issued(FACTS, phone().public, NOW)))
    return cbor2.dumps(claims | {numbers[name]: value for name, value in changed.items()})


@pytest.mark.parametrize(
    "verified",
    [
        b"",
        b"\xff",
        cbor2.dumps({}),
        cbor2.dumps([]),
        cbor2.dumps({-65537: {}}),
        claims_with(ticket={}),
        claims_with(expires_at=1 << 62),
        claims_with(expires_at="soon"),
        claims_with(phone={3: b"kid"}),
        claims_with(phone={1: {1: 2, -1: 2, -2: bytes(32), -3: True}}),
        claims_with(phone={1: {1: 2, -1: 1, -2: b"\xff" * 32, -3: True}}),
    ],
)
def test_claims_of_another_shape_are_no_credential(verified):
    with pytest.raises(NotSigned):
        read_payload(verified)


@pytest.mark.parametrize("point", [b"", bytes(33), b"\x04" + bytes(64), b"\x05" + bytes(32), b"\x02" + b"\xff" * 32])
def test_only_a_compressed_point_of_the_curve_is_a_phones_key(point):
    with pytest.raises(ValueError, match=r"."):
        phone_key_of(point)


def test_both_signs_of_the_phones_key_are_read():
    signs = set()
    for name in "abcdefgh":
        credential = read_payload(payload(issued(FACTS, phone(name).public, NOW)))
        assert credential.facts.device_id == phone(name).device_id
        signs.add(phone(name).public.public_numbers().y & 1)
    assert signs == {0, 1}


def largest_code(edition: Edition) -> bytes:
    """The largest code of any ticket at any rate with any right, with long numbers of lines and Polish initials."""
    codes = []
    for product in edition.products:
        for right in (None, *edition.concessions):
            for rate in product.rates:
                facts = replace(
                    FACTS,
                    product=product.id,
                    zones=product.zones,
                    lines=("163", "904")[: LINES_NAMED[product.lines]],
                    days=product.days,
                    concession=right.id if right else "",
                    holder="Ł.Ż. 1990",
                    documents=documents(product, rate, right),
                    breakdown_minutes=breakdown_minutes(product, edition.rules.breakdown),
                )
                codes.append(phone().show(credential_of(facts)))
    return max(codes, key=len)


def version(shown: bytes) -> int:
    return int(segno.make(shown, error="m", mode="byte", boost_error=False, micro=False).version)


def test_every_ticket_of_every_list_fits_a_qr_code_of_version_13_with_level_m():
    largest = max(map(largest_code, all_editions()), key=len)
    assert (len(largest), version(largest)) == (324, 13)


def test_a_residents_ticket_without_a_reduction_is_smaller():
    shown = phone().show(credential_of(replace(FACTS, concession="", documents=("krakow_card",))))
    assert (len(shown), version(shown)) == (277, 12)
