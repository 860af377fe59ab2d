"""Whether a plate is paid for, as an inspector is told. Rules only."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from chalicelib.parking.claim import Claim

Outcome = Literal["valid", "within_grace", "not_valid"]
Reason = Literal["paid", "just_ended", "ended", "other_subzone", "never_paid"]


@dataclass(frozen=True)
class Verdict:
    """What was found of a plate. `claim` is its last one, with the end of the grace; None where it never paid."""

    plate: str
    outcome: Outcome
    reason: Reason
    checked_at: datetime
    claim: Claim | None = None
    grace_until: datetime | None = None


def verdict(plate: str, claim: Claim | None, subzone: str | None, grace: timedelta, now: datetime) -> Verdict:
    """Judge the plate's last claim at `now`, where the car stands in `subzone` if the inspector says so.

    A stay counts in its own subzone only. An overrun within the edition's grace is not yet a fault.
    """
    if claim is None:
        return Verdict(plate, "not_valid", "never_paid", now)
    grace_until = claim.paid_until + grace
    paid = Verdict(plate, "valid", "paid", now, claim, grace_until)
    if subzone is not None and subzone != claim.subzone:
        return replace(paid, outcome="not_valid", reason="other_subzone")
    if now > grace_until:
        return replace(paid, outcome="not_valid", reason="ended")
    if now > claim.paid_until:
        return replace(paid, outcome="within_grace", reason="just_ended")
    return paid
