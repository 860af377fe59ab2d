"""What a driver or a partner is told instead of a vehicle or a price.

* NoActiveCard              (Conflict) this phone has no Kraków Card that is valid now
* TooManyVehicles           (Conflict) the card has four already
* VehicleUnknown            (Missing)  no card of this phone has that vehicle
* ResidentPriceNotAvailable (Conflict) the card cannot give its price to this vehicle now
* ClaimUnknown              (Missing)  no such claim of this partner
"""

from chalicelib.errors import Conflict, Missing


class NoActiveCard(Conflict):
    code = "no_active_card"


class TooManyVehicles(Conflict):
    """`most`: how many a card can have."""

    code = "too_many_vehicles"


class VehicleUnknown(Missing):
    code = "vehicle_unknown"


class ResidentPriceNotAvailable(Conflict):
    """`reason`: `taken` by another vehicle, `not_registered` on that card, or `card_not_active` on this phone."""

    code = "resident_price_not_available"


class ClaimUnknown(Missing):
    code = "discount_claim_unknown"
