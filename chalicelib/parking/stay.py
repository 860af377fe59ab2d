"""A stay: one parking of one plate, from the start to the last grosz. Rules only.

    awaiting_payment ─► running ─► stopped
            └──────────────┴─► unpaid

A stay is paid by one hold, and by one more for each extension; together they are never less than the fee.
All moments are UTC. Money is grosze.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from chalicelib.payments import payment as payments
from chalicelib.payments.payment import SMALLEST_CAPTURE_GROSZE, Payment
from chalicelib.payments.port import HoldStarted, Method, Report

Kind = Literal["open", "limited"]
State = Literal["awaiting_payment", "running", "stopped", "unpaid"]
StoppedBy = Literal["driver", "limit", "end_of_paid_hours"]
FeeUntil = Callable[[datetime], int]
"""What the stay costs from its start until a moment."""

SMALLEST_HOLD_GROSZE = 2 * SMALLEST_CAPTURE_GROSZE
"""So that a fee can always be split over two holds without a part that the gateway cannot take."""

REMIND_BEFORE_END = timedelta(minutes=15)
REMIND_EVERY = timedelta(hours=2)
STREAM_GRACE = timedelta(minutes=5)
"""The stream delivers a gateway call within seconds; the minute schedule takes what is later than this."""
ASK_AGAIN_AT_MOST_EVERY = timedelta(hours=1)
REVIEW_AFTER_ATTEMPTS = 24
TIME_FOR_A_PERSON = timedelta(days=1)
"""What is left of a hold's life when a person is asked to decide."""


@dataclass(frozen=True)
class Hold:
    """One payment of a stay, and the end that it pays for. `request`: who may repeat it with what body."""

    payment: Payment
    pays_until: datetime
    key_hash: str
    fingerprint: str


@dataclass(frozen=True)
class Stay:
    stay_id: str
    device_id: str
    plate: str
    subzone: str
    kind: Kind
    resident: bool
    email: str
    language: str
    method: Method
    terms_version: str
    requested_at: datetime
    paid_hours_end: datetime
    holds: tuple[Hold, ...]
    state: State = "awaiting_payment"
    started_at: datetime | None = None
    stopped_at: datetime | None = None
    stopped_by: StoppedBy | None = None
    fee_grosze: int = 0
    unpaid_because: str = ""
    remind_at: datetime | None = None
    reminders: int = 0
    calls_due_at: datetime | None = None
    attempts: int = 0
    leased_until: datetime | None = None
    version: int = 0

    @property
    def ends_at(self) -> datetime:
        """The planned end: the last one that a hold pays for; before the first hold, the asked one."""
        return max([hold.pays_until for hold in self.holds if hold.payment.held_at] or [self.holds[0].pays_until])

    @property
    def held_grosze(self) -> int:
        return sum(hold.payment.amount_grosze for hold in self.holds if hold.payment.state == "held")

    @property
    def order_ids(self) -> tuple[str, ...]:
        return tuple(hold.payment.order_id for hold in self.holds)

    @property
    def next_order_id(self) -> str:
        return f"{self.stay_id}_{len(self.holds) + 1}"

    @property
    def reviewed(self) -> bool:
        """A person has to decide something about its money."""
        return any(hold.payment.state == "needs_review" for hold in self.holds)

    @property
    def due_at(self) -> datetime | None:
        """The nearest moment at which something has to be done; None when all is done."""
        moments = [hold.payment.valid_until for hold in self.holds if hold.payment.awaiting and not self.calls_due_at]
        if self.calls_due_at:
            moments.append(self.calls_due_at)
        if self.state == "running":
            moments += [self.ends_at, *([self.remind_at] if self.remind_at else [])]
        return min(moments, default=None)


def stay_id_of(order_id: str) -> str:
    """Return the stay that an order pays for: an order id is the stay's id and a number."""
    return order_id.rpartition("_")[0]


def with_hold_started(stay: Stay, order_id: str, hold: HoldStarted) -> Stay:
    return _with_payment(stay, order_id, lambda payment: payments.started(payment, hold))


def with_hold_refused(stay: Stay, order_id: str, reason: str, now: datetime) -> Stay:
    """The gateway refused the order at once: nothing is held."""
    return _after_payment(
        _with_payment(stay, order_id, lambda payment: payments.given_up(payment, "failed", reason, now)), now
    )


