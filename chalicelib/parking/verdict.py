"""Whether a plate is paid for, as an inspector is told. Rules only."""

from datetime import datetime, timedelta

import msgspec

from chalicelib.parking.answer import PlateVerdict
from chalicelib.parking.claim import Claim
from chalicelib.warsaw import in_warsaw


def verdict(plate: str, claim: Claim | None, subzone: str | None, grace: timedelta, now: datetime) -> PlateVerdict:
    """Judge the plate's last claim at `now`, where the car stands in `subzone` if the inspector says so.

    A stay counts in its own subzone only. An overrun within the edition's grace is not yet a fault.
    """
    checked_at = in_warsaw(now)
    if claim is None:
        return PlateVerdict(plate, "not_valid", "never_paid", checked_at)
    grace_until = claim.paid_until + grace
    paid = PlateVerdict(
        plate,
        "valid",
        "paid",
        checked_at,
        claim.subzone,
        in_warsaw(claim.started_at),
        in_warsaw(claim.paid_until),
        in_warsaw(grace_until),
    )
    if subzone is not None and subzone != claim.subzone:
        return msgspec.structs.replace(paid, verdict="not_valid", reason="other_subzone")
    if now > grace_until:
        return msgspec.structs.replace(paid, verdict="not_valid", reason="ended")
    if now > claim.paid_until:
        return msgspec.structs.replace(paid, verdict="within_grace", reason="just_ended")
    return paid
