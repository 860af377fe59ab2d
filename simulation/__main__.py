"""`make simulate SEEDS=500 SEED=0`: run seeds, stop at the first broken promise, print the command that replays it."""

import argparse
import logging
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulation.day import Outcome


def main() -> int:
    """Run the seeds in as many processes as there are cores; exit 1 with a replay command when one fails."""
    parser = argparse.ArgumentParser(prog="python -m simulation", description=__doc__)
    parser.add_argument("--seed", type=int, default=0, help="the first seed (default: %(default)s)")
    parser.add_argument("--seeds", type=int, default=100, help="how many (default: %(default)s)")
    parser.add_argument("--drivers", type=int, default=40, help="drivers a day (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--broken", action="store_true", help="run the broken variants: each must be caught")
    chosen = parser.parse_args()
    _environment()
    return _broken(chosen) if chosen.broken else _simulate(chosen)


def run(seed: int, drivers: int) -> "Outcome | str":
    """Run one seed; the outcome, or what was violated."""
    _environment()
    from simulation.day import run_day

    try:
        return run_day(seed, drivers)
    except Exception as error:  # noqa: BLE001 - whatever broke, its seed is to be told
        return f"{type(error).__name__}: {error}"


def _simulate(chosen: argparse.Namespace) -> int:
    started, stays, ran, captured = time.monotonic(), 0, 0, 0
    faults: Counter[str] = Counter()
    seeds = range(chosen.seed, chosen.seed + chosen.seeds)
    with ProcessPoolExecutor(chosen.workers) as pool:
        outcomes = pool.map(run, seeds, [chosen.drivers] * len(seeds), chunksize=4)
        for number, (seed, outcome) in enumerate(zip(seeds, outcomes, strict=True), start=1):
            if isinstance(outcome, str):
                pool.shutdown(cancel_futures=True)
                print(
                    f"\nseed {seed}: {outcome}\nreplay: python -m simulation --seed {seed} --seeds 1 "
                    f"--drivers {chosen.drivers} --workers 1"
                )
                return 1
            stays, ran, captured = stays + outcome.stays, ran + outcome.ran, captured + outcome.captured_grosze
            faults.update(outcome.faults)
            if number % 50 == 0 or number == len(seeds):
                print(f"{number}/{len(seeds)} seeds, {stays} stays, {time.monotonic() - started:.0f} s", flush=True)
    print(f"{ran} of {stays} stays ran, {captured / 100:.2f} zł captured; 0 grosze lost or doubled, 0 stranded holds")
    print("faults: " + ", ".join(f"{name} {count}" for name, count in sorted(faults.items())))
    return 0


def _broken(chosen: argparse.Namespace) -> int:
    from simulation.broken import VARIANTS, caught

    missed = 0
    for name, variant in VARIANTS.items():
        seed, why = caught(variant, range(chosen.seed, chosen.seed + chosen.seeds), chosen.drivers)
        print(f"{name:<30} {f'seed {seed}: {why[:80]}' if why else 'NOT CAUGHT'}")
        missed += not why
    print(f"{len(VARIANTS) - missed} of {len(VARIANTS)} broken variants caught")
    return 1 if missed else 0


def _environment() -> None:
    """The product reads its stage when it is imported; a simulated one has no AWS behind it."""
    os.environ |= {"STAGE": "simulation", "AWS_REGION": "eu-central-1", "PUBLIC_URL": "https://api.simulation/v1"}
    os.environ |= {"AWS_ACCESS_KEY_ID": "simulation", "AWS_SECRET_ACCESS_KEY": "simulation"}
    logging.disable(logging.CRITICAL)


if __name__ == "__main__":
    sys.exit(main())
