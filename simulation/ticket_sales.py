"""Where a simulated city sells tickets: the operator's gateway, and the Lambdas of tickets with what triggers them.

Additional fares are paid at the same gateway.
"""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from chalicelib.gateway_reports.hand_on import tell_of_charge
from chalicelib.payments.port import Report
from chalicelib.tickets import kept_tickets
from chalicelib.tickets.call_charge_gateway import call_charge_gateway
from chalicelib.tickets.follow import follow
from chalicelib.tickets.kept_tickets import KeptTicket
from chalicelib.tickets.take_due import take_due
from chalicelib.tickets.ticket import Ticket
from simulation.charge_gateway import SimulatedChargeGateway
from simulation.feed import Feed
from simulation.schedule import Schedule

if TYPE_CHECKING:
    from simulation.world import World


class TicketSales:
    """The part of a world that has to do with tickets."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.gateway = SimulatedChargeGateway(world.scheduler, lambda: world.now, world.faults, self._tell)
        self.feed = Feed(world.tables, KeptTicket, kept_tickets.from_image, lambda ticket: ticket.ticket_id)
        self.take_due = Schedule(self._take_due, KeptTicket, kept_tickets._JOB)
        self.phones: dict[str, set[str]] = {}
        """Tickets that a phone was told of, with the phones that may have them: readable for ever after."""
        self.promised_back: dict[str, int] = {}
        """Grosze that a phone was told would go back, by ticket."""
        self.stopped: dict[str, datetime] = {}
        """When a phone was told that its subscription is stopped, by subscription."""
        self.given: dict[str, list[int]] = {}
        """Grosze that an operator meant to send back as a favour, by order."""

    def follow(self, before: Ticket | None, after: Ticket) -> None:
        """One run of `follow_tickets`."""
        follow(before, after, self._hand_out, lambda _: None)

    def _take_due(self) -> None:
        take_due(self._world.faults.clock(self._world.now), self._hand_out, seconds=float("inf"))

    def _tell(self, report: Report) -> None:
        if self._is_asked_about(report) and self._world.faults.happens("never_told"):
            return
        self._world.notify(lambda: tell_of_charge(report, self._world.faults.clock(self._world.now)))

    def _is_asked_about(self, report: Report) -> bool:
        """Tell whether we learn of it all the same: by asking about the order, or by the nightly comparison.

        Of an order that failed and is given up, only the settlement report still shows money, and a person sees to it.
        """
        first, *more = self.gateway.books.charges[report.order_id].reports
        return report not in more or first.outcome == "paid"

    def _hand_out(self, ticket_ids: list[str]) -> None:
        for ticket_id in ticket_ids:
            self._world.queue(partial(self._call, ticket_id))

    def _call(self, ticket_id: str) -> None:
        call_charge_gateway(ticket_id, self._world.faults.clock(self._world.now), self.gateway)
