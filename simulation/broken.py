"""The harness is tested too: deliberately broken products, each of which the simulation must catch.

Every variant is a mistake that real backends make, put in place of the right code by a patch.
"""

import itertools
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from unittest import mock

from chalicelib import ids
from chalicelib.parking import call_gateway, claimed_plates, confirm, course, kept_stays, record, stop, take_due
from chalicelib.parking.claimed_plates import ClaimedPlate
from chalicelib.parking.fee import fee as _right_fee
from chalicelib.payments import payment as payments
from chalicelib.payments import send_refund
from chalicelib.payments.booked_entries import book, of_order
from chalicelib.payments.errors import GatewayUnknown
from chalicelib.payments.ordered_calls import reference
from chalicelib.storage import commit
from chalicelib.warsaw import in_warsaw
from simulation.broken_demands import DEMAND_VARIANTS
from simulation.broken_months import MONTH_VARIANTS
from simulation.broken_prices import PRICE_VARIANTS
from simulation.broken_tickets import TICKET_VARIANTS
from simulation.replaced import patched
from simulation.world import World

_right_book, _right_call = book, call_gateway._call
_right_entries, _right_confirm = record._entries, confirm.confirm
_unique = itertools.count()


def no_condition(_: World) -> Any:
    """The plate's claim is written without its condition."""
    anyway = ClaimedPlate.plate.exists() | ClaimedPlate.plate.does_not_exist()
    return patched(mock.patch.object(claimed_plates, "_free", lambda _: anyway))


def no_lease(_: World) -> Any:
    """Two workers may make the same call at once."""

    def read(stay_id: str, now: datetime) -> Any:  # noqa: ARG001
        stay = kept_stays.get(stay_id)
        return replace(stay, attempts=1) if stay else None

    return patched(mock.patch.object(kept_stays, "claim_calls", read))


def call_before_record(world: World) -> Any:
    """The money is taken first and written down afterwards."""

    def end(stay: Any, now: datetime, editions: Any) -> Any:
        after = course.stopped(stay, now, stop.fee_until(stay, editions))
        for payment in (hold.payment for hold in after.holds):
            if payment.state == "capture_requested":
                world.gateway.capture(payment.remote_id, payment.due_grosze, reference(payment, "capture"))
        record.record(stay, after, now)
        return after

    return patched(mock.patch.object(stop, "end", end), mock.patch.object(take_due, "end", end))


def last_notification_wins(_: World) -> Any:
    """Whatever is reported last is believed."""
    states = {"held": "held", "paid": "captured", "failed": "failed"}

    def reported(payment: Any, report: Any, now: datetime) -> Any:
        if report.outcome == "pending":
            return payment
        held_at = payment.held_at or (report.happened_at if report.outcome == "held" else None)
        return replace(
            payment, state=states[report.outcome], remote_id=report.remote_id, held_at=held_at, settled_at=now
        )

    return patched(mock.patch.object(payments, "reported", reported))


def powertools_idempotency_only(_: World) -> Any:
    """A record of calls in progress is all there is: deleted when the call fails, so that it is made again."""
    in_progress: set[str] = set()

    def claim(stay_id: str, now: datetime) -> Any:  # noqa: ARG001
        stay = kept_stays.get(stay_id)
        return replace(stay, attempts=1) if stay and stay_id not in in_progress else None

    def call(stay: Any, payment: Any, verb: Any, now: datetime, gateway: Any) -> None:
        in_progress.add(stay.stay_id)
        try:
            _right_call(stay, payment, verb, now, gateway)
        finally:
            in_progress.discard(stay.stay_id)

    return patched(mock.patch.object(kept_stays, "claim_calls", claim), mock.patch.object(call_gateway, "_call", call))


def float_money(_: World) -> Any:
    """Złoty in binary fractions, cut to grosze."""

    def in_float(*arguments: Any, **options: Any) -> Any:
        right = _right_fee(*arguments, **options)
        zloty = sum(line.minutes * (line.hourly_price_grosze / 100) / 60 for line in right.lines)
        return replace(right, total_grosze=int(zloty * 100))

    return patched(mock.patch("chalicelib.parking.stop.fee", in_float))


