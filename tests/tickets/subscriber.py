"""A resident with a 5+1 ticket, day after day: the minute schedule, the stream, the gateway and its notifications."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from chalicelib.payments.port import Report
from chalicelib.tickets.confirm import confirm
from chalicelib.tickets.find_subscription import find_subscription
from chalicelib.tickets.subscription import SubscriptionState, state_of
from chalicelib.tickets.ticket import Ticket
from chalicelib.warsaw import WARSAW, in_warsaw
from tests.tickets.counter import CARD, PHONE, Counter

FIVE_PLUS_ONE = {
    "product": "5plus1-z1",
    "rate": "resident",
    "resident_card": CARD,
    "method": "card",
    "total": {"amount": 51500},
}
HOURS = 0, 10, 11, 15
"""At which something may be due: a month begins, is charged, and what was lost is met again."""


@dataclass
class Subscriber:
    """Bought on 23 November 2026: its months begin on the 23rd and are charged from the 20th on."""

    counter: Counter
    id: str = ""
    silent: bool = False
    """The gateway's notifications are lost."""
    survives: tuple[type[BaseException], ...] = ()
    """What may end a worker without ending the test."""
    _told: set[Report] = field(default_factory=set)

    def begins(self, **order: object) -> "Subscriber":
        self.counter.resident(last_day=date(2027, 12, 31))
        first = self.counter.bought(**FIVE_PLUS_ONE | order)
        assert first.month is not None
        self.id = first.month.subscription_id
        self.counter.work()
        return self

    def lives_until(self, day: date, hour: int = 12) -> None:
        """Let every hour that matters pass, twice each, as Lambda may run twice; the last one is the day's `hour`."""
        end = datetime(day.year, day.month, day.day, hour, tzinfo=WARSAW)
        while (following := self._next_moment()) <= end:
            self.counter.now = following
            for act in (self.counter.tick, self.counter.work, self.hears, self.counter.work) * 2:
                with suppress(*self.survives):
                    act()
        self.counter.now = end

    def hears(self) -> None:
        """Every notification of the gateway that has not arrived yet arrives."""
        for charge in list(self.counter.gateway.charges.values()):
            for report in charge.reports:
                if report not in self._told and report.outcome != "pending" and not self.silent:
                    confirm(report, self.counter.now)
                    self._told.add(report)

    def pays_by_hand(self, number: int) -> None:
        self.counter.gateway.approve(self.month(number).payment.order_id)
        self.hears()
        self.counter.work()

    @property
    def bank(self) -> str:
        return self.counter.gateway.mandates[self.id]

    @bank.setter
    def bank(self, declines_because: str) -> None:
        self.counter.gateway.mandates[self.id] = declines_because

    def months(self, phone: str = PHONE) -> list[Ticket]:
        return find_subscription(self.id, phone)

    def month(self, number: int) -> Ticket:
        return self.months()[number - 1]

    @property
    def state(self) -> SubscriptionState:
        return state_of(self.months())

    @property
    def ended(self) -> str:
        month = self.months()[-1].month
        return month.ended if month else ""

    @property
    def charged(self) -> list[int]:
        """What was taken, in the order of the months."""
        return [month.payment.captured_grosze for month in self.months()]

    @property
    def orders(self) -> list[str]:
        """The order of every start of a charge that reached the gateway."""
        return [str(call[1]) for call in self.counter.gateway.calls if call[0] == "start_charge"]

    def asked(self, call: str) -> int:
        return sum(one[0] == call for one in self.counter.gateway.calls)

    def told(self) -> list[str]:
        """The pushes about the subscription, in their order."""
        return [name.partition(":")[0] for name in self.counter.told() if name.endswith(":push")]

    def _next_moment(self) -> datetime:
        now = in_warsaw(self.counter.now)
        today = [now.replace(hour=hour, minute=1, second=0) for hour in HOURS]
        tomorrow = today[0] + timedelta(days=1)
        return next((moment for moment in today if moment > now), tomorrow)
