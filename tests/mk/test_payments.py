"""Payments at the desk: what is open, both sides of one, and an operator's hands."""

import pytest

from chalicelib.payments import booked_entries
from chalicelib.payments.difference import correction, found
from chalicelib.storage import commit
from tests.mk.conftest import OPERATOR


def test_what_is_not_settled_is_listed_with_its_holds(desk):
    assert desk("payments", "list", "--language", "en") == (0, "Nothing is waiting.\n")
    stay = desk.stopped()
    status, said = desk("payments", "list")
    assert status == 0
    assert said.splitlines()[1] == (
        f"  {stay.order_ids[0]}  zlecono pobranie  zablokowano 107,00\u00a0zł, do pobrania 8,00\u00a0zł"
    )
    [item] = desk.json("payments", "list")["items"]
    assert (item["stay_id"], item["payments"][0]["due_grosze"]) == (stay.stay_id, 800)


def test_a_days_money_is_listed_as_it_was_booked(desk):
    stay = desk.captured()
    status, said = desk("payments", "list", "--day", "2026-11-23", "--language", "en")
    assert status == 0
    assert f"{stay.order_ids[0]}  captured  " in said
    assert "city:gateway +PLN 8.00" in said
    assert "city:parking −PLN 8.00" in said
    assert desk("payments", "list", "--day", "2026-11-22")[1] == "Tego dnia pieniądze się nie poruszyły.\n"


def test_one_payment_is_shown_from_both_sides_in_time_order(desk):
    stay = desk.captured()
    [order] = stay.order_ids
    status, said = desk("payments", "show", order)
    assert status == 0
    head, stay_line, driver, heads, *rows = said.splitlines()
    assert head.startswith(f"{order}  pobrana  zablokowano 107,00\u00a0zł, pobrano 8,00\u00a0zł")
    assert (stay.stay_id in stay_line, driver) == (True, "  kierowca: driver@example.com")
    held, asked, captured = rows
    assert "zablokowano 107,00" in held
    assert "pobranie 8,00\u00a0zł " in asked
    assert "pobrano 8,00\u00a0zł" in captured
    asked_at, answered_at = heads.index("zleciliśmy"), heads.index("operator płatności")
    assert asked[asked_at:].startswith("pobranie")
    assert held[asked_at:answered_at].strip() == ""
    assert captured[answered_at:].startswith("pobrano")


def test_a_program_gets_the_whole_payment(desk):
    stay = desk.captured()
    told = desk.json("payments", "show", stay.order_ids[0])
    assert told["payment"]["captured_grosze"] == 800
    assert told["driver"] == {"email": "driver@example.com", "language": "pl"}
    assert [entry["kind"] for entry in told["ledger"]] == ["held", "capture_requested", "captured"]
    assert told["ledger"][2]["lines"]["city:gateway"] == 800


def test_a_refund_is_ordered_and_answered_for(desk):
    stay = desk.captured()
    [order] = stay.order_ids
    status, said = desk("payments", "refund", order, "--amount", "3.00", "--why", "zły numer")
    assert (status, "zlecono zwrot" in said, "do zwrotu 3,00\u00a0zł" in said) == (0, True, True)
    assert desk.city.stay(stay.stay_id).holds[0].payment.refund_grosze == 300
    [entry] = desk.audit("payments")
    assert (entry.who, entry.what, entry.subject_id, entry.why) == (OPERATOR, "refund", order, "zły numer")


def test_a_refund_is_shown_until_the_gateway_has_sent_it(desk):
    stay = desk.captured()
    [order] = stay.order_ids
    desk("payments", "refund", order, "--amount", "3.00", "--why", "zły numer")
    desk.city.call_gateway(stay.stay_id)
    [reference] = desk.city.gateway.refunds
    desk.city.gateway.pay_out(reference)
    desk.city.later(hours=1)
    desk.city.call_gateway(stay.stay_id)
    *_, asked, sent = desk("payments", "show", order, "--language", "en")[1].splitlines()
    assert f"refund PLN 3.00 {reference}" in asked
    assert "refunded PLN 3.00  " in sent
    assert sent.endswith("  R00000001")


def test_what_a_person_booked_is_shown_beside_the_rest(desk):
    [order] = desk.captured().order_ids
    difference = found(desk.city.now.date(), order, "R00000001", "capture", 800, 900, desk.city.now)
    commit(booked_entries.book(correction(difference, desk.city.now)))
    last = desk("payments", "show", order)[1].splitlines()[-1]
    assert f"korekta {difference.difference_id}" in last
    assert "w raporcie pobrano 9,00\u00a0zł" in last


def test_a_refund_of_more_than_was_taken_is_refused(desk):
    [order] = desk.captured().order_ids
    status, said = desk("payments", "refund", order, "--amount", "8.01", "--why", "x", "--language", "en")
    assert (status, said.startswith("refused: not_refundable: ")) == (1, True)
    assert desk.audit("payments") == []


def test_what_takes_long_is_asked_about_at_once(desk):
    stay = desk.silent()
    status, said = desk("payments", "settle", stay.order_ids[0], "--why", "operator znów działa")
    assert (status, "zlecono pobranie" in said) == (0, True)
    assert [entry.what for entry in desk.audit("payments")] == ["settle"]


def test_a_hold_is_let_go_by_hand(desk):
    stay = desk.silent()
    status, said = desk("payments", "release", stay.order_ids[0], "--why", "awaria", "--language", "en")
    assert (status, "release requested" in said) == (0, True)
    assert [entry.what for entry in desk.audit("payments")] == ["release"]


@pytest.mark.parametrize("command", [["show"], ["settle", "--why", "x"], ["release", "--why", "x"]])
def test_an_order_that_is_nobodys_is_refused(desk, command):
    status, said = desk("payments", command[0], "stay_nothing_1", *command[1:], "--language", "en")
    assert (status, said.startswith("refused: payment_unknown: ")) == (1, True)
