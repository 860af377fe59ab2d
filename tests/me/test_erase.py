"""A phone leaves: what may go is gone from every table, what the books must keep is nobody's, and nothing is halved."""

from contextlib import suppress
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.complaints import filed_complaints
from chalicelib.invoices.find_invoice import documents_of
from chalicelib.me.erase import erase
from chalicelib.me.errors import ErasureUnfinished
from chalicelib.parking import kept_stays
from chalicelib.parking.decide_payment import DESK
from chalicelib.parking.issue_receipt import issue_receipt
from chalicelib.parking.published_editions import editions
from chalicelib.payments.booked_entries import of_order
from chalicelib.tickets import kept_tickets
from tests.me.life import EMAIL, PLATE, decide, found, live, over, traces
from tests.safety.phone import Phone
from tests.safety.town import encoded, new_town


class LostAnswer(Exception):
    """A process that dies at this very call."""


@pytest.fixture
def life(phone, town):
    life = live(phone, town)
    decide(life.complaint, town)
    over(phone, town)
    return life


def test_before_an_erasure_the_traces_are_there(phone, town, life):
    kept = {what for what, _ in found(phone, town)}
    assert traces(phone).keys() - kept == {"number", "PESEL"}  # these two never are


def test_after_an_erasure_no_table_has_a_trace_of_the_person(phone, town, life):
    assert phone.send("DELETE", "/me").status_code == 204
    town.settle()
    town.tick("refresh_cards", "tell_card_system")
    soon_gone = {("device", "activations"), ("device", "sends")}
    assert found(phone, town) <= soon_gone
    town.later(days=2)
    town.forget_what_expired()
    assert found(phone, town) == set()
    assert town.push.bound == {}
    assert town.files.uploaded(life.complaint) == frozenset()


def test_the_cards_registers_learn_that_the_cards_are_on_no_phone(phone, town, life):
    phone.send("DELETE", "/me")
    town.tick("refresh_cards")
    assert (town.cards.connected, town.families.connected) == ({"kk_1": False}, {"rod_1": False})
    assert town.stored()["cards"] == []


def test_the_books_stay_as_they_were(phone, town, life):
    before = {stay_id: kept_stays.get(stay_id) for stay_id in life.stays}
    ledger = {stay_id: of_order(f"{stay_id}_1") for stay_id in life.stays}
    receipts = [issue_receipt(stay_id, phone.device_id, town.now, editions()) for stay_id in life.stays]
    phone.send("DELETE", "/me")
    for (stay_id, old), receipt in zip(before.items(), receipts, strict=True):
        stay = kept_stays.get(stay_id)
        assert (stay.plate, stay.fee_grosze, stay.order_ids) == (old.plate, receipt.total_grosze, receipt.order_ids)
        assert [hold.payment.captured_grosze for hold in stay.holds] == [receipt.captured_grosze]
        assert of_order(f"{stay_id}_1") == ledger[stay_id]
    decided = filed_complaints.get(life.complaint)
    assert (decided.status, decided.decision.outcome, decided.subject.plate) == ("decided", "rejected", PLATE)


def test_two_stays_of_one_driver_lead_not_to_one_another(phone, town, life):
    phone.send("DELETE", "/me")
    names = {kept_stays.get(stay_id).device_id for stay_id in life.stays}
    names.add(filed_complaints.get(life.complaint).device_id)
    assert len(names) == 3
    assert all(name.startswith("gone_") for name in names)


def test_the_vehicles_stay_with_the_card(phone, town, life):
    before = town.stored()["registrations"]
    phone.send("DELETE", "/me")
    assert town.stored()["registrations"] == before


def test_a_change_of_vehicles_that_waits_names_the_phone_no_more(phone, town, life):
    town.vehicles.down = True
    phone.said("POST", "/vehicles", {"plate": "KR8EF67"}, 201)
    phone.send("DELETE", "/me")
    assert phone.device_id not in encoded(town.stored()["garages"])
    town.vehicles.down = False
    town.tick("tell_card_system")
    assert ("put", "KR8EF67") in town.vehicles.calls


def test_money_that_goes_back_later_is_told_to_nobody(phone, town, life):
    letters, order_id = len(town.mail.letters), f"{life.stays[1]}_1"
    phone.send("DELETE", "/me")
    DESK.refund_payment(order_id, 100, "operator", "Dobra wola.", town.now)
    town.settle()
    (reference,) = town.gateway.refunds
    town.gateway.pay_out(reference)
    town.later(hours=2)
    town.tick("take_due_stays")
    assert kept_stays.of_order(order_id).holds[0].payment.refunded_grosze == 100
    assert len(town.mail.letters) == letters


def test_a_running_stay_keeps_its_phone(phone, town, life):
    phone.parks("KR9GH12", EMAIL)
    before = town.stored()
    answer = phone.send("DELETE", "/me")
    assert (answer.status_code, answer.json_body["code"]) == (409, "stay_still_running")
    assert town.stored() == before


def test_money_that_is_not_settled_keeps_its_phone(phone, town, life):
    stay_id = phone.parks("KR9GH12", EMAIL)
    phone.said("POST", f"/parking/stays/{stay_id}/stop")
    before = town.stored()
    answer = phone.send("DELETE", "/me")
    assert (answer.status_code, answer.json_body["code"]) == (409, "money_not_settled")
    assert town.stored() == before
    town.settle()
    town.notify(town.gateway.transactions[f"{stay_id}_1"].report)
    assert phone.send("DELETE", "/me").status_code == 204


