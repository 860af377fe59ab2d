"""Use case: an inspector looks a plate up."""

from datetime import datetime, timedelta

from chalicelib.parking import claimed_plates, recorded_inspections
from chalicelib.parking.edition import Editions
from chalicelib.parking.verdict import Verdict, verdict
from chalicelib.plate import normalised
from chalicelib.warsaw import warsaw_day


def look_up_plate(plate: str, subzone: str | None, inspector_id: str, now: datetime, editions: Editions) -> Verdict:
    """Return whether the plate is paid for, from a strong read, and record the look-up before answering.

    Raises InvalidPlate.
    """
    wanted = normalised(plate)
    grace = timedelta(minutes=editions.on(warsaw_day(now)).grace_minutes)
    told = verdict(wanted, claimed_plates.of(wanted), subzone, grace, now)
    recorded_inspections.keep(inspector_id, subzone, told, now)
    return told
