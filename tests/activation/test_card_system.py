"""The adapter of the card system, against the sandbox's one over HTTP."""

import pytest

from chalicelib.activation.activation import Holder, SignIn
from chalicelib.activation.card import Link, linked, unlinked
from chalicelib.activation.card_system import KrakowCardSystem
from chalicelib.activation.errors import (
    CardNotValid,
    CardWithoutPesel,
    NoMobileCard,
    SignInRefused,
)
from chalicelib.errors import RegisterUnavailable
from tests.activation import neighbours
from tests.activation.card_cases import NOW
from tests.activation.code_cases import CONSENT
from tests.activation.neighbours import RETURN, settings

VISIT = SignIn("state-of-a-test", "verifier-" + "v" * 40)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with neighbours.card_system(tmp_path_factory.mktemp("cards")) as address:
        yield address


@pytest.fixture(scope="module")
def cards(address):
    return KrakowCardSystem(settings(address), RETURN)


def code_of(cards, number):
    came = neighbours.sign_in(cards.sign_in_address(VISIT.state, VISIT.challenge), number)
    assert came["state"] == VISIT.state
    return came["code"]


def card(entitlement_id, standing):
    return linked("kk", entitlement_id, "", "act_a", standing, Link("dev_a", NOW, CONSENT))


def test_who_signs_in_on_the_page_is_told_by_a_code_that_works_once(cards):
    code = code_of(cards, "01")
    assert cards.signed_in(code, VISIT.verifier) == Holder("acc_01", "kk_01")
    with pytest.raises(SignInRefused):
        cards.signed_in(code, VISIT.verifier)


def test_a_code_is_worth_nothing_without_its_verifier(cards):
    with pytest.raises(SignInRefused):
        cards.signed_in(code_of(cards, "01"), "another-" + "v" * 40)


def test_who_cancels_comes_back_without_a_code(cards):
    address = cards.sign_in_address(VISIT.state, VISIT.challenge)
    came = neighbours.sign_in(address, "01", decision="cancel")
    assert came == {"error": "access_denied", "state": VISIT.state}


@pytest.mark.parametrize(
    ("number", "refusal"),
    [
        ("05", CardNotValid),
        ("06", CardNotValid),
        ("07", NoMobileCard),
        ("08", CardWithoutPesel),
        ("11", NoMobileCard),
    ],
)
def test_the_owner_of_an_account_reads_why_its_card_cannot_be_linked(cards, number, refusal):
    with pytest.raises(refusal):
        cards.signed_in(code_of(cards, number), VISIT.verifier)


def test_a_card_that_is_active_in_the_older_app_is_recognised(cards):
    assert cards.signed_in(code_of(cards, "09"), VISIT.verifier).old_app_active


def test_pesel_and_number_are_the_accounts_or_not(cards):
    assert cards.recognises("acc_02", "52830301022", "999000002")
    assert not cards.recognises("acc_02", "51820201010", "999000002")
    assert not cards.recognises("acc_02", "52830301022", "999000003")


def test_the_account_gets_its_number(cards):
    assert not cards.recognises("acc_03", "53840401034", "600100200")
    cards.keep_contact("acc_03", "600100200", CONSENT)
    assert cards.recognises("acc_03", "53840401034", "600100200")


def test_a_card_stands_as_its_register_says(cards):
    assert cards.standing("kk_01").state == "active"
    assert (cards.standing("kk_05").state, cards.standing("kk_06").state) == ("expired", "revoked")
    assert cards.standing("kk_nobody") is None


def test_the_register_is_told_of_phones_and_not_troubled_by_cards_it_does_not_know(cards):
    known, unknown = card("kk_01", cards.standing("kk_01")), card("kk_nobody", cards.standing("kk_01"))
    for one in (known, known, unlinked(known, NOW), unknown):
        cards.tell_connection(one)


@pytest.mark.parametrize("wish", ["911", "912", "913", "914", "915"])
def test_an_answer_that_proves_nothing_is_no_answer(cards, wish):
    with pytest.raises(RegisterUnavailable):
        cards.recognises("acc_14", "64831501141", f"999000{wish}")


def test_a_wrong_secret_of_ours_is_no_answer_about_anybody(address):
    with pytest.raises(RegisterUnavailable):
        KrakowCardSystem(settings(address, "another"), RETURN).standing("kk_01")


def test_whether_it_answers_is_known(cards):
    assert cards.answers()
    assert not KrakowCardSystem(settings("http://127.0.0.1:9"), RETURN).answers()


def test_a_register_that_is_not_there_is_no_answer():
    with pytest.raises(RegisterUnavailable):
        KrakowCardSystem(settings("http://127.0.0.1:9"), RETURN).standing("kk_01")


def test_an_id_cannot_leave_its_place_in_the_path(cards):
    assert cards.standing("../entitlements/kk_01") is None