def test_a_hold_that_nobody_has_approved_keeps_its_phone_until_it_is_over(phone, town):
    order = {"subzone": "B", "kind": "open", "plate": PLATE, "email": EMAIL, "terms_version": "2026-11-21"}
    phone.said("POST", "/parking/stays", order | {"method": "card"}, 201)
    assert phone.send("DELETE", "/me").json_body["code"] == "money_not_settled"
    town.later(minutes=16)
    town.tick("take_due_stays")
    phone.sign_in()
    assert phone.send("DELETE", "/me").status_code == 204


def test_a_ticket_that_is_still_good_keeps_its_phone(phone, town):
    life = live(phone, town)
    decide(life.complaint, town)
    before = town.stored()
    answer = phone.send("DELETE", "/me")
    assert (answer.status_code, answer.json_body["code"]) == (409, "ticket_still_valid")
    assert town.stored() == before


def test_a_sold_ticket_stays_in_the_books_and_names_nobody(phone, town, life):
    before = kept_tickets.get(life.ticket)
    phone.send("DELETE", "/me")
    town.settle()
    ticket = kept_tickets.get(life.ticket)
    assert ticket.device_id.startswith("gone_")
    assert (ticket.holder, ticket.card_id, ticket.fingerprint) == ("", "", "")
    assert (ticket.product, ticket.rate, ticket.payment.amount_grosze) == (before.product, before.rate, 9900)
    assert not [letter for letter in town.mail.letters if "przenies" in letter.body], "nobody moved it"


def test_an_invoice_keeps_its_buyer_as_the_act_on_vat_wants_and_not_the_phone(phone, town, life):
    (before,) = documents_of(life.ticket)
    phone.send("DELETE", "/me")
    (invoice,) = documents_of(life.ticket)
    assert invoice.sale.device_id.startswith("gone_")
    assert replace(invoice, sale=before.sale) == before
    assert (invoice.sale.buyer, invoice.sale.lines) == (before.sale.buyer, before.sale.lines)
    assert Phone(town, key=phone.key).registered().said("GET", "/me/export")["invoices"] == []


def test_a_complaint_without_its_decision_keeps_its_phone(phone, town):
    life = live(phone, town)
    over(phone, town)
    before = town.stored()
    answer = phone.send("DELETE", "/me")
    assert (answer.status_code, answer.json_body["code"]) == (409, "complaint_undecided")
    assert town.stored() == before
    decide(life.complaint, town)
    assert phone.send("DELETE", "/me").status_code == 204


def test_an_erasure_that_runs_out_of_time_goes_on_when_it_is_asked_again(phone, town, life):
    asked = count(1)
    with pytest.raises(ErasureUnfinished):
        erase(phone.device_id, town.now, town.files, seconds=-1)
    assert phone.send("GET", "/devices/me").status_code == 200, "the phone can still ask"
    while True:
        try:
            erase(phone.device_id, town.now, town.files, seconds=-1)
            break
        except ErasureUnfinished:
            assert next(asked) < 20
    town.tick("refresh_cards")
    assert not {trace for trace in found(phone, town) if trace[0] != "device"}


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(dies=st.lists(st.tuples(st.integers(0, 25), st.booleans()), max_size=3))
def test_wherever_it_dies_the_next_request_erases_the_rest(token_private_key, dies):
    """`dies`: at which of its calls of the storage a process dies, before the call or with its answer lost."""
    with new_town(token_private_key) as town:
        phone = Phone(town).registered(name="Telefon kierowcy", push_token="push-token-7f3a")
        life = live(phone, town)
        decide(life.complaint, town)
        over(phone, town)
        for call, is_applied in dies:
            _dying(town.memory, call, is_applied)
            with suppress(LostAnswer):
                erase(phone.device_id, town.now, town.files)
            town.memory.before = town.memory.after = lambda *_: None
        erase(phone.device_id, town.now, town.files)
        town.tick("refresh_cards", "tell_card_system")
        town.later(days=2)
        town.forget_what_expired()
        assert found(phone, town) == set()
        assert town.push.bound == {}


def test_an_index_that_lags_leaves_something_and_the_next_request_finds_it(phone, town, life):
    town.memory.index_lag = lambda: 2
    phone.send("DELETE", "/me")
    town.memory.index_lag = lambda: 0
    assert phone.send("DELETE", "/me").status_code == 204
    town.tick("refresh_cards")
    assert not {trace for trace in found(phone, town) if trace[0] != "device"}


def test_erasing_again_is_harmless(phone, town, life):
    phone.send("DELETE", "/me")
    before = town.stored()
    assert phone.send("DELETE", "/me").status_code == 204
    assert town.stored() == before


def test_a_phone_may_come_back_and_has_nothing(phone, town, life):
    phone.send("DELETE", "/me")
    again = Phone(town, key=phone.key).registered()
    assert again.device_id == phone.device_id
    assert again.said("GET", "/parking/stays")["items"] == again.said("GET", "/complaints")["items"] == []
    assert again.send("GET", f"/parking/stays/{life.stays[0]}").status_code == 404
    assert again.send("GET", f"/complaints/{life.complaint}").status_code == 404


def test_an_inspector_may_leave_and_what_was_looked_up_stays(town):
    inspector = Phone(town).registered("inspector")
    inspector.said("GET", f"/inspection/plates/{PLATE}")
    assert inspector.send("DELETE", "/me").status_code == 204
    assert len(town.stored()["inspections"]) == 1
    assert town.stored()["devices"] == []


def test_a_phone_that_is_only_deleted_leaves_no_card_on_itself(phone, town, life):
    assert phone.send("DELETE", "/devices/me").status_code == 204
    town.tick("refresh_cards")
    assert town.stored()["cards"] == []
    assert town.cards.connected == {"kk_1": False}


def _dying(memory, at, is_applied):
    calls = count()

    def die(*_):
        if next(calls) == at:
            raise LostAnswer

    if is_applied:
        memory.after = die
    else:
        memory.before = die
