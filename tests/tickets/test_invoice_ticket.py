"""The invoice of a ticket: what is paid and kept is on it, and when money goes back it is corrected once."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.audit.recorded_entries import RecordedEntry
from chalicelib.invoices import kept_invoices
from chalicelib.invoices.errors import InvoiceAskedTooLate, InvoiceForAnotherBuyer, NothingToInvoice
from chalicelib.invoices.invoice import Buyer
from chalicelib.tickets import kept_tickets
from chalicelib.tickets.decide_payment import DESK
from chalicelib.tickets.errors import TicketUnknown
from chalicelib.tickets.invoice_ticket import correct_ticket_invoice, invoice_ticket, invoices_of_ticket
from chalicelib.tickets.kept_tickets import KeptTicket
from chalicelib.tickets.move_ticket import move_ticket, offer_transfer
from chalicelib.tickets.ticket_sale import is_other_sale
from simulation.memory_dynamodb import MemoryDynamoDB, installed
from tests.tickets.counter import METROPOLITAN, MODELS, NETWORK, OTHER_PHONE, PHONE, Counter, refund_reference

BUYER = Buyer("Przykładowa Osoba", ("ul. Długa 1/2", "30-001 Kraków"))


@pytest.fixture
def counter():
    """A counter with an audit."""
    tables = MemoryDynamoDB.for_models(*MODELS, RecordedEntry, streamed=(KeptTicket,))
    with installed(tables):
        yield Counter(tables)


@pytest.fixture
def ticket(counter):
    counter.resident()
    return counter.bought(**NETWORK)


def invoiced(counter, ticket, phone=PHONE, buyer=BUYER):
    return invoice_ticket(ticket.ticket_id, phone, buyer, counter.now)


def returned(counter, ticket, grosze):
    """Give the ticket back; the stream tells of it."""
    before = counter.ticket(ticket.ticket_id)
    after = counter.give_back(ticket, grosze)
    assert is_other_sale(before, after)
    correct_ticket_invoice(ticket.ticket_id, counter.now)
    return after


def totals(ticket):
    return [document.sale.gross_grosze for document in kept_invoices.of_reference(ticket.ticket_id)]


def test_an_invoice_names_the_ticket_its_days_its_price_and_the_day_it_was_paid(counter, ticket):
    invoice = invoiced(counter, ticket)
    [line] = invoice.sale.lines
    assert line.name.endswith(", 2026-11-23 – 2026-12-22")
    assert (line.quantity, line.gross_grosze, line.vat_percent) == (1, 9900, 8)
    assert (invoice.sale.sold_on, invoice.sale.paid_on) == (date(2026, 11, 23), date(2026, 11, 23))
    assert invoice.sale.buyer == BUYER


def test_a_ticket_that_is_not_paid_has_no_invoice(counter):
    ticket = counter.buy(**METROPOLITAN)
    with pytest.raises(NothingToInvoice):
        invoiced(counter, ticket)


def test_money_that_made_no_ticket_has_no_invoice(counter):
    """Paid in another sum, so all of it goes back."""
    order = counter.buy(**METROPOLITAN)
    ticket = counter.tell(replace(counter.gateway.approve(order.payment.order_id), amount_grosze=19200))
    with pytest.raises(NothingToInvoice):
        invoiced(counter, ticket)


def test_only_the_tickets_phone_may_ask(counter, ticket):
    with pytest.raises(TicketUnknown):
        invoiced(counter, ticket, OTHER_PHONE)
    assert totals(ticket) == []


def test_after_three_months_nobody_may_ask(counter, ticket):
    counter.later(days=98)  # 1 March
    with pytest.raises(InvoiceAskedTooLate):
        invoiced(counter, ticket)


def test_a_returned_ticket_gets_its_correction(counter, ticket):
    invoiced(counter, ticket)
    counter.later(days=1)
    returned(counter, ticket, 9240)
    _, correction = kept_invoices.of_reference(ticket.ticket_id)
    assert [line.gross_grosze for line in correction.lines_before] == [9900]
    assert [(line.gross_grosze, line.name[-23:]) for line in correction.sale.lines] == [
        (660, "2026-11-23 – 2026-11-24")
    ]
    assert [change.gross_grosze for change in correction.difference] == [-9240]
    assert correction.reason == "Zwrot części lub całości ceny biletu"


def test_a_ticket_returned_before_its_first_day_leaves_nothing_on_the_correction(counter):
    counter.resident()
    ticket = counter.bought(**NETWORK, first_day="2026-12-01")
    invoiced(counter, ticket)
    returned(counter, ticket, 9900)
    assert totals(ticket) == [9900, 0]


def test_a_return_is_corrected_once_however_often_it_is_told(counter, ticket):
    invoiced(counter, ticket)
    returned(counter, ticket, 9570)
    counter.pay_out()
    for _ in range(3):
        correct_ticket_invoice(ticket.ticket_id, counter.now)
    assert totals(ticket) == [9900, 330]


def sent_back(counter, ticket, grosze):
    """An operator sends money back without a return; the stream tells of it."""
    before = counter.ticket(ticket.ticket_id)
    after = DESK.refund_payment(ticket.payment.order_id, grosze, "operator", "a favour", counter.now)
    assert is_other_sale(before, after)
    correct_ticket_invoice(ticket.ticket_id, counter.now)


def test_money_that_an_operator_sends_back_corrects_the_invoice(counter, ticket):
    invoiced(counter, ticket)
    sent_back(counter, ticket, 900)
    counter.pay_out()
    counter.later(minutes=2)
    sent_back(counter, ticket, 9000)
    assert totals(ticket) == [9900, 9000, 0]


def test_what_an_operator_sent_back_before_is_not_on_the_invoice(counter, ticket):
    sent_back(counter, ticket, 900)
    assert invoiced(counter, ticket).sale.gross_grosze == 9000


def test_a_refund_that_failed_and_was_sent_in_another_way_is_no_further_change(counter, ticket):
    invoiced(counter, ticket)
    returned(counter, ticket, 9570)
    counter.work()
    counter.gateway.cancel_refund(refund_reference(counter.ticket(ticket.ticket_id)))
    counter.later(minutes=10)
    counter.tick()
    counter.work()
    counter.later(minutes=2)
    before = counter.ticket(ticket.ticket_id)
    after = DESK.decide_review(ticket.payment.order_id, "write_off", "operator", "by transfer", counter.now)
    assert not is_other_sale(before, after)
    correct_ticket_invoice(ticket.ticket_id, counter.now)
    assert totals(ticket) == [9900, 330]


def test_money_that_is_sent_back_at_last_is_no_second_change(counter, ticket):
    returned(counter, ticket, 9570)
    before = counter.ticket(ticket.ticket_id)
    counter.pay_out()
    after = counter.ticket(ticket.ticket_id)
    assert after.payment.state == "refunded"
    assert not is_other_sale(before, after)


def test_nothing_but_money_changes_a_sale(counter, ticket):
    assert not is_other_sale(None, ticket)
    assert not is_other_sale(replace(ticket, issued_at=None), ticket)
    assert not is_other_sale(ticket, replace(ticket, device_id=OTHER_PHONE, reminders=1))


def test_a_payment_asked_twice_goes_back_without_a_correction(counter, ticket):
    invoiced(counter, ticket)
    before = counter.ticket(ticket.ticket_id)
    assert not is_other_sale(before, counter.pay_again(ticket))


def test_a_return_without_an_invoice_makes_none(counter, ticket):
    returned(counter, ticket, 9570)
    assert totals(ticket) == []


def test_after_a_return_the_invoice_is_for_what_was_used(counter, ticket):
    returned(counter, ticket, 9570)
    assert invoiced(counter, ticket).sale.gross_grosze == 330


def test_a_return_that_comes_between_is_in_the_invoice(counter, ticket):
    """Its correction finds no invoice yet, so the invoice must not be for the whole price."""

    def overtake(operation, _):
        if operation == "TransactWriteItems":
            counter.tables.before = lambda *_: None
            returned(counter, ticket, 9570)

    counter.tables.before = overtake
    assert invoiced(counter, ticket).sale.gross_grosze == 330
    assert totals(ticket) == [330]


def test_an_older_change_that_is_told_again_corrects_nothing_back(counter, ticket):
    invoiced(counter, ticket)
    returned(counter, ticket, 9570)
    kept = kept_tickets.get(ticket.ticket_id)
    correct_ticket_invoice(kept.ticket_id, counter.now)  # the stream's whole batch comes once more
    assert totals(ticket) == [9900, 330]


def test_an_invoice_stays_with_the_phone_that_asked_wherever_the_ticket_goes(counter, ticket):
    invoice = invoiced(counter, ticket)
    code, _ = offer_transfer(ticket.ticket_id, PHONE, counter.now)
    move_ticket(ticket.ticket_id, OTHER_PHONE, "pl", code, counter.now)
    assert invoices_of_ticket(ticket.ticket_id, PHONE) == [invoice]
    assert invoices_of_ticket(ticket.ticket_id, OTHER_PHONE) == []
    with pytest.raises(InvoiceForAnotherBuyer):
        invoiced(counter, ticket, OTHER_PHONE)
    with pytest.raises(TicketUnknown):
        invoices_of_ticket(ticket.ticket_id, "dev_c")


def test_an_invoice_costs_four_round_trips_and_a_repeat_two(counter, ticket):
    assert counter.calls(lambda: invoiced(counter, ticket)) == ["GetItem", "Query", "GetItem", "TransactWriteItems"]
    assert counter.calls(lambda: invoiced(counter, ticket)) == ["GetItem", "Query"]
