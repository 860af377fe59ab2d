"""A service point looks an additional fare up, cancels it for what is shown, or writes it off."""

import json

import pytest
import time_machine

from chalicelib.additional_fares.raised_demands import RaisedDemand
from chalicelib.additional_fares.slip import shown_number
from chalicelib.audit.recorded_entries import RecordedEntry
from chalicelib.parking.kept_stays import KeptStay
from chalicelib.payments.booked_entries import BookedEntry
from chalicelib.tickets.kept_tickets import KeptTicket
from tests.additional_fares.desk import IN_2024, Desk, memory


@pytest.fixture
def desk(aws, tables):
    tables(RaisedDemand, RecordedEntry, BookedEntry)
    aws("ssm").put_parameter(Name="/mkrakow/test/cursors/key", Value="k", Type="SecureString")
    return Desk(memory())


@pytest.fixture
def at_desk(mk, desk):
    def run(*arguments):
        with time_machine.travel(desk.now, tick=False):
            return mk("fares", *arguments)

    return run


def test_what_is_still_to_be_paid_is_listed_in_the_operators_language(at_desk, desk):
    number = desk.inspect().number
    printed = f"{number[:4]} {number[4:8]} {number[8:]}"
    line = f"{printed}  03.06.2019 10:30  50  Riding without a valid ticket: demanded  PLN 120.00\n"
    assert at_desk("list", "--language", "en") == (0, line)
    assert "do zapłaty  120,00" in at_desk("list")[1]
    desk.pay(desk.begin(desk.demand(number), 12000))
    assert at_desk("list", "--language", "en")[1] == "Nothing is waiting.\n"


def test_a_list_goes_on_where_its_cursor_says(at_desk, desk):
    numbers = {desk.inspect(key=f"key-0000000{each}").number for each in (1, 2)}
    page = json.loads(at_desk("list", "--limit", "1", "--json")[1])
    rest = json.loads(at_desk("list", "--limit", "1", "--json", "--cursor", page["next_cursor"])[1])
    assert {one["number"] for one in page["items"] + rest["items"]} == numbers


def test_a_demand_is_shown_with_its_payments_and_without_its_secret(at_desk, desk):
    demand = desk.paid()
    status, said = at_desk("show", demand.number, "--json")
    told = json.loads(said)
    assert (status, told["state"], told["due_grosze"]) == (0, "paid", 0)
    assert [payment["captured_grosze"] for payment in told["payments"]] == [12000]
    assert desk.secrets[demand.number] not in said


def test_what_was_shown_cancels_and_leaves_the_handling_fee(at_desk, desk):
    demand = desk.inspect()
    status, said = at_desk("cancel", demand.number, "document", "--why", "Okazano legitymację.", "--language", "en")
    assert status == 0
    assert said.endswith("cancelled, handling fee due  PLN 12.00\n")
    assert at_desk("cancel", demand.number, "document", "--why", "Jeszcze raz.")[0] == 1


def test_a_fee_that_was_not_found_is_said_by_the_operator(at_desk, desk):
    desk.now = IN_2024
    demand = desk.inspect()
    status, said = at_desk("cancel", demand.number, "document", "--why", "Okazano.")
    assert (status, "handling_fee_unknown" in said) == (1, True)
    assert at_desk("cancel", demand.number, "document", "--handling-fee", "24.00", "--why", "Okazano.")[0] == 0
    assert desk.again(demand).handling_grosze == 2400


def test_a_demand_is_written_off_with_its_reasons(at_desk, desk, mk):
    demand = desk.inspect()
    assert "umorzone" in at_desk("write-off", demand.number, "--why", "Zgon.")[1]
    assert demand.number in mk("audit", "list", "--area", "additional_fares")[1]
    assert at_desk("show", "123")[0] == 1


def test_a_refund_that_the_gateway_gave_up_waits_for_a_person_and_is_tried_anew(at_desk, desk, mk, tables):
    tables(KeptStay, KeptTicket)
    demand = desk.paid()
    desk.tell(desk.gateway.approve_again(demand.paid_with))
    desk.later(minutes=5)
    desk.tick()
    [reference] = desk.gateway.refunds
    desk.gateway.cancel_refund(reference)
    desk.later(minutes=5)
    desk.tick()
    second = desk.again(demand).payments[1]
    assert second.state == "needs_review"
    [waiting] = json.loads(mk("review", "list", "--json")[1])["items"]
    assert (waiting["order_id"], waiting["number"], waiting["owner"]) == (second.order_id, demand.number, "mpk")
    assert waiting["possible"] == ["ask_again", "write_off"]
    said = mk("review", "list")[1].splitlines()
    assert said[0].startswith(f"{second.order_id}  do wyjaśnienia (refund_failed)")
    assert said[1].startswith(f"  MPK: {shown_number(demand.number)}  03.06.2019 10:30  50  ")

    with time_machine.travel(desk.now, tick=False):
        assert mk("review", "decide", second.order_id, "ask_again", "--why", "Bank działa.")[0] == 0

    desk.tick()
    desk.pay_out()
    desk.later(hours=1)
    desk.tick()
    assert desk.again(demand).payments[1].refunded_grosze == 12000
    assert mk("review", "list", "--language", "en")[1] == "Nothing is waiting.\n"


def test_what_a_payment_of_a_demand_asked_and_was_answered_is_shown_and_of_nobody(desk, mk):
    demand = desk.paid()
    status, said = mk("payments", "show", demand.paid_with, "--language", "en")
    assert (status, "  MPK: " in said, "@" in said) == (0, True, False)
    told = json.loads(mk("payments", "show", demand.paid_with, "--json")[1])
    assert told.keys() == {"owner", "payment", "demand", "ledger"}
    assert [entry["kind"] for entry in told["ledger"]] == ["captured"]
    assert mk("payments", "show", "fare_000000000000_a")[0] == 1


def test_an_open_attempt_is_listed_with_the_operators_money(at_desk, desk, mk, tables):
    tables(KeptStay, KeptTicket)
    demand = desk.inspect()
    with time_machine.travel(desk.now, tick=False):
        assert json.loads(mk("payments", "list", "--json")[1])["items"] == []
        desk.begin(demand, 12000)
        [item] = json.loads(mk("payments", "list", "--owner", "mpk", "--json")[1])["items"]
    assert (item["owner"], item["number"]) == ("mpk", demand.number)


def test_money_of_a_demand_goes_back_with_who_and_why(desk, mk):
    demand = desk.paid()
    with time_machine.travel(desk.now, tick=False):
        assert mk("payments", "refund", demand.paid_with, "--amount", "10.00", "--why", "Pomyłka.")[0] == 0
    desk.pay_out()
    assert desk.look(demand).refunded.amount == 1000
    assert demand.paid_with in mk("audit", "list", "--area", "payments")[1]


def test_a_demands_calls_are_in_no_outbox(desk, mk):
    order = desk.paid().paid_with
    status, said = mk("outbox", "redrive", order, "--why", "x", "--language", "en")
    assert (status, said.startswith("refused: no_call_waits")) == (1, True)
