"""A month is charged without its customer, again each day, until it is paid or a gap. To the field."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chalicelib.payments.charge_port import ChargeStarted
from chalicelib.tickets.subscription import (
    card_missed,
    charge_again,
    charge_refused,
    charge_taken_on,
    given_up,
    mandate_withdrawn,
)
from chalicelib.tickets.ticket import Ticket
from tests.tickets.known_tickets import (
    DAY,
    FROM,
    GRACE,
    HOUR,
    MINUTE,
    NOW,
    UNTIL,
    a_month,
    a_payment,
    a_ticket,
    an_issued,
    monthly,
    paid,
)

TEN = datetime(2026, 11, 23, 9, tzinfo=UTC)
EVE = FROM - DAY + 10 * HOUR
"""Ten in the morning of the day before December."""
STARTED = ChargeStarted("T1", "https://gateway.test/T1")
REFUND = a_payment("refund_requested", order_id="tkt_a_1+T2", refund_grosze=1)


def a_charged(state: str = "awaiting_customer", **changes) -> Ticket:
    """A second month, December, that may be paid until it begins; its first charge is not taken on yet."""
    month = a_month(2, step_at=EVE, charges=1, charge_due=True)
    payment = a_payment(state, valid_until=FROM)
    return a_ticket(payment, **{"month": month, "calls_due_at": NOW} | changes)


def test_a_card_that_is_not_valid_is_looked_at_the_next_morning():
    ticket = an_issued(month=a_month(step_at=NOW, card_missed=1))
    assert card_missed(ticket, NOW) == monthly(ticket, step_at=TEN + DAY, card_missed=2)


def test_without_another_morning_a_card_that_is_not_valid_ends_it():
    last_chance = UNTIL - DAY
    ticket = an_issued(month=a_month(step_at=NOW))
    assert card_missed(ticket, last_chance - MINUTE).month == a_month(step_at=last_chance + 10 * HOUR, card_missed=1)
    assert card_missed(ticket, last_chance) == replace(
        ticket, month=a_month(ended="card_not_valid"), calls_due_at=last_chance + 5 * MINUTE
    )


def test_a_moment_that_is_the_end_itself_is_too_late():
    at_ten = an_issued(month=a_month(step_at=NOW), valid_until=TEN + DAY)
    assert card_missed(at_ten, NOW).month == a_month(ended="card_not_valid")
    assert card_missed(replace(at_ten, valid_until=TEN + DAY + MINUTE), NOW).month == a_month(
        step_at=TEN + DAY, card_missed=1
    )


def test_a_month_that_is_not_paid_is_charged_again_the_next_day():
    ticket = monthly(a_charged("failed", attempts=4, leased_until=NOW), charge_due=False)
    assert charge_again(ticket, NOW) == monthly(
        replace(ticket, calls_due_at=GRACE, attempts=0, leased_until=None),
        step_at=TEN + DAY,
        charges=2,
        charge_due=True,
    )


def test_the_last_charge_has_no_other_after_it():
    assert charge_again(a_charged("failed"), EVE).month == a_month(2, charges=2, charge_due=True)


@pytest.mark.parametrize("late", [0 * MINUTE, MINUTE])
def test_a_month_that_has_begun_is_not_charged_again(late):
    ticket = a_charged("failed")
    assert charge_again(ticket, FROM + late) == monthly(ticket, step_at=None, charge_due=False)
    assert charge_again(ticket, FROM - MINUTE).month == a_month(2, charges=2, charge_due=True)


def test_what_nobody_can_pay_any_more_is_not_charged_again():
    assert charge_again(a_charged("expired"), NOW).month == a_month(2, charges=1, ended="gap")


def test_a_charge_that_was_taken_on_waits_for_the_bank():
    ticket = a_charged("created")
    assert charge_taken_on(ticket, 1, STARTED) == monthly(
        paid(
            replace(ticket, calls_due_at=None),
            state="awaiting_customer",
            remote_id="T1",
            redirect_url=STARTED.redirect_url,
        ),
        charge_due=False,
    )


def test_where_to_pay_is_kept_when_the_bank_has_answered_first():
    declined = paid(a_charged("failed"), remote_id="", redirect_url="")
    after = charge_taken_on(declined, 1, STARTED)
    assert after.payment == a_charged("failed").payment


def test_the_answer_to_an_earlier_charge_leaves_the_later_one_due():
    ticket = monthly(a_charged("failed"), charges=2)
    assert charge_taken_on(ticket, 1, None) is ticket
    assert charge_taken_on(ticket, 2, None) == monthly(replace(ticket, calls_due_at=None), charge_due=False)


def test_of_a_transaction_that_is_known_nothing_is_overwritten():
    ticket = a_charged("failed")
    other = ChargeStarted("T7", "https://gateway.test/T7")
    assert charge_taken_on(ticket, 1, other).payment == ticket.payment


def test_a_charge_taken_on_beside_a_refund_leaves_the_refund_planned():
    ticket = a_charged("failed", payments=(a_charged().payment, REFUND))
    assert charge_taken_on(ticket, 1, None) == monthly(ticket, charge_due=False)


def test_a_charge_that_was_refused_is_asked_for_again_by_its_next_step():
    ticket = a_charged("created")
    assert charge_refused(ticket, "no_mandate") == monthly(
        paid(replace(ticket, calls_due_at=None), state="failed", reason="no_mandate"), charge_due=False
    )


def test_a_refusal_says_nothing_about_what_is_decided():
    captured = a_charged("captured")
    assert charge_refused(captured, "no_mandate").payment == captured.payment
    two = a_charged(payments=(a_payment("created"), REFUND))
    assert charge_refused(two, "no_mandate").payments[1] == REFUND


def test_a_month_that_nobody_can_pay_any_more_is_a_gap():
    ticket = a_charged("expired")
    assert given_up(ticket, NOW) == replace(ticket, month=a_month(2, charges=1, ended="gap"), calls_due_at=GRACE)


@pytest.mark.parametrize(
    "ticket",
    [
        a_ticket(a_payment("expired")),
        a_ticket(a_payment("expired"), month=a_month()),
        a_charged("expired", month=a_month(2, ended="stopped")),
        a_charged("captured", issued_at=NOW),
        a_charged("failed"),
        a_charged("awaiting_customer"),
    ],
)
def test_nothing_else_is_a_gap(ticket):
    assert given_up(ticket, FROM + DAY) is ticket


def test_what_waits_for_a_person_may_be_paid_until_its_month_begins():
    ticket = a_charged("needs_review")
    assert given_up(ticket, FROM - MINUTE) == monthly(ticket, step_at=FROM, charge_due=False)
    assert given_up(ticket, FROM).month == a_month(2, charges=1, ended="gap")


def test_a_mandate_that_is_withdrawn_is_not_looked_at_again():
    ticket = an_issued(month=a_month(2, ended="stopped"), calls_due_at=NOW)
    assert mandate_withdrawn(ticket) == monthly(replace(ticket, calls_due_at=None), mandate_withdrawn=True)
