import pytest

from chalicelib.card_numbers import present_in


@pytest.mark.parametrize(
    "body",
    [
        b'{"card": "4111111111111111"}',
        b'{"card": 5555555555554444}',
        b'{"note": "my card is 4111 1111 1111 1111, exp 12/27"}',
        b'{"note": "4111-1111-1111-1111"}',
        b'{"amex": "378282246310005"}',
        b'{"maestro": "6759649826438453"}',
        b'{"old visa": "4222222222222"}',
        b'{"nineteen": "6304000000000000000"}',
        b"4111111111111111",
    ],
)
def test_a_card_number_is_noticed_however_it_is_written(body: bytes) -> None:
    assert present_in(body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b'{"card": "4111111111111112"}',
        b'{"plate": "KR1AB23", "subzone": "A"}',
        b'{"until": "2026-11-21T10:00:00+01:00"}',
        b'{"pesel": "44051401359"}',
        b'{"phone": "+48 500 000 001"}',
        b'{"latitude": 50.4111111111111111, "longitude": 19.5555555555554444}',
        b'{"id": "a4111111111111111"}',
        b'{"digits": "41111111111111111111111111111111"}',
    ],
    ids=["empty", "wrong check digit", "plate", "moment", "PESEL", "phone", "position", "identifier", "too long"],
)
def test_what_a_phone_honestly_sends_is_no_card_number(body: bytes) -> None:
    assert not present_in(body)


def test_a_long_body_of_digits_is_read_in_no_time() -> None:
    assert not present_in(b"1-" * 32_000)
