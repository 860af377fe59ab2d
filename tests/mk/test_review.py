"""What no rule settles waits at the desk, with what may be decided."""

from tests.mk.conftest import OPERATOR


def test_what_waits_for_a_person_says_what_may_be_decided(desk):
    assert desk("review", "list") == (0, "Nic nie czeka.\n")
    stay = desk.silent()
    status, said = desk("review", "list")
    assert status == 0
    assert f"{stay.order_ids[0]}  do wyjaśnienia (gateway_never_confirmed)" in said
    assert said.endswith("  możliwe: ask_again, give_back, write_off\n")
    [item] = desk.json("review", "list")["items"]
    assert (item["stay_id"], item["possible"]) == (stay.stay_id, ["ask_again", "give_back", "write_off"])


def test_a_decision_is_kept_with_who_and_why(desk):
    stay = desk.silent()
    [order] = stay.order_ids
    status, said = desk("review", "decide", order, "give_back", "--why", "nigdy nie pobrano", "--language", "en")
    assert (status, "release requested" in said) == (0, True)
    [entry] = desk.audit("payments")
    assert (entry.who, entry.what, entry.subject_id, entry.why) == (OPERATOR, "give_back", order, "nigdy nie pobrano")
    assert desk.json("review", "list")["items"] == []


def test_a_decision_that_does_not_fit_is_refused(desk):
    [order] = desk.silent().order_ids
    status, said = desk("review", "decide", order, "take", "--why", "x")
    assert (status, said) == (
        1,
        "odmowa: ruling_impossible: Tak nie można rozstrzygnąć tej płatności. "
        "Możliwe: ask_again, give_back, write_off.\n",
    )
    assert desk.audit("payments") == []