def naive_time(_: World) -> Any:
    """Kraków's wall clock is taken for UTC."""

    def naively(editions: Any, subzone: str, from_: datetime, until: datetime, *, resident: bool) -> Any:
        start, end = (in_warsaw(moment).replace(tzinfo=UTC) for moment in (from_, until))
        return _right_fee(editions, subzone, start, end, resident=resident)

    return patched(mock.patch("chalicelib.parking.stop.fee", naively))


def no_dedupe(_: World) -> Any:
    """Every notification is booked, also the second of the same fact."""

    def confirmed(report: Any, now: datetime) -> bool:
        known = {entry.kind: entry for entry in of_order(report.order_id)}
        done = _right_confirm(report, now)
        twice = known.get({"held": "held", "paid": "captured"}.get(report.outcome, ""))
        if twice is not None:
            commit(_right_book(replace(twice, kind=f"{twice.kind}-{next(_unique)}")))
        return done

    return patched(
        mock.patch.object(call_gateway, "confirm", confirmed), mock.patch("simulation.world.confirm", confirmed)
    )


def blind_retry(_: World) -> Any:
    """After a time-out the call is simply made again."""
    return patched(mock.patch.object(call_gateway, "_still_on_hold", lambda *_: True))


def forgotten_ledger_line(_: World) -> Any:
    """The decision to take less than was held is not booked."""

    def most(*arguments: Any) -> Any:
        return [entry for entry in _right_entries(*arguments) if entry.kind != "capture_requested"]

    return patched(mock.patch.object(record, "_entries", most))


def release_while_unknown(_: World) -> Any:
    """A capture without an answer is taken for a failed one, and the hold is let go."""

    def call(stay: Any, payment: Any, verb: Any, now: datetime, gateway: Any) -> None:
        try:
            _right_call(stay, payment, verb, now, gateway)
        except GatewayUnknown:
            if verb == "capture":
                gateway.release(payment.remote_id, reference(payment, "release"))

    return patched(mock.patch.object(call_gateway, "_call", call))


def refund_under_a_new_name(_: World) -> Any:
    """Every attempt at a refund is another refund to the gateway."""

    def fresh(payment: Any, verb: Any) -> str:
        return f"{reference(payment, verb)}{next(_unique)}" if verb == "refund" else reference(payment, verb)

    return patched(mock.patch.object(send_refund, "reference", fresh))


def key_ignored(_: World) -> Any:
    """A repeated start is a new start."""
    derived = ids.derived_id

    def fresh(prefix: str, *parts: str) -> str:
        return derived(prefix, *parts, *([str(next(_unique))] if prefix == "stay" else []))

    return patched(mock.patch.object(ids, "derived_id", fresh))


VARIANTS: dict[str, Callable[[World], Any]] = {
    variant.__name__: variant
    for variant in (
        no_condition,
        no_lease,
        call_before_record,
        last_notification_wins,
        powertools_idempotency_only,
        float_money,
        naive_time,
        no_dedupe,
        blind_retry,
        forgotten_ledger_line,
        release_while_unknown,
        refund_under_a_new_name,
        key_ignored,
        *PRICE_VARIANTS,
        *TICKET_VARIANTS,
        *MONTH_VARIANTS,
        *DEMAND_VARIANTS,
    )
}


def caught(variant: Callable[[World], Any], seeds: range, drivers: int) -> tuple[str, str]:
    """Return the first day or life that catches a variant, and how; empty texts when none does.

    No day is as long as a month: what goes wrong in one shows in the lives of a subscription. Demands are so few that
    what goes wrong with them, or at night, shows soonest in theirs.
    """
    from simulation.crash import Scenario, end_after
    from simulation.crash_demands import DEMANDS
    from simulation.crash_months import MONTHS
    from simulation.day import run_day

    days = ((f"seed {seed}", partial(run_day, seed, drivers, variant)) for seed in seeds)
    lived: tuple[Scenario, ...] = MONTHS if variant in MONTH_VARIANTS else DEMANDS if variant in DEMAND_VARIANTS else ()
    lives = ((life.name, partial(end_after, life, None, variant)) for life in lived)
    runs: Iterable[tuple[str, Callable[[], object]]] = lives if lived else days
    for name, run in runs:
        try:
            run()
        except Exception as error:  # noqa: BLE001 - a broken product may fail in any way
            return name, f"{type(error).__name__}: {error}"
    return "", ""
