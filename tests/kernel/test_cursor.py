import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.cursor import seal, unseal
from chalicelib.errors import InvalidCursor

_KEY = "the key of the cursors"
_LIST = "stays:dev_a"
_POSITIONS = st.dictionaries(st.text(), st.one_of(st.text(), st.integers()))


@given(_POSITIONS)
def test_a_cursor_leads_back_to_its_position(position: dict[str, str | int]) -> None:
    assert unseal(seal(position, _LIST, _KEY), _LIST, _KEY) == position


@given(_POSITIONS, st.text(min_size=1))
def test_a_cursor_of_another_list_is_refused(position: dict[str, str | int], other: str) -> None:
    with pytest.raises(InvalidCursor):
        unseal(seal(position, _LIST + other, _KEY), _LIST, _KEY)


@given(_POSITIONS)
def test_a_cursor_sealed_with_another_key_is_refused(position: dict[str, str | int]) -> None:
    with pytest.raises(InvalidCursor):
        unseal(seal(position, _LIST, "another key"), _LIST, _KEY)


@given(st.text())
def test_whatever_a_phone_invents_is_refused(invented: str) -> None:
    with pytest.raises(InvalidCursor):
        unseal(invented, _LIST, _KEY)


@given(st.binary(max_size=12), _POSITIONS)
def test_a_position_signed_by_somebody_else_is_refused(signature: bytes, position: dict[str, str | int]) -> None:
    forged = base64.urlsafe_b64encode(signature.ljust(12, b"\0") + json.dumps(position).encode()).decode()

    with pytest.raises(InvalidCursor):
        unseal(forged, _LIST, _KEY)


@given(_POSITIONS, st.data())
def test_a_single_changed_bit_is_refused(position: dict[str, str | int], data: st.DataObject) -> None:
    sealed = seal(position, _LIST, _KEY)
    raw = bytearray(base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4)))
    bit = data.draw(st.integers(0, 8 * len(raw) - 1))
    raw[bit // 8] ^= 1 << bit % 8

    with pytest.raises(InvalidCursor):
        unseal(base64.urlsafe_b64encode(raw).decode().rstrip("="), _LIST, _KEY)
