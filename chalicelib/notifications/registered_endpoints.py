"""Phones that asked for pushes, by device. A push token is personal data: it stays here and in no log."""

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute
from pynamodb.exceptions import PutError, UpdateError

from chalicelib import config
from chalicelib.notifications.endpoint import Endpoint
from chalicelib.storage import MomentAttribute, Table, condition_failed


class RegisteredEndpoint(Table):
    class Meta:
        table_name = config.table_name("endpoints")
        region = config.REGION

    device_id = UnicodeAttribute(hash_key=True)
    platform = UnicodeAttribute()
    endpoint_arn = UnicodeAttribute()
    push_token = UnicodeAttribute()
    enabled = BooleanAttribute()
    updated_at = MomentAttribute()


def of(device_id: str) -> Endpoint | None:
    """Return the phone's endpoint, also a disabled one (strong read)."""
    try:
        item = RegisteredEndpoint.get(device_id, consistent_read=True)
    except RegisteredEndpoint.DoesNotExist:
        return None
    return Endpoint(device_id, item.platform, item.endpoint_arn, item.push_token, item.updated_at, enabled=item.enabled)


def keep(endpoint: Endpoint) -> None:
    """Write the phone's latest registration; one that came later already stays."""
    item = RegisteredEndpoint(
        endpoint.device_id,
        platform=endpoint.platform,
        endpoint_arn=endpoint.endpoint_arn,
        push_token=endpoint.push_token,
        enabled=endpoint.enabled,
        updated_at=endpoint.updated_at,
    )
    is_latest = RegisteredEndpoint.device_id.does_not_exist() | (RegisteredEndpoint.updated_at <= endpoint.updated_at)
    try:
        item.save(is_latest)
    except PutError as error:
        if not condition_failed(error):
            raise


def disable(endpoint: Endpoint) -> None:
    """Never again use this endpoint's token; a registration that came meanwhile stays as it is."""
    unchanged = (RegisteredEndpoint.push_token == endpoint.push_token) & (
        RegisteredEndpoint.updated_at == endpoint.updated_at
    )
    try:
        RegisteredEndpoint(endpoint.device_id).update([RegisteredEndpoint.enabled.set(False)], unchanged)
    except UpdateError as error:
        if not condition_failed(error):
            raise


def remove(device_id: str) -> None:
    """Delete the phone's endpoint; no error when there is none."""
    RegisteredEndpoint(device_id).delete()