def in_review(stay: Stay, order_id: str, reason: str, now: datetime) -> Stay:
    """A person has to decide about one payment."""
    return _with_calls_due(_with_payment(stay, order_id, lambda payment: payments.in_review(payment, reason, now)), now)


def with_hold_expired(stay: Stay, order_id: str, now: datetime) -> Stay:
    """The customer walked away and the gateway knows of no hold."""
    return _after_payment(
        _with_payment(stay, order_id, lambda payment: payments.given_up(payment, "expired", "walked_away", now)), now
    )


def reported(stay: Stay, report: Report, now: datetime) -> Stay:
    """Return the stay after a report of the gateway about one of its orders; itself when nothing is new."""
    after = _with_payment(stay, report.order_id, lambda payment: payments.reported(payment, report, now))
    return stay if after == stay else _after_payment(after, now)


def superseded(stay: Stay, now: datetime) -> Stay:
    """The plate turned out to be parked already: this stay never runs and its hold goes back at once."""
    return _unpaid(stay, "superseded", now)


def stopped(stay: Stay, now: datetime, fee_until: FeeUntil) -> Stay:
    """End a running stay at `now` or at its planned end, whichever is first, and ask for exactly its fee."""
    if stay.state != "running" or stay.started_at is None:
        raise ValueError(f"a stay that is {stay.state} cannot be stopped")
    moment = min(now, stay.ends_at)
    fee = min(fee_until(moment), stay.held_grosze) if moment > stay.started_at else 0
    ended = replace(
        stay,
        state="stopped",
        stopped_at=max(moment, stay.started_at),
        stopped_by=_who_stopped(stay, now),
        fee_grosze=fee if fee >= SMALLEST_CAPTURE_GROSZE else 0,
        remind_at=None,
        calls_due_at=None,
        leased_until=None,
    )
    return _with_calls_due(_settled(ended), now)


def reminded(stay: Stay, now: datetime) -> Stay:
    """The reminder that is due has been decided on; the next one is planned."""
    return replace(stay, reminders=stay.reminders + 1, remind_at=_next_reminder(stay, now))


def extended(stay: Stay, hold: Hold) -> Stay:
    """A further hold is asked for; the end moves when it is confirmed."""
    return replace(stay, holds=(*stay.holds, hold))


def nudged(stay: Stay, now: datetime) -> Stay:
    """Gateway calls were handed out again; look again later, ever more rarely, and at last ask a person."""
    if stay.attempts >= REVIEW_AFTER_ATTEMPTS or (stay.attempts and _hold_soon_lapses(stay, now)):
        return _calls_in_review(stay, now)
    pause = min(STREAM_GRACE * 2 ** min(stay.attempts, 8), ASK_AGAIN_AT_MOST_EVERY)
    return replace(stay, calls_due_at=now + pause)


def as_first_answered(stay: Stay, hold: Hold) -> Stay:
    """Return the stay as it was answered right after `hold` was asked for, for a repeat of that request."""
    asked = replace(hold, payment=replace(hold.payment, state="awaiting_customer", held_at=None, settled_at=None))
    earlier = stay.holds[: stay.holds.index(hold)]
    if earlier:
        return replace(stay, holds=(*earlier, asked))
    return replace(
        stay, state="awaiting_payment", holds=(asked,), started_at=None, stopped_at=None, stopped_by=None, fee_grosze=0
    )


def released_share(stay: Stay) -> int:
    """Return what drivers get back in all once the gateway has confirmed everything."""
    return sum(hold.payment.amount_grosze for hold in stay.holds if hold.payment.held_at) - stay.fee_grosze


def _with_payment(stay: Stay, order_id: str, change: Callable[[Payment], Payment]) -> Stay:
    return replace(
        stay,
        holds=tuple(
            replace(hold, payment=change(hold.payment)) if hold.payment.order_id == order_id else hold
            for hold in stay.holds
        ),
    )


