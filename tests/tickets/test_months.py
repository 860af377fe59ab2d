"""The chain of a subscription's months: how one follows another, what it costs, and how it ends. To the field."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.payments.payment import Payment
from chalicelib.tickets.month import ticket_id_of_month
from chalicelib.tickets.subscription import (
    NextCharge,
    begun,
    ended,
    issued,
    last_day,
    last_look_at,
    month_after,
    next_charge,
    ordered_next,
    paid_again,
    paid_in_vain,
    state_of,
    step_due,
)
from tests.tickets.known_tickets import (
    DAY,
    DECEMBER,
    FROM,
    GRACE,
    HOUR,
    MINUTE,
    NOW,
    ORDERED_AT,
    UNTIL,
    a_month,
    a_payment,
    a_ticket,
    an_issued,
    monthly,
    paid,
)

INSTALMENTS = (9899, 9901, 9902, 9903, 9904, 2000)
CHARGED_AT = datetime(2026, 12, 29, 9, tzinfo=UTC)
"""Ten in the morning in Kraków, three days before January."""
FEBRUARY = datetime(2027, 1, 31, 23, tzinfo=UTC)


def test_what_was_ordered_as_a_whole_begins_with_its_first_month():
    whole = a_ticket(months=6, valid_until=datetime(2027, 5, 31, 22, tzinfo=UTC))
    assert begun(whole, INSTALMENTS) == paid(replace(whole, valid_until=UNTIL, month=a_month()), amount_grosze=9899)


def test_a_month_of_today_begins_at_once():
    today = a_ticket(valid_from=ORDERED_AT)
    month = begun(today, INSTALMENTS)
    assert (month.valid_from, month.valid_until) == (ORDERED_AT, datetime(2026, 12, 22, 23, tzinfo=UTC))


def test_the_next_month_is_an_order_of_its_own_and_otherwise_as_agreed():
    before = an_issued(
        month=a_month(step_at=CHARGED_AT, charges=3, card_missed=2),
        changed_at=NOW,
        line_changes=(NOW,),
        moves=(NOW,),
        transfer_hash="code",
        transfer_until=NOW,
        remind_at=NOW,
        reminders=1,
        calls_due_at=NOW,
        attempts=4,
        leased_until=NOW,
        version=7,
    )
    ticket_id = ticket_id_of_month("sub_a", 2)
    order = Payment(f"{ticket_id}_1", 9901, "created", CHARGED_AT, UNTIL)
    assert month_after(before, 9901, CHARGED_AT) == a_ticket(
        order,
        ticket_id=ticket_id,
        ordered_at=CHARGED_AT,
        valid_from=UNTIL,
        valid_until=FEBRUARY,
        month=a_month(2, step_at=CHARGED_AT + DAY, charges=1, charge_due=True),
        calls_due_at=CHARGED_AT + 5 * MINUTE,
    )


def test_a_month_ordered_on_the_eve_is_charged_once():
    month = month_after(an_issued(month=a_month()), 9901, UNTIL - HOUR).month
    assert month == a_month(2, charges=1, charge_due=True)


def test_a_paid_month_orders_the_next_three_days_before_it_begins():
    ticket = a_ticket(month=a_month(charge_due=True))
    assert issued(ticket) == monthly(ticket, step_at=CHARGED_AT, charge_due=False)
    assert issued(a_ticket()) == a_ticket()


@pytest.mark.parametrize("month", [a_month(6, step_at=NOW), a_month(2, ended="stopped", step_at=NOW)])
def test_after_the_last_month_and_after_the_end_none_is_ordered(month):
    assert issued(a_ticket(month=month)) == a_ticket(month=replace(month, step_at=None))


def test_what_ordered_the_next_month_has_nothing_left_to_do():
    ticket = an_issued(month=a_month(2, step_at=NOW, charges=2))
    assert ordered_next(ticket) == monthly(ticket, step_at=None)


def test_no_ticket_but_a_month_of_several_orders_another():
    with pytest.raises(ValueError, match=r"^the ticket is no month of a subscription$"):
        ordered_next(an_issued())


def test_the_end_leaves_nothing_to_be_done_but_to_have_the_card_forgotten():
    ticket = an_issued(month=a_month(2, step_at=NOW, charge_due=True), calls_due_at=NOW, attempts=3, leased_until=NOW)
    assert ended(ticket, "stopped", NOW) == an_issued(month=a_month(2, ended="stopped"), calls_due_at=GRACE)


@pytest.mark.parametrize(("before", "why"), [("", "gap"), ("stopped", "stopped")])
def test_a_first_month_paid_in_vain_ends_it_and_withdraws_what_that_gave(before, why):
    ticket = a_ticket(month=a_month(ended=before, mandate_withdrawn=True))
    assert paid_in_vain(ticket, NOW) == replace(ticket, month=a_month(ended=why), calls_due_at=GRACE)


def test_a_later_month_paid_in_vain_is_a_gap_and_a_ticket_of_no_subscription_stays():
    later = a_ticket(a_payment("refund_requested"), month=a_month(2))
    assert paid_in_vain(later, NOW).month == a_month(2, ended="gap")
    assert paid_in_vain(a_ticket(), NOW) == a_ticket()


def test_the_first_month_paid_again_after_the_end_gives_a_mandate_to_withdraw():
    over = an_issued(month=a_month(ended="stopped", mandate_withdrawn=True))
    assert paid_again(over) == monthly(over, mandate_withdrawn=False)
    for ticket in (
        an_issued(),
        an_issued(month=a_month(mandate_withdrawn=True)),
        an_issued(month=a_month(2, ended="stopped", mandate_withdrawn=True)),
    ):
        assert paid_again(ticket) is ticket


def test_a_step_is_due_from_its_moment_on():
    ticket = an_issued(month=a_month(step_at=NOW))
    assert [step_due(ticket, NOW + minutes * MINUTE) for minutes in (-1, 0, 1)] == [False, True, True]
    assert not step_due(an_issued(), NOW)
    assert not step_due(an_issued(month=a_month()), NOW)


DECLINED = a_payment("failed")
GIVEN_UP = a_payment("expired", settled_at=NOW)


@pytest.mark.parametrize(
    ("last", "state"),
    [
        (a_ticket(month=a_month()), "pending"),
        (a_ticket(DECLINED, month=a_month()), "unpaid"),
        (a_ticket(GIVEN_UP, month=a_month()), "unpaid"),
        (a_ticket(GIVEN_UP, month=a_month(ended="gap")), "unpaid"),
        (an_issued(month=a_month(ended="stopped")), "stopped"),
        (a_ticket(GIVEN_UP, month=a_month(ended="stopped")), "stopped"),
        (an_issued(month=a_month()), "running"),
        (a_ticket(month=a_month(2)), "running"),
        (a_ticket(month=a_month(6)), "running"),
        (an_issued(month=a_month(6)), "completed"),
        (an_issued(month=a_month(ended="returned")), "broken_off"),
        (a_ticket(GIVEN_UP, month=a_month(2, ended="gap")), "broken_off"),
        (an_issued(month=a_month(6, ended="returned")), "broken_off"),
    ],
)
def test_the_last_month_says_what_the_whole_is(last, state):
    earlier = a_ticket(GIVEN_UP, month=a_month(ended="gap"))
    assert state_of([earlier, earlier, last]) == state


@pytest.mark.parametrize(
    ("last", "charge"),
    [
        (an_issued(month=a_month(2, step_at=CHARGED_AT)), NextCharge(3, 9902, date(2026, 12, 29))),
        (an_issued(month=a_month(5, step_at=CHARGED_AT)), NextCharge(6, 2000, date(2026, 12, 29))),
        (a_ticket(DECLINED, month=a_month(2, step_at=CHARGED_AT)), NextCharge(2, 9901, date(2026, 12, 29))),
        (a_ticket(DECLINED, month=a_month(2, step_at=FROM)), NextCharge(2, 9901, DECEMBER)),
        (a_ticket(GIVEN_UP, month=a_month(2, step_at=CHARGED_AT)), None),
        (an_issued(month=a_month(2)), None),
        (a_ticket(month=a_month(2)), None),
    ],
)
def test_what_is_taken_next_is_the_month_that_is_not_paid_yet(last, charge):
    earlier = an_issued(month=a_month())
    assert next_charge([earlier, earlier, last], INSTALMENTS) == charge


def test_the_whole_ends_with_its_last_month():
    assert last_day(a_month()) == date(2027, 5, 31)


def test_the_next_month_can_be_ordered_until_the_last_morning_of_this_one():
    assert last_look_at(an_issued(month=a_month())) == datetime(2026, 12, 31, 9, tzinfo=UTC)
