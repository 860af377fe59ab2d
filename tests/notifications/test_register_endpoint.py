from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.notifications import registered_endpoints
from chalicelib.notifications.endpoint import Endpoint
from chalicelib.notifications.forget_endpoint import forget_endpoint
from chalicelib.notifications.register_endpoint import register_endpoint
from tests.notifications.fakes import FakePush

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def _table(tables: Callable[..., None]) -> None:
    tables(registered_endpoints.RegisteredEndpoint)


def test_a_registered_phone_has_push() -> None:
    assert register_endpoint("dev_a", "android", "token-1", NOW, push=FakePush())
    assert registered_endpoints.of("dev_a") == Endpoint("dev_a", "android", "arn:dev_a", "token-1", NOW)


def test_a_browser_has_none() -> None:
    assert not register_endpoint("dev_a", "web", "token-1", NOW, push=FakePush())
    assert registered_endpoints.of("dev_a") is None


def test_registering_again_turns_a_disabled_endpoint_on() -> None:
    register_endpoint("dev_a", "ios", "token-1", NOW, push=FakePush())
    first = registered_endpoints.of("dev_a")
    assert first
    registered_endpoints.disable(first)
    assert register_endpoint("dev_a", "ios", "token-1", LATER, push=FakePush())
    assert registered_endpoints.of("dev_a") == Endpoint("dev_a", "ios", first.endpoint_arn, "token-1", LATER)


def test_a_forgotten_phone_leaves_nothing_here_or_at_the_push_service() -> None:
    push = FakePush()
    register_endpoint("dev_a", "ios", "token-1", NOW, push=push)
    forget_endpoint("dev_a", push=push)
    assert registered_endpoints.of("dev_a") is None
    assert push.gone == {"token-1"}


def test_a_phone_without_push_is_forgotten_without_asking_anybody() -> None:
    push = FakePush()
    forget_endpoint("dev_a", push=push)
    assert push.gone == set()