def _after_payment(stay: Stay, now: datetime) -> Stay:
    """Let the stay follow its payments: run, move its end, give up, or let a useless hold go."""
    if stay.state in ("awaiting_payment", "unpaid") and stay.held_grosze:
        stay = _run_or_release(stay, now)
    elif stay.state == "running":
        stay = replace(stay, remind_at=_next_reminder(stay, now))
    elif stay.state == "stopped":
        stay = _settled_at_zero(stay)
    elif stay.state == "awaiting_payment" and not any(hold.payment.awaiting for hold in stay.holds):
        stay = replace(stay, state="unpaid", unpaid_because=stay.holds[0].payment.reason or "needs_review")
    return _with_calls_due(stay, now)


def _run_or_release(stay: Stay, now: datetime) -> Stay:
    [held] = [hold.payment for hold in stay.holds if hold.payment.state == "held"]
    started_at = max(stay.requested_at, held.held_at or now)
    if started_at >= stay.ends_at or now >= stay.ends_at:
        return _unpaid(stay, "confirmed_too_late", now)
    running = replace(stay, state="running", started_at=started_at, unpaid_because="")
    return replace(running, remind_at=_next_reminder(running, started_at))


def _unpaid(stay: Stay, because: str, now: datetime) -> Stay:
    unpaid = replace(stay, state="unpaid", unpaid_because=because, started_at=None, remind_at=None)
    return _with_calls_due(_settled_at_zero(unpaid), now)


def _settled_at_zero(stay: Stay) -> Stay:
    return replace(stay, holds=tuple(_settling(hold, 0) for hold in stay.holds))


def _settled(stay: Stay) -> Stay:
    shares = split(stay.fee_grosze, [hold.payment.amount_grosze for hold in stay.holds if _held(hold)])
    paying = iter(shares)
    return replace(stay, holds=tuple(_settling(hold, next(paying) if _held(hold) else 0) for hold in stay.holds))


def split(fee_grosze: int, held: list[int]) -> list[int]:
    """Return what each hold pays: the earlier ones first, and no part below what the gateway can take.

    A hold is never smaller than SMALLEST_HOLD_GROSZE, so the one before can always spare what is missing.
    """
    shares: list[int] = []
    rest = fee_grosze
    for amount in held:
        shares.append(min(rest, amount))
        rest -= shares[-1]
    for later in range(1, len(shares)):
        if 0 < shares[later] < SMALLEST_CAPTURE_GROSZE:
            missing = SMALLEST_CAPTURE_GROSZE - shares[later]
            shares[later - 1] -= missing
            shares[later] += missing
    return shares


def _held(hold: Hold) -> bool:
    return hold.payment.state == "held"


def _settling(hold: Hold, fee_grosze: int) -> Hold:
    return replace(hold, payment=payments.settling(hold.payment, fee_grosze)) if _held(hold) else hold


def _with_calls_due(stay: Stay, now: datetime) -> Stay:
    pending = any(hold.payment.state in ("capture_requested", "release_requested") for hold in stay.holds)
    if not pending:
        return replace(stay, calls_due_at=None)
    return stay if stay.calls_due_at else replace(stay, calls_due_at=now + STREAM_GRACE, attempts=0)


def _hold_soon_lapses(stay: Stay, now: datetime) -> bool:
    pending = [hold.payment for hold in stay.holds if payments.call_needed(hold.payment, now)]
    return any(payment.capture_before and now >= payment.capture_before - TIME_FOR_A_PERSON for payment in pending)


def _calls_in_review(stay: Stay, now: datetime) -> Stay:
    holds = tuple(
        replace(hold, payment=payments.in_review(hold.payment, "gateway_never_confirmed", now))
        if payments.call_needed(hold.payment, now)
        else hold
        for hold in stay.holds
    )
    return replace(stay, holds=holds, calls_due_at=None)


def _next_reminder(stay: Stay, now: datetime) -> datetime | None:
    """15 minutes before the end, and every two hours of an open stay before that; None when none is left."""
    before_end = stay.ends_at - REMIND_BEFORE_END
    if now >= before_end:
        return None
    if stay.kind == "limited" or stay.started_at is None:
        return before_end
    rounds = (now - stay.started_at) // REMIND_EVERY + 1
    return min(before_end, stay.started_at + rounds * REMIND_EVERY)


def _who_stopped(stay: Stay, now: datetime) -> StoppedBy:
    if now < stay.ends_at:
        return "driver"
    return "end_of_paid_hours" if stay.ends_at >= stay.paid_hours_end else "limit"
