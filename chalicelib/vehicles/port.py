"""What we ask of the card system about vehicles, in our words.

Every call may raise RegisterUnavailable: no answer, or one that proves nothing. Whether it took effect is then
unknown; every call here may be repeated.
"""

from collections.abc import Iterator
from typing import Protocol

from chalicelib.vehicles.garage import Change, Entitlement


class ChangeRefused(Exception):
    """The card system will never take this change: the card has four vehicles, or the plate is none to it."""


class VehicleRegister(Protocol):
    def entitlement(self, entitlement_id: str) -> Entitlement | None:
        """Return a card with its vehicles; None for one that the card system does not know."""

    def tell(self, entitlement_id: str, change: Change) -> Entitlement | None:
        """Make a change and return the card after it, None for an unknown one; raises ChangeRefused.

        It concerns one plate, so it is right on top of any list: what is so already stays so.
        """

    def connected(self) -> Iterator[list[Entitlement]]:
        """Yield all cards that are on a phone, at most 100 at a time."""
