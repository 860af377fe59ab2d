"""Where a simulated city collects additional fares: the Lambda of demands, on the gateway that tickets are paid at."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING
from unittest import mock

from chalicelib.additional_fares import price, raised_demands
from chalicelib.additional_fares.raised_demands import RaisedDemand
from chalicelib.additional_fares.take_due import take_due
from chalicelib.keyed_hash import KeyRing
from chalicelib.tariff.published_editions import edition_on
from simulation.feed import Feed
from simulation.schedule import Schedule

if TYPE_CHECKING:
    from simulation.world import World

_LIST_WITH_ALL_AMOUNTS = date(2019, 5, 1)
"""Of the lists since then, the reduced amounts or the handling fee were not found."""


class FareCollection:
    """The part of a world that has to do with additional fares."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.feed = Feed(world.tables, RaisedDemand, raised_demands.from_image, lambda demand: demand.number)
        self.take_due = Schedule(self._take_due_perhaps_twice, RaisedDemand, raised_demands._JOB, is_rare=True)
        self.ring = KeyRing("k1", {"k1": b"simulated".ljust(32)})
        self.secrets: dict[str, str] = {}
        """What an inspector's phone was told to hand over, by number: good for ever after."""
        self.cancelled: set[str] = set()
        """Demands of which somebody was told that they are cancelled."""
        self.given: dict[str, list[int]] = {}
        """Grosze that an operator meant to send back as a favour, by order."""

    @contextmanager
    def priced(self) -> Iterator[None]:
        """Let a demand of any day cost what the list says of which every amount is known."""
        with mock.patch.object(price, "edition_on", lambda _: edition_on(_LIST_WITH_ALL_AMOUNTS)):
            yield

    def _take_due_perhaps_twice(self) -> None:
        self._world.queue(self._take_due)

    def _take_due(self) -> None:
        take_due(self._world.faults.clock(self._world.now), self._world.sales.gateway, seconds=float("inf"))
