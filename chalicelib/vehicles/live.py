"""The card system of this stage, made when first needed."""

import os
from functools import cache

from chalicelib.secret_values import secret
from chalicelib.vehicles.port import VehicleRegister


@cache
def vehicle_register() -> VehicleRegister:
    """Return the process's only one. Environment: CARD_SYSTEM_URL, CARD_SYSTEM_CLIENT_ID."""
    from chalicelib.activation.json_service import ServiceSettings
    from chalicelib.vehicles.card_system import KrakowVehicleRegister

    return KrakowVehicleRegister(
        ServiceSettings(
            name="card system",
            url=os.environ["CARD_SYSTEM_URL"].rstrip("/"),
            client_id=os.environ["CARD_SYSTEM_CLIENT_ID"],
            client_secret=lambda: secret("cards/client-secret"),
        )
    )
