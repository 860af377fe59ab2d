"""What we ask of the card system about vehicles, in our words.

Every call may raise RegisterUnavailable: no answer, or one that proves nothing. Whether it took effect is then
unknown; every call here may be repeated.
"""

from dataclasses import dataclass
from typing import Protocol

from chalicelib.vehicles.garage import Change, Entitlement


class ChangeRefused(Exception):
    """The card system will never take this change: the card has four vehicles, or the plate is none to it."""


@dataclass(frozen=True)
class Page:
    """At most 100 cards; `next_cursor`: where the next page begins, None after the last one."""

    entitlements: tuple[Entitlement, ...]
    next_cursor: str | None


class VehicleRegister(Protocol):
    """Plates come as `plate.normalised` writes them, whatever way the card system does; what is none does not come."""

    def entitlement(self, entitlement_id: str) -> Entitlement | None:
        """Return a card with its vehicles; None for one that the card system does not know."""

    def tell(self, entitlement_id: str, change: Change) -> Entitlement | None:
        """Make a change and return the card after it, None for an unknown one; raises ChangeRefused.

        It concerns one plate, so it is right on top of any list: what is so already stays so.
        """

    def entitlements(self, cursor: str) -> Page:
        """Return a page of all cards that the card system knows, the first for an empty cursor.

        On a phone or not, active or not, with vehicles or without: who parks at a meter needs no phone, and a card
        that lost its last vehicle or its right must be found too.
        """
