"""Who is inspected in a simulated city, and what becomes of the demand that they are handed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import msgspec

from chalicelib.additional_fares.answer import demand_answer
from chalicelib.additional_fares.cancel_demand import cancel_at_desk, cancel_with_ticket
from chalicelib.additional_fares.find_demand import find_demand
from chalicelib.additional_fares.order import DemandOrder, FareCancellation, FarePaymentOrder, Slip
from chalicelib.additional_fares.pay_demand import pay_demand
from chalicelib.additional_fares.raise_demand import raise_demand
from chalicelib.caller import Caller
from chalicelib.payments.payment import Payment
from chalicelib.tariff.additional_fare import Shown
from chalicelib.warsaw import warsaw_day
from simulation.travellers import Traveller, Wish
from simulation.world import World

_INSPECTORS = 3
_FIRST_NUMBER = 10_000
"""Far above any traveller's, so that no two have one phone or one address."""
_AGO = (0, 0, 0, 2, 6, 7, 7, 8, 9)
"""Days since the inspection: within seven less is due, and what is shown cancels the demand."""
_WHY = ("operator", "simulated")


def inspection(vehicle: str, *, document_seen: bool = True, paid_to_inspector: bool = False) -> DemandOrder:
    """Return what an inspector's phone sends of somebody without a ticket; the vehicle tells inspections apart."""
    body = {
        "offence": "no_ticket",
        "line": "50",
        "zone": "I",
        "vehicle": vehicle,
        "passenger": {"given_name": "Jan", "surname": "Przykładowy", "born_in": 1990} if document_seen else None,
        "paid_to_inspector": paid_to_inspector,
    }
    return msgspec.convert(body, DemandOrder)


class FareCalls:
    """What phones and an operator ask for about demands; whoever got no answer asks the same again."""

    def __init__(self, world: World) -> None:
        self.world = world

    def raise_demand(self, order: DemandOrder, key: str, at: datetime) -> str:
        """Return the number that the inspector's phone is told."""
        caller = Caller(f"dev_inspector_{key[-1]}", "pl", key, "fingerprint")
        demand, secret = raise_demand(order, caller, at, self.world.fares.ring)
        self.world.fares.secrets[demand.number] = secret
        return demand.number

    def due_grosze(self, number: str) -> int:
        """Return what the phone is told to pay today."""
        answer = demand_answer(find_demand(Slip(**self._slip(number)), self.world.fares.ring), self.world.now, "pl")
        return answer.due.amount if answer.due else 0

    def pay(self, number: str, grosze: int, phone: str, key: str) -> Payment:
        body: dict[str, Any] = self._slip(number) | {
            "total": {"amount": grosze},
            "method": "blik",
            "email": "passenger@example.com",
        }
        caller = Caller(phone, "pl", key, "fingerprint")
        order, world = msgspec.convert(body, FarePaymentOrder), self.world
        return pay_demand(order, caller, world.now, world.sales.gateway, world.fares.ring)

    def cancel(self, number: str, ticket_id: str, phone: str) -> None:
        order = msgspec.convert(self._slip(number) | {"ticket_id": ticket_id}, FareCancellation)
        cancel_with_ticket(order, phone, self.world.now, self.world.fares.ring)
        self.world.fares.cancelled.add(number)

    def cancel_at_desk(self, number: str, shown: Shown) -> None:
        cancel_at_desk(number, shown, None, *_WHY, self.world.now)
        self.world.fares.cancelled.add(number)

    def _slip(self, number: str) -> dict[str, str]:
        return {"number": number, "secret": self.world.fares.secrets[number]}


class Passenger(Traveller):
    """One inspected passenger, as a process: some left a named ticket at home, some pay, some twice, some never."""

    def __init__(self, world: World, number: int) -> None:
        super().__init__(world, _FIRST_NUMBER + number)
        self.calls = FareCalls(world)

    def travel(self) -> None:
        ticket_id = self._bought() if self.random.random() < 0.5 else ""
        number = self._inspected(0 if ticket_id else self.random.choice(_AGO))
        if number is None:
            return
        for act in self._plans_with(number, ticket_id):
            self.world.scheduler.spawn(act)
            if self.random.random() < 0.6:
                self.world.scheduler.sleep(timedelta(minutes=self.random.uniform(0, 60)))
        self.world.scheduler.sleep(timedelta(minutes=self.random.uniform(10, 120)))
        if self.random.random() < 0.5:
            self._pay(number, self.phone, "later")

    def _bought(self) -> str:
        """Return a named ticket, which is paid before the inspection more often than not."""
        today = warsaw_day(self.world.now)
        ticket = self._buy(Wish("metropolitan-z1", f"{self.number}-1", first_day=today), "first")
        if ticket is None:
            return ""
        self._at(timedelta(seconds=30), self._gateway.books.approve, ticket.payment.order_id)
        self.world.scheduler.sleep(timedelta(minutes=self.random.choice((0, 5, 40))))
        return ticket.ticket_id

    def _inspected(self, days_ago: int) -> str | None:
        key = f"inspect-{self.number:08d}-{self.number % _INSPECTORS}"
        at = self.world.now - timedelta(days=days_ago)
        on_the_spot = self.random.random() < 0.1
        seen = self.random.random() < 0.9
        order = inspection(f"RY{self.number}", document_seen=seen, paid_to_inspector=on_the_spot)
        return self._insist(lambda: self.calls.raise_demand(order, key, at))

    def _plans_with(self, number: str, ticket_id: str) -> list[Callable[[], object]]:
        plans: list[Callable[[], object]] = []
        if self.random.random() < 0.7:
            plans.append(partial(self._pay, number, self.phone, "own"))
        if self.random.random() < 0.3:
            plans.append(partial(self._pay, number, f"{self.phone}_other", "other"))
        if ticket_id and self.random.random() < 0.8:
            plans.append(lambda: self._insist(lambda: self.calls.cancel(number, ticket_id, self.phone)))
        if self.random.random() < 0.3:
            shown: Shown = self.random.choice(("named_ticket", "document"))
            plans.append(lambda: self._insist(lambda: self.calls.cancel_at_desk(number, shown)))
        self.random.shuffle(plans)
        return plans

    def _pay(self, number: str, phone: str, key: str) -> None:
        due = self._insist(lambda: self.calls.due_grosze(number))
        if due:
            payment = self._insist(lambda: self.calls.pay(number, due, phone, f"{key}-{self.number:08d}"))
            if payment is not None:
                self._decide(payment.order_id)


def ride(world: World, passengers: int, evening: datetime) -> None:
    """Let so many people be inspected somewhere between now and the evening."""
    day = (evening - world.now).total_seconds()
    for number in range(passengers):
        at = world.now + timedelta(seconds=world.random.uniform(0, day))
        world.scheduler.spawn(Passenger(world, number).travel, at)
