"""Whether a phone gets pushes just now."""

from chalicelib.notifications import registered_endpoints


def reaches(device_id: str) -> bool:
    """False also when its push service has said that the token is dead: then the phone should send a new one."""
    endpoint = registered_endpoints.of(device_id)
    return endpoint is not None and endpoint.enabled
