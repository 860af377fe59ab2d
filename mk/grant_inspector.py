"""Make a phone an inspector's."""

from datetime import datetime

from chalicelib.audit.audited import audited
from chalicelib.audit.entry import AuditEntry
from chalicelib.devices import registered_devices
from chalicelib.devices.grant_role import grant_role
from chalicelib.storage import commit

AREA = "inspectors"


def grant_inspector(device_id: str, operator: str, why: str, now: datetime) -> None:
    """Raises DeviceUnknown. The phone's next access token carries the new scope.

    The audit comes first: granting again is harmless, and nobody sees plates for whom nobody answers.
    """
    before = registered_devices.find(device_id).scope
    states = {"scope": before}, {"scope": "inspector"}
    commit(audited(AuditEntry(AREA, now, operator, "grant", device_id, why, *states)))
    grant_role(device_id, "inspector", registered_devices)
