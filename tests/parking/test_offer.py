from datetime import timedelta

import pytest

from chalicelib.parking.errors import LimitInThePast
from chalicelib.parking.offer import offer
from chalicelib.parking.published_editions import editions
from tests.parking.city import MONDAY_9


def test_a_limit_counts_to_its_whole_second():
    until = MONDAY_9 + timedelta(hours=1)
    offered = offer(editions(), "B", "limited", until + timedelta(microseconds=999_999), MONDAY_9, resident=False)
    assert (offered.ends_at, offered.hold_grosze) == (until, 800)


def test_a_limit_within_the_second_that_runs_is_past():
    now = MONDAY_9 + timedelta(milliseconds=300)
    with pytest.raises(LimitInThePast):
        offer(editions(), "B", "limited", now + timedelta(milliseconds=300), now, resident=False)
