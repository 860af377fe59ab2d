"""What a world keeps its state in: the twin in memory, or a real engine that wears the twin's face."""

from collections.abc import Callable
from typing import Any, Protocol

from pynamodb.models import Model

from chalicelib.activation.linked_cards import LinkedCard
from chalicelib.additional_fares.raised_demands import RaisedDemand
from chalicelib.audit.recorded_entries import RecordedEntry
from chalicelib.complaints.filed_complaints import FiledComplaint
from chalicelib.parking.claimed_plates import ClaimedPlate
from chalicelib.parking.kept_stays import KeptStay
from chalicelib.payments.booked_entries import BookedEntry
from chalicelib.payments.found_differences import FoundDifference
from chalicelib.payments.kept_reconciliations import KeptReconciliation
from chalicelib.tickets.kept_tickets import KeptTicket
from chalicelib.vehicles.granted_claims import GrantedClaim
from chalicelib.vehicles.registered_vehicles import RegisteredVehicle
from chalicelib.vehicles.taken_discounts import TakenDiscount
from simulation.memory_dynamodb import Answer, MemoryDynamoDB, Request
from simulation.memory_table import MemoryTable

MODELS: tuple[type[Model], ...] = (
    KeptStay,
    ClaimedPlate,
    KeptTicket,
    RaisedDemand,
    LinkedCard,
    BookedEntry,
    FoundDifference,
    KeptReconciliation,
    FiledComplaint,
    RecordedEntry,
    RegisteredVehicle,
    TakenDiscount,
    GrantedClaim,
)
STREAMED: tuple[type[Model], ...] = (KeptStay, KeptTicket, RaisedDemand, TakenDiscount, GrantedClaim)
"""Those that the product follows, and those that the invariants are to see after every step."""


class Tables(Protocol):
    """A city's tables. `index_lag()` says how many writes to its table ago an index is read."""

    index_lag: Callable[[], int]
    _request_signer: Any
    """What pynamodb looks for in a botocore client before it uses one."""

    def perform(self, operation: str, request: Request) -> Answer:
        """Do what the request asks; raises ClientError."""

    def table(self, model: type[Model]) -> MemoryTable:
        """Return a streamed model's table, whose `records` are the changes until now."""


def in_memory() -> MemoryDynamoDB:
    """Return the city's empty tables in memory."""
    return MemoryDynamoDB.for_models(*MODELS, streamed=STREAMED)
