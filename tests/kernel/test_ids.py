import re

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.ids import derived_id, fingerprint, random_id

_PARTS = st.lists(st.text(st.characters(exclude_characters="\x1f", exclude_categories=["Cs"])), min_size=1, max_size=4)


def test_a_derived_id_never_changes() -> None:
    """Ids are kept in storage: another algorithm would make a repeated request a new one."""
    assert derived_id("stay", "dev_a", "key-1") == "stay_6syzrgvw6fizd4a5hw4urmjj"


@given(_PARTS, _PARTS)
def test_ids_are_the_same_only_for_the_same_parts(first: list[str], second: list[str]) -> None:
    assert (derived_id("stay", *first) == derived_id("stay", *second)) == (first == second)


def test_the_parts_of_an_id_do_not_run_together() -> None:
    assert derived_id("stay", "dev_a", "bc") != derived_id("stay", "dev_ab", "c")
    assert derived_id("stay", "a") != derived_id("hold", "a")


@given(_PARTS)
def test_a_derived_id_fits_into_an_order_id(parts: list[str]) -> None:
    """The gateway takes 1-32 of A-Za-z0-9_-; an order id is a stay id and a number."""
    assert re.fullmatch(r"stay_[a-z2-7]{24}", derived_id("stay", *parts))


def test_random_ids_are_distinct() -> None:
    ids = {random_id("insp") for _ in range(1000)}

    assert len(ids) == 1000
    assert all(re.fullmatch(r"insp_[a-z2-7]{16}", one) for one in ids)


@given(st.binary(), st.binary())
def test_a_fingerprint_tells_two_bodies_apart(first: bytes, second: bytes) -> None:
    assert (fingerprint(first) == fingerprint(second)) == (first == second)
