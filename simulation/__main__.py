"""Simulated days, by seed. The first broken promise ends the run with the command that replays it."""

import argparse
import os
import sys
import time

from simulation.outcome import Figures
from simulation.seeds import Broken, Recipe, outcomes, prepare
from simulation.soak import CodeChanged, soak

_SOAKED = {"memory": 1_000_000, "dynoxide": 20_000}


def main() -> int:
    """Do what was asked; exit 1 when a promise was broken, 2 when the code changed under a soak."""
    parser = argparse.ArgumentParser(prog="python -m simulation", description=__doc__)
    parser.add_argument("--seed", type=int, default=0, help="the first seed (default: %(default)s)")
    parser.add_argument("--seeds", type=int, default=100, help="how many (default: %(default)s)")
    parser.add_argument("--drivers", type=int, default=0, help="drivers a day (default: 40; 200 in a soak)")
    parser.add_argument("--engine", choices=tuple(_SOAKED), default="memory", help="where the tables are")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (default: one for a core)")
    parser.add_argument("--broken", action="store_true", help="run the broken variants: each must be caught")
    parser.add_argument("--soak", action="store_true", help="go on with the long run for this code")
    parser.add_argument("--stays", type=int, default=0, help="how long it is (default: a million; 20 000 on dynoxide)")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="how long to sit (default: to its end)")
    chosen = parser.parse_args()
    recipe = Recipe(chosen.drivers or (200 if chosen.soak else 40), chosen.engine)
    try:
        if chosen.broken:
            return _broken(range(chosen.seed, chosen.seed + chosen.seeds), recipe.drivers)
        if chosen.soak:
            figures = soak(recipe, chosen.workers, chosen.stays or _SOAKED[chosen.engine], chosen.minutes)
        else:
            figures = _simulate(range(chosen.seed, chosen.seed + chosen.seeds), recipe, chosen.workers)
    except (Broken, CodeChanged) as ended:
        print(f"\n{ended}")
        return 1 if isinstance(ended, Broken) else 2
    except KeyboardInterrupt:
        print("\nstopped; a soak goes on from here")
        return 130
    print(figures.told())
    return 0


def _simulate(seeds: range, recipe: Recipe, workers: int) -> Figures:
    begun, figures = time.monotonic(), Figures(sittings=1)
    for outcome in outcomes(seeds, recipe, min(workers, len(seeds))):
        figures.add(outcome)
        figures.seconds = time.monotonic() - begun
        if figures.seeds % 50 == 0:
            print(f"{figures.seeds}/{len(seeds)} days, {figures.stays} stays, {figures.seconds:.0f} s", flush=True)
    return figures


def _broken(seeds: range, drivers: int) -> int:
    prepare()
    from simulation.broken import VARIANTS, caught

    missed = 0
    for name, variant in VARIANTS.items():
        where, why = caught(variant, seeds, drivers)
        print(f"{name:<30} {f'{where}: {why[:80]}' if why else 'NOT CAUGHT'}", flush=True)
        missed += not why
    print(f"{len(VARIANTS) - missed} of {len(VARIANTS)} broken variants caught")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
