"""The adapter of the family register, against the sandbox's one over HTTP."""

import pytest

from chalicelib.activation.activation import Holder
from chalicelib.activation.card import Link, linked, unlinked
from chalicelib.activation.family_register import KrakowFamilyRegister
from chalicelib.activation.identify import NOBODY
from chalicelib.errors import RegisterUnavailable
from tests.activation import neighbours
from tests.activation.card_cases import NOW
from tests.activation.code_cases import CONSENT
from tests.activation.neighbours import settings

PARENT = ("63821401139", "999000013")


@pytest.fixture(scope="module")
def families(tmp_path_factory):
    with neighbours.family_register(tmp_path_factory.mktemp("families")) as address:
        yield KrakowFamilyRegister(settings(address))


def test_a_parent_is_found_by_pesel_and_number(families):
    assert families.authorise(*PARENT) == Holder("mem_01_1", "rod_01")
    assert families.authorise(PARENT[0], "999000002") is None
    assert families.authorise("88831101385", "999000038") is None  # a plastic card only


def test_a_member_is_recognised_and_nobody_else(families):
    parent = Holder("mem_01_1", "rod_01")
    assert families.recognises(parent, *PARENT)
    assert not families.recognises(Holder("mem_01_2", "rod_01"), *PARENT)
    assert not families.recognises(NOBODY, *PARENT)


def test_a_family_comes_with_its_members(families):
    standing = families.standing("rod_01")
    assert (standing.state, [one.role for one in standing.members]) == ("active", ["parent"] * 2 + ["child"] * 3)
    assert families.standing("rod_06").state == "revoked"
    assert families.standing("rod_nobody") is None


def test_the_register_is_told_of_each_members_phone(families):
    standing = families.standing("rod_01")
    card = linked("kkr3", "rod_01", "mem_01_1", "act_a", standing, Link("dev_a", NOW, CONSENT))
    gone = linked("kkr3", "rod_nobody", "mem", "act_b", standing, Link("dev_a", NOW, CONSENT))
    for one in (card, unlinked(card, NOW), gone):
        families.tell_connection(one)


@pytest.mark.parametrize("wish", ["911", "912", "913", "914", "915"])
def test_an_answer_that_proves_nothing_is_no_answer(families, wish):
    with pytest.raises(RegisterUnavailable):
        families.authorise(PARENT[0], f"999000{wish}")


def test_whether_it_answers_is_known(families):
    assert families.answers()
    assert not KrakowFamilyRegister(settings("http://127.0.0.1:9")).answers()
