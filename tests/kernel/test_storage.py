"""What every decision leans on. Single-threaded: no local engine proves concurrency, so conflicts are injected."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pynamodb.exceptions import TransactWriteError

from chalicelib import aws, storage
from chalicelib.errors import Busy, Conflict
from chalicelib.storage import MomentAttribute, Put, Stale, Update, commit, decide
from tests.kernel.seats import Refused, Seat, Ticket, free, numbers, refused_as, seat_exists, sell, take

_Inject = Callable[..., list[int]]
_NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _tables(tables: Callable[..., None]) -> None:
    tables(Seat, Ticket)


@pytest.fixture
def inject(aws: Callable[[str], Any]) -> Iterator[_Inject]:
    """Make the next transactions fail as AWS would: `inject(times, *reasons)`; gives the calls made."""
    client = aws("dynamodb")
    event = "before-call.dynamodb.TransactWriteItems"

    def start(times: int, *reasons: str, code: str = "TransactionCanceledException") -> list[int]:
        calls: list[int] = []

        def fail(**_: Any) -> Any:
            calls.append(len(calls))
            if len(calls) > times:
                return None
            body = {
                "Error": {"Code": code, "Message": f"Transaction cancelled [{', '.join(reasons)}]"},
                "ResponseMetadata": {"HTTPStatusCode": 400, "HTTPHeaders": {}, "RetryAttempts": 0},
                "CancellationReasons": [{"Code": reason} for reason in reasons],
            }
            return SimpleNamespace(status_code=400, headers={}), body

        client.meta.events.register(event, fail, unique_id="injected")
        return calls

    yield start
    client.meta.events.unregister(event, unique_id="injected")


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that `commit` would make, while time passes only by them."""
    pauses: list[float] = []
    monkeypatch.setattr(storage, "time", SimpleNamespace(monotonic=lambda: sum(pauses, 0.0), sleep=pauses.append))
    return pauses


def test_a_decision_writes_all_its_items() -> None:
    commit(seat_exists("1A"))
    commit(take("1A", by="ola"), sell("t1"))

    seat = Seat.get("1A")
    assert (seat.taken_by, seat.version) == ("ola", 1)
    assert numbers() == {"t1"}


def test_a_refused_decision_writes_nothing_and_shows_what_is_in_the_way() -> None:
    commit(seat_exists("1A"))
    commit(take("1A", by="ola"))

    with pytest.raises(Refused) as refused:
        commit(sell("t1"), take("1A", by="jan"))

    assert refused.value.write == "seat 1A"
    assert refused.value.in_the_way is not None
    assert refused.value.in_the_way["taken_by"] == {"S": "ola"}
    assert numbers() == set()


@pytest.mark.parametrize("first", ["put", "update"])
def test_the_refusal_is_that_of_the_write_whose_condition_failed(first: str) -> None:
    """pynamodb sends puts before updates whatever the order here, so reasons must not be matched by position."""
    commit(sell("t1"))
    commit(seat_exists("1A"))
    writes = [sell("t1"), take("1A", by="ola")]

    with pytest.raises(Refused) as refused:
        commit(*(writes if first == "put" else reversed(writes)))

    assert refused.value.write == "ticket t1"
    assert Seat.get("1A").taken_by == ""


def test_among_several_failed_conditions_the_first_in_the_order_given_speaks() -> None:
    commit(sell("t1"), sell("t2"))

    for writes, speaks in (
        ([take("nowhere", by="ola"), sell("t2"), sell("t1")], "seat nowhere"),
        ([sell("t2"), sell("t1"), take("nowhere", by="ola")], "ticket t2"),
        ([free("nowhere"), sell("t2")], "free nowhere"),
        ([sell("t2"), free("nowhere")], "ticket t2"),
    ):
        with pytest.raises(Refused) as refused:
            commit(*writes)
        assert refused.value.write == speaks


def test_what_is_only_checked_is_required_and_not_changed() -> None:
    commit(seat_exists("1A"))

    commit(sell("t1"), free("1A"))

    assert Seat.get("1A").version == 0
    commit(take("1A", by="ola"))
    with pytest.raises(Refused, match="conflict"):
        commit(sell("t2"), free("1A"))
    assert numbers() == {"t1"}


