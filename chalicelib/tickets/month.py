"""What makes a ticket one month of a subscription, and how it stands in the chain of them. Rules only.

A subscription is no thing of its own: it is its tickets, one a calendar month, each ordered by the one before. So
whatever happens to the last ticket (it moves to another phone, is returned, is not paid) happens to the subscription.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from chalicelib import ids
from chalicelib.tickets.ticket_facts import PREFIX

Ended = Literal["", "stopped", "gap", "card_not_valid", "returned"]
"""Why no month follows: the holder wanted it so; one was not paid in time; the resident's right was gone; one was
given back."""


@dataclass(frozen=True)
class Month:
    """The month `number` of `of`, counted from 1. Only the last ticket of the chain has anything left to do.

    `begun_at` is when the whole was ordered: its tariff stands to the end. `first_day` is the whole's first.
    `step_at`: when the next thing is due, which is another charge while this month is not paid for, and the order of
    the next month once it is. `charges` were ordered so far without the customer; while `charge_due`, the gateway has
    not taken on the latest. `card_missed` counts how often the next month failed for want of a valid card.
    """

    subscription_id: str
    number: int
    of: int
    begun_at: datetime
    first_day: date
    step_at: datetime | None = None
    charges: int = 0
    charge_due: bool = False
    card_missed: int = 0
    ended: Ended = ""
    mandate_withdrawn: bool = False

    @property
    def is_first(self) -> bool:
        """Its customer is there, pays and gives the mandate."""
        return self.number == 1

    @property
    def is_last(self) -> bool:
        return self.number == self.of

    @property
    def calls(self) -> frozenset[str]:
        """What the gateway still has to be asked for: a charge, the end of the mandate, or nothing."""
        charge = {f"charge {self.charges}"} if self.charge_due else set()
        return frozenset(charge | ({"withdraw"} if self.ended and not self.mandate_withdrawn else set()))


def subscription_id_of(first_ticket_id: str) -> str:
    """Return the subscription that a ticket begins; its name is the ticket's, and the mandate's at the gateway."""
    return f"sub_{first_ticket_id.partition('_')[2]}"


def ticket_id_of_month(subscription_id: str, number: int) -> str:
    """Return the one ticket of a month, so that none is ordered twice."""
    if number == 1:
        return f"{PREFIX}_{subscription_id.partition('_')[2]}"
    return ids.derived_id(PREFIX, subscription_id, str(number))
