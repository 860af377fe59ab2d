from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.notifications import registered_endpoints
from chalicelib.notifications.endpoint import Endpoint

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FIRST = Endpoint("dev_a", "android", "arn:1", "token-1", NOW)
LATER = replace(FIRST, push_token="token-2", updated_at=NOW + timedelta(seconds=1))


@pytest.fixture(autouse=True)
def _table(tables: Callable[..., None]) -> None:
    tables(registered_endpoints.RegisteredEndpoint)


def test_an_endpoint_is_read_as_it_was_kept() -> None:
    registered_endpoints.keep(FIRST)
    assert registered_endpoints.of("dev_a") == FIRST
    assert registered_endpoints.of("dev_b") is None


def test_the_latest_registration_wins_in_whatever_order_they_are_written() -> None:
    registered_endpoints.keep(LATER)
    registered_endpoints.keep(FIRST)
    assert registered_endpoints.of("dev_a") == LATER


def test_a_dead_token_disables_its_own_endpoint() -> None:
    registered_endpoints.keep(FIRST)
    registered_endpoints.disable(FIRST)
    assert registered_endpoints.of("dev_a") == replace(FIRST, enabled=False)


@pytest.mark.parametrize("newer", [LATER, replace(FIRST, updated_at=LATER.updated_at)])
def test_a_dead_token_does_not_disable_a_registration_that_came_meanwhile(newer: Endpoint) -> None:
    registered_endpoints.keep(newer)
    registered_endpoints.disable(FIRST)
    assert registered_endpoints.of("dev_a") == newer


def test_disabling_what_was_removed_brings_nothing_back() -> None:
    registered_endpoints.keep(FIRST)
    registered_endpoints.remove("dev_a")
    registered_endpoints.disable(FIRST)
    assert registered_endpoints.of("dev_a") is None


def test_a_push_token_is_not_in_what_a_log_would_print() -> None:
    assert "token-1" not in repr(FIRST)