def test_a_decision_that_was_overtaken_is_made_again(no_pauses: list[float]) -> None:
    answers = iter([Stale(), Stale(), "decided"])

    def decision() -> str:
        answer = next(answers)
        if isinstance(answer, Stale):
            raise answer
        return str(answer)

    assert decide(decision) == "decided"


def test_a_decision_that_is_always_overtaken_becomes_busy(no_pauses: list[float]) -> None:
    def overtaken() -> None:
        raise Stale()

    with pytest.raises(Busy):
        decide(overtaken)

    assert 6.0 < sum(no_pauses) <= 6.5


def test_a_decision_that_refuses_is_not_made_again() -> None:
    decisions = iter([Conflict()])

    def decision() -> None:
        raise next(decisions)

    with pytest.raises(Conflict):
        decide(decision)


def test_an_update_of_an_item_that_is_not_there_has_nothing_in_the_way() -> None:
    with pytest.raises(Refused) as refused:
        commit(take("nowhere", by="ola"))

    assert refused.value.in_the_way is None


@pytest.mark.parametrize("reason", ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_conflict_is_nobodys_refusal_and_is_tried_again(inject: _Inject, no_pauses: list[float], reason: str) -> None:
    calls = inject(3, "None", reason)

    commit(seat_exists("1A"), sell("t1"))

    assert len(calls) == 4
    assert numbers() == {"t1"}


def test_the_same_transaction_still_in_progress_is_tried_again(inject: _Inject, no_pauses: list[float]) -> None:
    calls = inject(1, code="TransactionInProgressException")

    commit(sell("t1"))

    assert len(calls) == 2


def test_conflicts_without_end_become_busy_within_the_deadline(inject: _Inject, no_pauses: list[float]) -> None:
    inject(10**9, "TransactionConflict")

    with pytest.raises(Busy):
        commit(sell("t1"))

    assert 6.0 < sum(no_pauses) <= 6.5
    assert max(no_pauses) <= 0.5


def test_a_failed_condition_speaks_before_a_conflict_beside_it(inject: _Inject, no_pauses: list[float]) -> None:
    inject(1, "TransactionConflict", "ConditionalCheckFailed")

    with pytest.raises(Refused) as refused:
        commit(sell("t1"), sell("t2"))

    assert refused.value.write == "ticket t2"


def test_what_retrying_cannot_help_is_raised_at_once(inject: _Inject, no_pauses: list[float]) -> None:
    calls = inject(10**9, "ValidationError")

    with pytest.raises(TransactWriteError):
        commit(sell("t1"))

    assert len(calls) == 1


def test_all_tables_share_one_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each client costs a cold start about 140 ms and its own connections."""
    session = aws._session()
    made = count()
    create = session.create_client
    monkeypatch.setattr(session, "create_client", lambda *args, **named: (next(made), create(*args, **named))[1])
    aws.client.cache_clear()
    storage.connection.cache_clear()
    Seat._connection = Ticket._connection = None

    commit(seat_exists("1A"), sell("t1"))
    Seat.get("1A")
    Ticket.get("t1")
    aws.client("dynamodb")

    assert next(made) == 1
    assert Seat._get_connection().connection.client is Ticket._get_connection().connection.client


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        commit(Put(Seat("1A", seen_at=datetime(2026, 11, 21)), Seat.name.does_not_exist(), refused_as("seat")))  # noqa: DTZ001


@given(st.timedeltas(timedelta(-30_000), timedelta(90_000)), st.integers(-14 * 60, 14 * 60))
def test_a_moment_comes_back_in_utc_to_the_millisecond(since_noon: timedelta, offset_minutes: int) -> None:
    moment = (_NOON + since_noon).astimezone(timezone(timedelta(minutes=offset_minutes)))
    attribute = MomentAttribute()

    back = attribute.deserialize(attribute.serialize(moment))

    assert back.utcoffset() == timedelta()
    assert timedelta() <= moment - back < timedelta(milliseconds=1)


def test_a_moment_is_kept_as_a_number_and_can_be_compared() -> None:
    commit(Put(Seat("1A", seen_at=_NOON), Seat.name.does_not_exist(), refused_as("seat")))

    earlier = Seat.seen_at < _NOON
    with pytest.raises(Refused) as refused:
        commit(Update(Seat("1A"), earlier, refused_as("seat"), [Seat.version.add(1)]))

    assert refused.value.in_the_way is not None
    assert refused.value.in_the_way["seen_at"] == {"N": "1795262400000"}
