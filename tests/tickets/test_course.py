"""Each turn of a ticket's course, to the field: what it changes, and that it changes nothing else."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.payments.charge_port import ChargeStarted
from chalicelib.tariff.return_rule import Refund
from chalicelib.tickets.course import (
    charge_started,
    lines_changed,
    moved,
    reminded,
    reported,
    returned,
    transfer_offered,
)
from tests.tickets.known_tickets import (
    DAY,
    FROM,
    GRACE,
    HOUR,
    MINUTE,
    NOW,
    ORDERED_AT,
    a_month,
    a_payment,
    a_ticket,
    an_issued,
    going_back,
    monthly,
    paid,
    told,
)

SECOND = timedelta(seconds=1)
REMINDER = datetime(2026, 12, 28, 9, tzinfo=UTC)
TAKEN = {"state": "captured", "due_grosze": 9900, "settled_at": NOW}
BACK = TAKEN | going_back(9900)
SURPLUS = replace(
    a_payment("captured", order_id="tkt_a_1+T2", remote_id="T2", redirect_url="", created_at=NOW, valid_until=NOW),
    **going_back(9900),
)


# Paid.


def test_the_gateway_takes_an_order_on():
    ticket = a_ticket(a_payment("created"), SURPLUS)
    after = charge_started(ticket, ChargeStarted("T1", "https://gateway.test/T1"))
    assert after == a_ticket(a_payment("awaiting_customer"), SURPLUS)


def test_money_makes_the_ticket():
    issued = replace(paid(a_ticket(), **TAKEN), issued_at=NOW, remind_at=REMINDER)
    assert reported(replace(a_ticket(), calls_due_at=NOW), told(), NOW) == issued


@pytest.mark.parametrize(("minutes", "begins"), [(-60, -10), (-10, -10), (-5, -5), (0, 0), (5, 0)])
def test_a_ticket_of_today_begins_when_it_was_paid_neither_before_its_order_nor_later_than_now(minutes, begins):
    today = a_ticket(valid_from=ORDERED_AT - HOUR)
    after = reported(today, told(happened_at=NOW + minutes * MINUTE), NOW)
    assert after.valid_from == NOW + begins * MINUTE


def test_another_amount_goes_back_whole_and_makes_no_ticket():
    back = paid(a_ticket(), **BACK | {"due_grosze": 9800, "refund_grosze": 9800})
    assert reported(a_ticket(), told(grosze=9800), NOW) == replace(
        back, unpaid_because="amount_mismatch", calls_due_at=GRACE
    )


def test_money_that_comes_when_its_first_day_is_lost_goes_back():
    late = FROM + DAY
    back = paid(a_ticket(), **BACK | {"settled_at": late})
    assert reported(a_ticket(), told(happened_at=late), late) == replace(
        back, unpaid_because="paid_too_late", calls_due_at=late + 5 * MINUTE
    )


def test_money_of_a_phone_that_was_erased_goes_back():
    erased = a_ticket(holder="")
    assert reported(erased, told(), NOW) == replace(
        paid(erased, **BACK), unpaid_because="paid_too_late", calls_due_at=GRACE
    )


def test_a_ticket_by_the_minute_begins_with_its_confirmation_and_reminds_of_nothing():
    ticket = a_ticket(minutes=4 * 24 * 60)
    assert reported(ticket, told(), NOW) == replace(
        paid(ticket, **TAKEN), issued_at=NOW, valid_from=NOW, valid_until=NOW + 4 * DAY
    )
    assert reported(ticket, told(), NOW + 5 * MINUTE).unpaid_because == "paid_too_late"


def test_what_the_gateway_says_again_changes_nothing():
    once = reported(a_ticket(), told(), NOW)
    assert reported(once, told(), NOW + HOUR) is once
    waiting = a_ticket()
    assert reported(waiting, told("pending"), NOW) is waiting


def test_a_declined_card_leaves_the_ticket_to_be_paid():
    assert reported(a_ticket(), told("failed"), NOW) == paid(a_ticket(), state="failed", reason="declined")


def test_a_second_transaction_goes_back_and_the_ticket_stays():
    ticket = an_issued()
    twice = reported(ticket, told(remote_id="T2"), NOW)
    assert twice == replace(ticket, payments=(*ticket.payments, SURPLUS), calls_due_at=GRACE)
    assert reported(twice, told(remote_id="T2"), NOW + HOUR) is twice


def test_a_foreign_currency_is_for_a_person_and_a_later_transaction_goes_back():
    foreign = reported(a_ticket(), told(currency="EUR"), NOW)
    assert foreign == paid(a_ticket(), state="needs_review", reason="paid_in_another_currency", settled_at=NOW)
    assert reported(foreign, told(remote_id="T2"), NOW).payments == (*foreign.payments, SURPLUS)


# The reminder.


@pytest.mark.parametrize(("before", "reminds"), [(SECOND, True), (0 * SECOND, False), (-SECOND, False)])
def test_a_reminder_is_of_what_is_still_to_come(before, reminds):
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    begun = a_ticket(ordered_at=at - HOUR, valid_from=at - HOUR, valid_until=datetime(2026, 11, 26, 23, tzinfo=UTC))
    after = reported(begun, told(happened_at=at - HOUR), at - before)
    assert after.remind_at == (at if reminds else None)


def test_a_ticket_that_begins_after_its_reminder_reminds_of_nothing():
    assert reported(a_ticket(valid_until=FROM + 3 * DAY), told(), NOW).remind_at is None
    assert reported(a_ticket(valid_until=FROM + 4 * DAY), told(), NOW).remind_at == FROM + 10 * HOUR


def test_a_reminder_that_was_decided_on_is_not_due_again():
    ticket = an_issued(remind_at=REMINDER, reminders=1)
    assert reminded(ticket) == replace(ticket, remind_at=None, reminders=2)


# One month of several.


def test_a_month_that_another_one_follows_reminds_of_nothing():
    first = a_ticket(month=a_month())
    charged_at = datetime(2026, 12, 29, 9, tzinfo=UTC)
    issued = replace(paid(first, **TAKEN), issued_at=NOW)
    assert reported(first, told(), NOW) == monthly(issued, step_at=charged_at)


def test_the_last_month_reminds_of_its_end():
    last = a_ticket(month=a_month(6))
    assert reported(last, told(), NOW) == replace(paid(last, **TAKEN), issued_at=NOW, remind_at=REMINDER)


def test_money_for_a_month_of_what_has_ended_goes_back():
    over = a_ticket(month=a_month(2, ended="stopped"))
    assert reported(over, told(), NOW) == replace(
        paid(over, **BACK), unpaid_because="subscription_ended", calls_due_at=GRACE
    )


def test_a_first_month_that_is_paid_in_vain_ends_the_whole():
    first = a_ticket(month=a_month())
    back = paid(first, **BACK | {"due_grosze": 1, "refund_grosze": 1})
    assert reported(first, told(grosze=1), NOW) == monthly(
        replace(back, unpaid_because="amount_mismatch", calls_due_at=GRACE), ended="gap"
    )


def test_a_first_month_paid_again_after_the_end_has_its_mandate_withdrawn_again():
    over = an_issued(month=a_month(ended="stopped", mandate_withdrawn=True))
    after = reported(over, told(remote_id="T2"), NOW)
    assert (after.payments[1], after.month) == (SURPLUS, a_month(ended="stopped"))


def test_a_first_month_paid_after_the_end_goes_back_and_the_card_is_forgotten():
    over = a_ticket(month=a_month(ended="stopped", mandate_withdrawn=True))
    after = reported(over, told(), NOW)
    assert (after.unpaid_because, after.month, after.calls_due_at) == (
        "subscription_ended",
        a_month(ended="stopped"),
        GRACE,
    )
    twice = replace(over, payments=(a_payment("captured"), SURPLUS))
    assert reported(twice, told(remote_id="T2"), NOW) is twice


def test_a_later_month_that_is_paid_when_its_first_day_is_lost_is_a_gap():
    late = FROM + DAY
    after = reported(a_ticket(month=a_month(2)), told(happened_at=late), late)
    assert (after.unpaid_because, after.month) == ("paid_too_late", a_month(2, ended="gap"))


def test_a_month_that_waits_for_a_person_is_a_gap_when_it_has_begun():
    second = a_ticket(a_payment(valid_until=FROM), month=a_month(2, charge_due=True))
    in_time = reported(second, told(currency="EUR"), FROM - MINUTE)
    assert in_time.month == a_month(2, step_at=FROM)
    too_late = reported(second, told(currency="EUR"), FROM)
    assert (too_late.month, too_late.calls_due_at) == (a_month(2, ended="gap"), FROM + 5 * MINUTE)


# Given back.


def test_a_returned_ticket_ends_with_the_day_of_the_return():
    at = datetime(2026, 12, 9, 12, tzinfo=UTC)
    ticket = an_issued(remind_at=REMINDER, changed_at=NOW)
    assert returned(ticket, Refund(6600, 3300, 9, 22, date(2026, 12, 9)), at) == replace(
        paid(ticket, **going_back(6600)),
        returned_at=at,
        returned_grosze=6600,
        changed_at=at,
        valid_until=datetime(2026, 12, 9, 23, tzinfo=UTC),
        remind_at=None,
        calls_due_at=at + 5 * MINUTE,
    )


WHOLE = Refund(9900, 0, 0, 31, date(2026, 11, 23))


def test_a_ticket_returned_before_its_first_day_is_good_for_nothing():
    after = returned(an_issued(), WHOLE, NOW)
    assert (after.valid_from, after.valid_until) == (FROM, FROM)


def test_a_return_beside_another_refund_is_asked_about_before_it_is_sent():
    ticket = replace(an_issued(), payments=(a_payment("captured"), SURPLUS), calls_due_at=NOW, attempts=9)
    after = returned(ticket, WHOLE, NOW)
    assert (after.payments, after.attempts) == ((replace(a_payment("captured"), **going_back(9900)), SURPLUS), 1)


def test_a_returned_month_is_the_last_one():
    after = returned(an_issued(month=a_month(2, step_at=REMINDER)), WHOLE, NOW)
    assert (after.month, after.calls_due_at) == (a_month(2, ended="returned"), GRACE)


def test_a_month_returned_after_the_end_leaves_why_it_ended():
    over = a_month(2, ended="stopped", mandate_withdrawn=True)
    after = returned(an_issued(month=over, attempts=3), WHOLE, NOW)
    assert (after.month, after.attempts, after.calls_due_at) == (over, 0, GRACE)


def test_a_return_after_a_change_has_a_second_of_its_own():
    assert returned(an_issued(changed_at=NOW), WHOLE, NOW).changed_at == NOW + SECOND


# Changed and moved.


def test_other_lines_are_a_change_of_their_own_second():
    ticket = an_issued(lines=("52",), line_changes=(ORDERED_AT,))
    after = lines_changed(ticket, ("50", "4"), NOW)
    assert after == replace(ticket, lines=("50", "4"), line_changes=(ORDERED_AT, NOW), changed_at=NOW)
    again = lines_changed(after, ("1",), NOW)
    assert (again.line_changes, again.changed_at) == ((ORDERED_AT, NOW, NOW), NOW + SECOND)
    assert lines_changed(after, ("1",), NOW + HOUR).changed_at == NOW + HOUR


def test_a_new_code_takes_the_place_of_an_earlier_one():
    ticket = an_issued(transfer_hash="earlier", transfer_until=NOW)
    assert transfer_offered(ticket, "later", NOW + HOUR) == replace(
        ticket, transfer_hash="later", transfer_until=NOW + HOUR
    )


def test_a_ticket_is_on_one_phone_alone():
    ticket = an_issued(transfer_hash="code", transfer_until=NOW + HOUR, moves=(ORDERED_AT,), changed_at=NOW)
    assert moved(ticket, "dev_b", "uk", NOW) == replace(
        ticket,
        device_id="dev_b",
        language="uk",
        moves=(ORDERED_AT, NOW),
        changed_at=NOW + SECOND,
        transfer_hash="",
        transfer_until=None,
    )
