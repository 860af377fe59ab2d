"""The card system of this stage, made when first needed."""

from functools import cache

from chalicelib.vehicles.port import VehicleRegister


@cache
def vehicle_register() -> VehicleRegister:
    """Return the process's only one."""
    from chalicelib.activation.card_system_settings import card_system_settings
    from chalicelib.vehicles.card_system import KrakowVehicleRegister

    return KrakowVehicleRegister(card_system_settings())
