"""Area `ledger`: the books of what moved money."""

import argparse
from datetime import date

from chalicelib.money import zloty_text
from chalicelib.payments.list_moved import list_moved
from chalicelib.payments.trial_balance import TrialBalance, trial_balance
from chalicelib.texts import text
from mk.answer import Answer
from mk.command import Subparsers, add_area, add_command
from mk.errors import DaysReversed
from mk.ledger_lines import entry_facts, entry_line, signed


def add_to(areas: Subparsers) -> None:
    commands = add_area(areas, "ledger", "the books of what moved money")
    balancing = add_command(commands, "balance", _balance, "prove that the books of some days sum to zero, or fail")
    first = balancing.add_mutually_exclusive_group(required=True)
    first.add_argument("--day", type=date.fromisoformat, metavar="YYYY-MM-DD", help="one day of Kraków's calendar")
    first.add_argument("--from", dest="first", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the first day")
    balancing.add_argument(
        "--until", dest="last", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the last day; default: the first"
    )


def _balance(chosen: argparse.Namespace) -> Answer:
    first = chosen.day or chosen.first
    last = chosen.last or first
    if last < first:
        raise DaysReversed()
    balance = trial_balance(list_moved(first, last))
    return Answer(_facts(balance), lambda language: _lines(balance, language), status=0 if balance.proved else 1)


def _facts(balance: TrialBalance) -> dict[str, object]:
    accounts = {
        name: vars(turnover) | {"balance_grosze": turnover.balance_grosze}
        for name, turnover in balance.accounts.items()
    }
    return {
        "accounts": accounts,
        "entries": balance.entries,
        "unbalanced": [entry_facts(entry) for entry in balance.unbalanced],
        "sum_grosze": balance.sum_grosze,
        "proved": balance.proved,
    }


def _lines(balance: TrialBalance, language: str) -> list[str]:
    width = max(map(len, balance.accounts), default=0)
    accounts = [
        f"{name:<{width}}  {zloty_text(turnover.debit_grosze, language):>16}"
        f"  {zloty_text(turnover.credit_grosze, language):>16}  {signed(turnover.balance_grosze, language):>17}"
        for name, turnover in balance.accounts.items()
    ]
    heads = [text(f"desk.{name}", language) for name in ("debit", "credit", "balance")]
    head = f"{'':<{width}}  {heads[0]:>16}  {heads[1]:>16}  {heads[2]:>17}"
    verdict = text(
        "desk.books_proved" if balance.proved else "desk.books_unproved",
        language,
        sum=zloty_text(abs(balance.sum_grosze), language),
        entries=balance.entries,
    )
    return [head, *accounts, *(entry_line(entry, language) for entry in balance.unbalanced), verdict]
