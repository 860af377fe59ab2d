"""Use case of an operator: how a day's reconciliation stands, and all that it found."""

from dataclasses import dataclass
from datetime import date

from chalicelib.payments import found_differences, kept_reconciliations
from chalicelib.payments.difference import Difference
from chalicelib.payments.owner import Owner
from chalicelib.payments.reconciliation import Reconciliation


@dataclass(frozen=True)
class ReconciledDay:
    """`run` is None for a day that was never compared; `differences` are open and decided ones, oldest first."""

    run: Reconciliation | None
    differences: list[Difference]


def show_reconciliation(day: date, owner: Owner = "city") -> ReconciledDay:
    """Return an owner's day of Kraków's calendar."""
    return ReconciledDay(kept_reconciliations.get(day, owner), found_differences.of_day(day, owner))
