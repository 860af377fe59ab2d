"""A garage's change as writes: the garage under its version, and the registrations that follow from it."""

from chalicelib.storage import Write
from chalicelib.vehicles import kept_garages, registered_vehicles
from chalicelib.vehicles.garage import Garage


def garage_writes(before: Garage | None, after: Garage) -> list[Write]:
    """Return the writes of a first or a changed garage; refused as Stale when it changed since `before` was read."""
    kept = kept_garages.replacing(before, after) if before else kept_garages.keep_new(after)
    return [kept, *_registrations(before, after)]


def _registrations(before: Garage | None, after: Garage) -> list[Write]:
    earlier = dict.fromkeys(before.plates, before.gives_until) if before else {}
    later = dict.fromkeys(after.plates, after.gives_until)
    expires_at = kept_garages.expiry(after.known.valid_until)
    gone = [registered_vehicles.deregistering(plate, after.card_id) for plate in earlier.keys() - later.keys()]
    new = [
        registered_vehicles.registering(plate, after.card_id, until, expires_at)
        for plate, until in later.items()
        if plate not in earlier or earlier[plate] != until
    ]
    return [*gone, *new]
