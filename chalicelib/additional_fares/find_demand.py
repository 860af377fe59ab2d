"""Use cases: find a demand by what was handed over, as an operator, or among those that wait for a payer."""

from chalicelib.additional_fares import raised_demands
from chalicelib.additional_fares.demand import Demand
from chalicelib.additional_fares.errors import DemandUnknown
from chalicelib.additional_fares.order import Slip
from chalicelib.additional_fares.slip import is_secret_of, read_number
from chalicelib.cursor import paged
from chalicelib.keyed_hash import KeyRing

_LIST = "demands:open"


def find_demand(slip: Slip, ring: KeyRing) -> Demand:
    """Return the demand (strong read); a number that nobody has and a wrong secret are the same to whoever asks.

    Raises NumberMistyped or DemandUnknown.
    """
    demand = raised_demands.get(read_number(slip.number))
    number, key_id = (demand.number, demand.key_id) if demand else (None, "")
    if not is_secret_of(number, key_id, slip.secret, ring) or demand is None:
        raise DemandUnknown()
    return demand


def show_demand(number: str) -> Demand:
    """Return any demand, for an operator; raises NumberMistyped or DemandUnknown."""
    demand = raised_demands.get(read_number(number))
    if demand is None:
        raise DemandUnknown()
    return demand


def list_open(limit: int, cursor: str | None) -> tuple[list[Demand], str | None]:
    """Return a page of what is still to be paid, oldest first, and the cursor of the next.

    Raises InvalidCursor.
    """
    return paged(_LIST, cursor, lambda after: raised_demands.waiting_for("payer", limit, after))
