import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import base64url


@given(st.binary())
def test_bytes_come_back_from_text_without_padding(raw: bytes) -> None:
    encoded = base64url.encode(raw)
    assert base64url.decode(encoded) == raw
    assert set(encoded).isdisjoint("+/=")


@pytest.mark.parametrize("text", ["A", "AA.A", "ą", "AA AA", "AAA\n"])
def test_what_is_no_base64url_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        base64url.decode(text)
