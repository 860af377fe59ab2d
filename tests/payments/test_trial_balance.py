"""A trial balance proves that everything sums to zero, and names what does not."""

from dataclasses import replace

from chalicelib.payments.entry import Entry
from chalicelib.payments.trial_balance import Turnover, trial_balance
from tests.payments.test_payment import NOW

TAKEN = Entry("stay_a_1", "captured", NOW, (("city:gateway", 800), ("city:parking", -800)))
BACK = Entry("stay_a_1", "refunded_1", NOW, (("city:gateway", -300), ("city:refunds", 300)))


def test_each_account_has_what_went_in_and_out():
    balance = trial_balance([TAKEN, BACK])
    assert balance.accounts == {
        "city:gateway": Turnover(800, 300),
        "city:parking": Turnover(0, 800),
        "city:refunds": Turnover(300, 0),
    }
    assert balance.accounts["city:gateway"].balance_grosze == 500
    assert (balance.entries, balance.sum_grosze, balance.proved) == (2, 0, True)


def test_an_entry_that_does_not_sum_to_zero_is_named_even_when_another_makes_up_for_it():
    wrong, makes_up = replace(TAKEN, lines=TAKEN.lines[:1]), replace(TAKEN, lines=TAKEN.lines[1:])
    balance = trial_balance([wrong, makes_up])
    assert (balance.sum_grosze, balance.unbalanced, balance.proved) == (0, (wrong, makes_up), False)


def test_a_hold_that_ends_is_no_turnover_of_its_day_and_still_has_to_sum_to_zero():
    claims = (("city:drivers", 800), ("city:holds", -800))
    balance = trial_balance([replace(TAKEN, lines=TAKEN.lines + claims)])
    assert (balance.accounts, balance.proved) == (trial_balance([TAKEN]).accounts, True)
    assert not trial_balance([replace(TAKEN, lines=TAKEN.lines + claims[:1])]).proved


def test_a_day_without_money_is_proved_too():
    assert (trial_balance([]).entries, trial_balance([]).proved) == (0, True)


def test_what_an_account_is_credited_again_is_added():
    credit = trial_balance([TAKEN, replace(TAKEN, order_id="stay_b_1")]).accounts["city:parking"]
    assert credit == Turnover(0, 1600)
