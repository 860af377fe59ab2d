"""What each measurement found, as the tables of docs/performance.md."""

from collections.abc import Sequence
from statistics import median

from bench.alike import BAND, Seen, differ
from bench.cold import ColdStarts, Starts
from bench.costs import USD_PER_API_REQUEST, Costs
from bench.journey import ASIDES, Journey, Step
from bench.peak import SECONDS_A_CAPTURE, WORKERS, Peak, memory_mb
from bench.report import Row, Section
from bench.sweep import DUE, Tick
from bench.warm import BUDGET_MICROSECONDS, Path

MOST_ROUND_TRIPS, MOST_WRITE_UNITS, MOST_USD = 8, 30.0, 45e-6
ITEM_BYTES = 1024
"""Above it every write of a stay costs twice."""


def cold(found: ColdStarts) -> Section:
    rows = [_start(found, starts) for starts in (found.floor, *found.lambdas)]
    heaviest = ", ".join(f"{part} {size / 1e6:.2f}" for part, size in list(found.weights.items())[:10])
    total = sum(found.weights.values()) / 1e6
    notes = [
        f"{len(found.floor.milliseconds)} fresh processes each, in turn; Python alone answers after "
        f"{found.bare_ms:.0f} ms. The ratio is that of the medians of CPU time.",
        f"The zip weighs {total:.1f} MB ({heaviest} …). Modules without byte code: {len(found.without_byte_code)}.",
    ]
    return Section(
        "cold",
        ("Lambda", "min ms", "median ms", "CPU ms", "× floor", "budget", "RSS MB", "modules", "of others"),
        rows,
        notes,
    )


def _start(found: ColdStarts, starts: Starts) -> Row:
    program, ratio = starts.program, found.ratio(starts)
    too_slow = program.most is not None and ratio > program.most
    too_many = program.most_modules is not None and starts.modules_of_others > program.most_modules
    budget = " ".join(
        [f"{program.most}×"] * bool(program.most) + [f"{program.most_modules} modules"] * bool(program.most_modules)
    )
    cells = (
        program.name,
        f"{min(starts.milliseconds):.0f}",
        f"{starts.median_ms:.0f}",
        f"{median(starts.cpu_ms):.0f}",
        f"{ratio:.2f}",
        budget,
        f"{max(starts.rss_mb):.0f}",
        f"{len(starts.modules)}",
        f"{starts.modules_of_others}",
    )
    kept = not (too_slow or too_many or starts.forbidden or starts.compiled_here)
    return Row(cells, kept if budget else None)


def warm(paths: list[Path]) -> Section:
    rows = [
        Row(
            (
                path.name,
                f"{path.microseconds:.1f}",
                f"{path.floor:.1f}",
                f"{path.ours:.1f}",
                f"{BUDGET_MICROSECONDS:.0f}",
            ),
            path.ours <= BUDGET_MICROSECONDS,
        )
        for path in paths
    ]
    return Section("warm", ("request", "µs", "floor µs", "above it", "budget"), rows)


def journey(stay: Journey, singles: list[Step]) -> Section:
    rows = [_step(step) for step in stay.steps]
    costs = stay.costs
    kept = costs.round_trips <= MOST_ROUND_TRIPS and costs.write_units <= MOST_WRITE_UNITS and stay.usd <= MOST_USD
    calls = sum(step.gateway_calls for step in stay.steps)
    budget = f"{MOST_ROUND_TRIPS}, {MOST_WRITE_UNITS:.0f} WCU, {MOST_USD * 1e6:.0f} µ$"
    whole = ("**a whole stay**", f"{costs.round_trips}", budget, f"{costs.read_units:g}", f"{costs.write_units:g}")
    rows.append(Row((*whole, f"{calls}", f"{stay.usd * 1e6:.1f}"), kept))
    rows += [_step(step) for step in singles]
    scans = costs.calls["Scan"] + sum(step.costs.calls["Scan"] for step in singles)
    asides = "; ".join(f"{aside.name}: {aside.times} × {aside.usd_each * 1e6:.2f} µ$" for aside in ASIDES)
    notes = [
        f"µ$ are the requests to the API (start, two notifications, stop: {USD_PER_API_REQUEST * 1e6:.2f} each) and "
        f"DynamoDB's units, index writes and transactions included. Scans: {scans}.",
        f"Besides: {asides}; together {sum(aside.times * aside.usd_each for aside in ASIDES) * 1e6:.0f} µ$. "
        "Reading the stream is free; the Lambdas' milliseconds are not counted here.",
        f"The item of a stay grows to {stay.largest_item_bytes} bytes with an e-mail address of 40 and a page's "
        f"address of 90 characters ({ITEM_BYTES} would double each write).",
    ]
    return Section("journey", _columns("gateway calls"), rows, notes)


def cards(steps: list[Step]) -> Section:
    whole = sum((step.costs for step in steps if step.name.startswith("activation")), Costs())
    notes = [
        f"A whole activation: {whole.round_trips} round trips, {whole.read_units:g} RCU, {whole.write_units:g} WCU. "
        "A code is counted on five limits in the transaction that makes it."
    ]
    return Section("cards", _columns("calls to a register or the gateway"), [_step(step) for step in steps], notes)


