"""Use case: hold our lists against those of the card system, every night, in case a notification never came."""

from chalicelib.activation.card import card_id_of
from chalicelib.log import logger
from chalicelib.vehicles import kept_garages
from chalicelib.vehicles.garage import Entitlement, Garage, taken_over
from chalicelib.vehicles.look_at_garage import take_over
from chalicelib.vehicles.port import VehicleRegister


def compare_vehicles(register: VehicleRegister) -> int:
    """Take over every list that differs from ours; return how many did.

    Costs one batch of reads for a hundred cards, and writes only what differs. Raises RegisterUnavailable: what was
    compared until then stays right, and the next run begins anew.
    """
    differing = 0
    for page in register.connected():
        found = {card_id_of("kk", one.entitlement_id, ""): one for one in page}
        ours = kept_garages.of_cards(found)
        for card_id, entitlement in found.items():
            if _differs(ours.get(card_id), entitlement):
                take_over(entitlement.entitlement_id, entitlement)
                differing += 1
    logger.info("vehicles compared", differing=differing)
    return differing


def _differs(garage: Garage | None, found: Entitlement) -> bool:
    return found.active if garage is None else taken_over(garage, found) != garage
