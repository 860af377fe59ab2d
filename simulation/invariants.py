"""What must be true after every step, and what must be true when a world has settled."""

from datetime import timedelta

from chalicelib.payments.booked_entries import of_day
from chalicelib.payments.trial_balance import Turnover, trial_balance
from chalicelib.warsaw import warsaw_day
from simulation.charge_invariants import ChargeInvariants
from simulation.demand_invariants import DemandInvariants
from simulation.month_invariants import MonthInvariants
from simulation.price_invariants import PriceInvariants
from simulation.promise import require
from simulation.reconciliation_invariants import ReconciliationInvariants
from simulation.stay_invariants import StayInvariants
from simulation.ticket_invariants import TicketInvariants
from simulation.world import World


class Invariants:
    """Watches a world: `check` after each step, `check_settled` in the end."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.stays = StayInvariants(world)
        self.prices = PriceInvariants(world)
        self.tickets = TicketInvariants(world)
        self.months = MonthInvariants(world)
        self.demands = DemandInvariants(world)
        self.charges = ChargeInvariants(world, {"tickets": self.tickets, "additional-fares": self.demands})
        self.reconciliation = ReconciliationInvariants(world)

    def check(self) -> None:
        """Look at what changed in this step."""
        self.stays.check()
        self.prices.check()
        self.tickets.check()
        self.months.check()
        self.demands.check()
        self.charges.check()

    def check_settled(self) -> None:
        """Everything has come to its end, and ours and theirs are the same to the grosz."""
        self.stays.check_settled()
        self.prices.check_settled()
        self.tickets.check_settled()
        self.months.check_settled()
        self.demands.check_settled()
        self.charges.check_settled()
        self.reconciliation.check_settled()
        self._check_days()

    def _check_days(self) -> None:
        """The days' trial balances are proved, and together they are what each gateway owes its owner."""
        owed = {"city:gateway": 0, "mpk:gateway": 0}
        first_day, last_day = (warsaw_day(moment) for moment in (self.world.morning, self.world.now))
        for number in range((last_day - first_day).days + 1):
            balance = trial_balance(of_day(first_day + timedelta(days=number)))
            require(balance.proved, "a day that does not sum to zero")
            for account in owed:
                owed[account] += balance.accounts.get(account, Turnover()).balance_grosze
        taken = {"city:gateway": self.stays.taken_grosze, "mpk:gateway": self.charges.taken_grosze}
        require(owed == taken, f"the days say {owed}, the payments {taken}")
