"""The books prove themselves, or the command fails."""

from dataclasses import replace

from chalicelib.payments import booked_entries
from chalicelib.storage import commit


def test_a_days_books_sum_to_zero(desk):
    desk.captured()
    status, said = desk("ledger", "balance", "--day", "2026-11-23", "--language", "en")
    assert status == 0
    rows = {line.split()[0]: line.split()[1:] for line in said.splitlines()}
    assert rows["city:gateway"] == ["PLN", "8.00", "PLN", "0.00", "+PLN", "8.00"]
    assert rows["city:parking"] == ["PLN", "0.00", "PLN", "8.00", "−PLN", "8.00"]
    assert said.endswith("sum PLN 0.00, 1 entries: proved\n")


def test_several_days_are_proved_together(desk):
    desk.captured()
    told = desk.json("ledger", "balance", "--from", "2026-11-22", "--until", "2026-11-24")
    assert (told["proved"], told["entries"], told["sum_grosze"], told["unbalanced"]) == (True, 1, 0, [])
    assert told["accounts"]["city:gateway"] == {"debit_grosze": 800, "credit_grosze": 0, "balance_grosze": 800}
    assert desk.json("ledger", "balance", "--from", "2026-11-24")["entries"] == 0


def test_books_that_do_not_sum_to_zero_fail_the_command_and_name_the_entry(desk):
    stay = desk.captured()
    [kept] = [entry for entry in booked_entries.of_order(stay.order_ids[0]) if entry.kind == "captured"]
    lines = (("city:gateway", 800), ("city:parking", -799))
    commit(booked_entries.book(replace(kept, order_id="stay_bad_1", lines=lines)))
    status, said = desk("ledger", "balance", "--day", "2026-11-23")
    assert (status, "NIEZGODNE" in said, "stay_bad_1" in said) == (1, True, True)
    assert desk("ledger", "balance", "--day", "2026-11-23", "--json")[0] == 1


def test_days_the_wrong_way_round_prove_nothing(desk):
    status, said = desk("ledger", "balance", "--from", "2026-11-24", "--until", "2026-11-23", "--language", "en")
    assert (status, said) == (1, "refused: days_reversed: The last day is before the first.\n")
