from datetime import UTC, datetime

from chalicelib.notifications import registered_endpoints
from chalicelib.notifications.endpoint import Endpoint
from chalicelib.notifications.reaches import reaches


def test_a_phone_is_reached_while_its_token_lives(tables):
    tables(registered_endpoints.RegisteredEndpoint)
    endpoint = Endpoint("dev_a", "android", "arn:1", "token-1", datetime(2026, 11, 20, 12, tzinfo=UTC))
    assert not reaches("dev_a")
    registered_endpoints.keep(endpoint)
    assert reaches("dev_a")
    registered_endpoints.disable(endpoint)
    assert not reaches("dev_a")