def tickets(sold: list[Step], largest_item_bytes: int, singles: list[Step]) -> Section:
    notes = [
        f"The item of a paid ticket has {largest_item_bytes} bytes, with an e-mail address of 40 characters. "
        f"Above {ITEM_BYTES} every write counts twice. What a refused write consumes is not reported, so a repeat "
        "shows no units."
    ]
    return Section("tickets", _columns("gateway calls"), [_step(step) for step in (*sold, *singles)], notes)


def _columns(calls: str) -> Sequence[str]:
    return ("command", "round trips", "budget", "RCU", "WCU", calls, "µ$")


def _step(step: Step) -> Row:
    cells = (step.name, f"{step.costs.round_trips}", f"{step.most}", f"{step.costs.read_units:g}")
    more = (f"{step.costs.write_units:g}", f"{step.gateway_calls}", f"{step.usd * 1e6:.1f}")
    return Row((*cells, *more), step.costs.round_trips <= step.most)


def alike(found: list[Seen]) -> Section:
    known, *others = found
    rows = [_timed(known, step, known) for step in known.microseconds]
    rows += [_timed(known, step, seen) for seen in others for step in known.microseconds]
    notes = [
        f"{len(known.microseconds['identity']):,} requests each, in random turn. The answers and the calls behind them "
        f"must be the same, and the median of CPU time within {BAND:.0%}; p is Mann and Whitney's, told and not judged."
    ]
    return Section("alike", ("who is asked about", "request", "median µs", "above known", "p", "calls"), rows, notes)


def _timed(known: Seen, step: str, seen: Seen) -> Row:
    above = seen.median_us(step) / known.median_us(step) - 1
    same = seen.answers == known.answers and seen.calls == known.calls
    [calls] = {len(calls) - 1 for calls in seen.calls if calls[0] == step}
    cells = (seen.case.name, step, f"{seen.median_us(step):.0f}", f"{above:+.1%}")
    if seen is known:
        return Row((*cells[:3], "", "", f"{calls}"))
    p = differ(seen.microseconds[step], known.microseconds[step])
    return Row((*cells, f"{p:.2g}", f"{calls}"), same and abs(above) <= BAND)


def sweep(ticks: list[Tick]) -> Section:
    first = ticks[0]
    rows = [
        Row(
            (
                f"{tick.open_stays:,}",
                f"{tick.taken}",
                f"{tick.costs.calls['Query']}",
                f"{tick.costs.round_trips}",
                f"{tick.costs.read_units:g}",
                f"{tick.costs.write_units:g}",
                f"{tick.costs.calls['Scan']}",
                f"{tick.seconds * 1e3:.0f}",
                f"{tick.seconds / first.seconds:.2f}",
            ),
            tick.taken == DUE and tick.costs == first.costs and not tick.costs.calls["Scan"],
        )
        for tick in ticks
    ]
    columns = ("open stays", "taken", "queries", "round trips", "RCU", "WCU", "scans", "ms", "× the first")
    return Section("sweep", columns, rows)


def peak(found: Peak) -> Section:
    a_tick = found.claims_a_tick()
    rows = [
        Row((f"{found.stays:,} stays over at once: claimed in", f"{found.claim_seconds:.1f} s", "60 s"),
            found.claim_seconds <= 60),
        Row(("the same reads and transactions by the bare SDK (floor)", f"{found.floor_seconds:.1f} s", "")),
        Row(("CPU of one claim", f"{found.claim_cpu_ms:.2f} ms", "")),
        Row((f"captured by {WORKERS} workers and confirmed in", f"{found.drain_seconds:.0f} s", "")),
        Row(("calls that the gateway's limit refused, made again later", f"{found.refused_by_limit:,}", "")),
        Row(("stays in the hands of the worker that was killed", f"{found.killed_with_work}", "")),
        Row(("stays captured", f"{found.stays_by_state['captured']:,}", f"{found.stays:,}"),
            found.stays_by_state["captured"] == found.stays),
        Row(("captured twice", f"{found.captured_twice}", "0"), not found.captured_twice),
        Row(("taken by the gateway = booked as revenue", f"{found.captured_grosze:,} = {found.booked_grosze:,} gr", ""),
            found.captured_grosze == found.booked_grosze),
        Row(("left in `city:holds`", f"{found.holds_left_grosze}", "0"), not found.holds_left_grosze),
    ]  # fmt: skip
    for stays in (10_000, 100_000, 1_000_000):
        lambdas, hours = -(-stays // a_tick), stays * SECONDS_A_CAPTURE / WORKERS / 3600
        for_an_hour = -(-stays * SECONDS_A_CAPTURE // 3600)
        rows.append(
            Row((f"{stays:,} stays, calculated", f"{lambdas} Lambdas for one tick, or one for {lambdas} ticks",
                 f"{hours:.1f} h of {WORKERS} workers, or {for_an_hour:.0f} workers for an hour"))
        )  # fmt: skip
    notes = [
        f"Calculated: one `take_due_stays` of {memory_mb():,} MB takes {a_tick:,} stays a tick on its share of a vCPU, "
        f"taken to be as quick as a core of this machine; a capture takes "
        f"{SECONDS_A_CAPTURE} s. Its shards are threads of one process: more of them hide latency and add no CPU."
    ]
    return Section("peak", ("the evening", "figure", "budget"), rows, notes)
