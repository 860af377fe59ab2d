"""A hall whose seats are taken by tickets: two tables, and writes whose refusals say which they were."""

from collections.abc import Callable

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib import config
from chalicelib.errors import Conflict
from chalicelib.storage import Check, MomentAttribute, Put, RawItem, Table, Update


class Seat(Table):
    class Meta:
        table_name = config.table_name("kernel-seats")
        region = config.REGION

    name = UnicodeAttribute(hash_key=True)
    taken_by = UnicodeAttribute(default="")
    version = NumberAttribute(default=0)
    seen_at = MomentAttribute(null=True)


class Ticket(Table):
    class Meta:
        table_name = config.table_name("kernel-tickets")
        region = config.REGION

    number = UnicodeAttribute(hash_key=True)


class Refused(Conflict):
    """Says which write was refused, and what was in its way."""

    def __init__(self, write: str, in_the_way: RawItem | None) -> None:
        super().__init__()
        self.write = write
        self.in_the_way = in_the_way


def refused_as(write: str) -> Callable[[RawItem | None], Exception]:
    return lambda in_the_way: Refused(write, in_the_way)


def sell(number: str) -> Put:
    return Put(Ticket(number), Ticket.number.does_not_exist(), refused_as(f"ticket {number}"))


def take(seat: str, by: str) -> Update:
    return Update(
        Seat(seat),
        Seat.name.exists() & (Seat.taken_by == ""),
        refused_as(f"seat {seat}"),
        [Seat.taken_by.set(by), Seat.version.add(1)],
    )


def seat_exists(name: str) -> Put:
    return Put(Seat(name), Seat.name.does_not_exist(), refused_as(f"new seat {name}"))


def free(seat: str) -> Check:
    return Check(Seat, seat, Seat.name.exists() & (Seat.taken_by == ""), refused_as(f"free {seat}"))


def numbers() -> set[str]:
    return {ticket.number for ticket in Ticket.scan()}
