"""Use case: hold our lists against those of the card system, every night, in case a notification never came.

This is also how the vehicles of a resident without the app get their price at a meter. Its size is the number of
cards that the card system lists, so it goes page by page, says after each how far it is, and is run several times a
night: each run goes on where another stopped, because its time was over or the card system did not answer.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime

from chalicelib.activation.card import card_id_of
from chalicelib.jobs import in_time
from chalicelib.log import logger
from chalicelib.storage import Stale
from chalicelib.vehicles import kept_comparisons, kept_garages
from chalicelib.vehicles.comparison import Comparison, after_page
from chalicelib.vehicles.garage import Entitlement, Garage, taken_over
from chalicelib.vehicles.look_at_garage import take_over
from chalicelib.vehicles.port import VehicleRegister
from chalicelib.warsaw import warsaw_day

_SECONDS = 540.0
"""Of the Lambda's ten minutes."""


def compare_vehicles(register: VehicleRegister, now: datetime, seconds: float = _SECONDS) -> Comparison:
    """Take over every list that differs from ours, until the night is complete or `seconds` are over.

    Costs one batch of reads and one write for a hundred cards, and writes of cards only what differs. A card that fails
    is logged and counted. Logs `vehicles_compared`, true once the night is complete: an alarm rings without it. Raises
    RegisterUnavailable; what was compared until then stays so.
    """
    begun = comparison = kept_comparisons.of_night(warsaw_day(now))
    with suppress(Stale):  # another run is at it
        for comparison in in_time(_page_by_page(begun, register), seconds):  # noqa: B007 - the last one counts
            pass
    logger.info(
        "vehicles compared",
        vehicles_compared=comparison.complete,
        night=comparison.night.isoformat(),
        cards=comparison.cards,
        differing=comparison.differing,
        failed=comparison.failed,
    )
    return comparison


def _page_by_page(comparison: Comparison, register: VehicleRegister) -> Iterator[Comparison]:
    while not comparison.complete:
        page = register.entitlements(comparison.cursor)
        differing, failed = _compared(page.entitlements)
        after = after_page(comparison, page.next_cursor, len(page.entitlements), differing, failed)
        comparison = kept_comparisons.keep(comparison, after)
        yield comparison


def _compared(entitlements: Iterable[Entitlement]) -> tuple[int, int]:
    """Return how many lists differed and were taken over, and how many could not be."""
    found = {card_id_of("kk", one.entitlement_id, ""): one for one in entitlements}
    ours = kept_garages.of_cards(found)
    differing = failed = 0
    for card_id, entitlement in found.items():
        try:
            if _differs(ours.get(card_id), entitlement):
                take_over(entitlement.entitlement_id, entitlement)
                differing += 1
        except Exception:  # noqa: BLE001 - one bad card must not hide those behind it
            logger.exception("a card could not be compared", card_id=card_id)
            failed += 1
    return differing, failed


def _differs(garage: Garage | None, found: Entitlement) -> bool:
    """Of a card that nobody has asked about, only its vehicles are worth keeping."""
    if garage is None:
        return found.active and bool(found.plates)
    return taken_over(garage, found) != garage
