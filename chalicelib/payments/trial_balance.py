"""The trial balance: every entry sums to zero for each owner of money, and so does everything together. Rules only."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.payments.entry import CLAIMS, Entry
from chalicelib.payments.owner import split_account


@dataclass(frozen=True)
class Turnover:
    """What went into an account and out of it, in grosze; both are positive."""

    debit_grosze: int = 0
    credit_grosze: int = 0

    @property
    def balance_grosze(self) -> int:
        return self.debit_grosze - self.credit_grosze


@dataclass(frozen=True)
class TrialBalance:
    """The turnover of each account, by name; `unbalanced` are the entries that do not sum to zero for some owner."""

    accounts: dict[str, Turnover]
    entries: int
    unbalanced: tuple[Entry, ...]

    @property
    def sum_grosze(self) -> int:
        return sum(turnover.balance_grosze for turnover in self.accounts.values())

    @property
    def proved(self) -> bool:
        return not self.unbalanced and self.sum_grosze == 0


def trial_balance(entries: Iterable[Entry]) -> TrialBalance:
    """Return what the entries come to, account by account.

    Claims are left out: a day's books have the end of a hold and not its beginning, so they would prove nothing.
    """
    debits: Counter[str] = Counter()
    credits_: Counter[str] = Counter()
    count, unbalanced = 0, []
    for count, entry in enumerate(entries, start=1):  # noqa: B007 - how many there were
        if not _balances(entry):
            unbalanced.append(entry)
        for account, grosze in (line for line in entry.lines if line[0] not in CLAIMS):
            debits[account] += max(grosze, 0)
            credits_[account] += max(-grosze, 0)
    accounts = {name: Turnover(debits[name], credits_[name]) for name in sorted(debits | credits_)}
    return TrialBalance(accounts, count, tuple(unbalanced))


def _balances(entry: Entry) -> bool:
    sums: Counter[str] = Counter()
    for account, grosze in entry.lines:
        sums[split_account(account)[0]] += grosze
    return not any(sums.values())
