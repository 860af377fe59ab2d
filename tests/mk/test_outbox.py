"""The outbox: what the gateway has not confirmed yet is seen, and handed out again by hand."""

import pytest

from tests.mk.conftest import OPERATOR


def test_a_call_waits_from_the_stop_until_the_gateway_confirms_it(desk):
    assert desk("outbox", "list") == (0, "Nic nie czeka.\n")
    stay = desk.stopped()
    desk.city.gateway.lose_next_answer("capture", applied=False)
    desk.city.call_gateway(stay.stay_id)
    [order] = stay.order_ids
    assert desk("outbox", "list") == (
        0,
        f"{order}  pobranie  8,00\u00a0zł  od 23.11.2026 10:00, prób 1  {stay.stay_id}\n",
    )
    desk.city.later(minutes=2)
    desk.city.call_gateway(stay.stay_id)
    desk.city.report(desk.city.report_of(order))
    assert desk("outbox", "list", "--language", "en") == (0, "Nothing is waiting.\n")


def test_what_waits_longest_comes_first_whenever_it_is_looked_at_again(desk):
    early = desk.stopped()
    desk.city.later(minutes=20)
    desk.city.tick()  # so the earlier one is due later than the other
    late = desk.city.running(desk.city.caller("key-00000002"), plate="KR2CD34")
    desk.city.later(minutes=1)
    desk.city.stop(late.stay_id)
    items = desk.json("outbox", "list")["items"]
    assert [item["stay_id"] for item in items] == [early.stay_id, late.stay_id]
    assert [item["stay_id"] for item in desk.json("outbox", "list", "--limit", "1")["items"]] == [early.stay_id]


def test_a_hold_of_which_nobody_knows_is_a_question_that_waits(desk):
    desk.city.start()
    assert desk.json("outbox", "list")["items"] == []
    desk.city.later(hours=2)
    [item] = desk.json("outbox", "list")["items"]
    assert (item["verb"], item["amount_grosze"]) == ("ask", 10700)
    assert "question about the order" in desk("outbox", "list", "--language", "en")[1]


def test_a_running_stay_is_not_in_the_outbox(desk):
    desk.city.running()
    desk.city.later(hours=10, minutes=30)
    assert desk.json("outbox", "list")["items"] == []


def test_a_stays_calls_are_handed_out_by_an_operator_who_answers_for_it(desk, gateway_calls):
    stay = desk.stopped()
    status, said = desk("outbox", "redrive", stay.stay_id, "--why", "operator znów działa")
    assert (status, stay.order_ids[0] in said) == (0, True)
    assert gateway_calls() == [stay.stay_id]
    [entry] = desk.audit("outbox")
    assert (entry.who, entry.what, entry.subject_id, entry.why) == (
        OPERATOR,
        "redrive",
        stay.stay_id,
        "operator znów działa",
    )
    assert entry.before == {"calls": f"capture:{stay.order_ids[0]}", "attempts": 0}


def test_all_that_waits_is_handed_out_at_once(desk, gateway_calls):
    stays = []
    for number in range(3):
        stays.append(desk.city.running(desk.city.caller(f"key-0000000{number}"), plate=f"KR{number}AB23").stay_id)
    desk.city.later(hours=1)
    for stay_id in stays:
        desk.city.stop(stay_id)
    assert len(desk.json("outbox", "redrive", "--all", "--why", "po awarii")["items"]) == 3
    assert sorted(gateway_calls()) == sorted(stays)
    assert {entry.subject_id for entry in desk.audit("outbox")} == set(stays)


@pytest.mark.parametrize("waiting", [True, False])
def test_nothing_is_handed_out_for_a_stay_without_calls(desk, gateway_calls, waiting):
    stay_id = desk.city.running().stay_id if waiting else "stay_nothing"
    status, said = desk("outbox", "redrive", stay_id, "--why", "x", "--language", "en")
    assert (status, said.startswith("refused: " + ("no_call_waits" if waiting else "stay_unknown"))) == (1, True)
    assert (gateway_calls(), desk.audit("outbox")) == ([], [])
