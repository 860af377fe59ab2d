"""Many seeds in many processes, and what they add up to."""

import logging
import os
import signal
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Literal

from simulation.outcome import Outcome

Engine = Literal["memory", "dynoxide"]


@dataclass(frozen=True)
class Recipe:
    """How every seed is run."""

    drivers: int
    engine: Engine = "memory"

    def replay(self, seed: int) -> str:
        """Return the command that runs this one seed again."""
        engine = "" if self.engine == "memory" else f" ENGINE={self.engine}"
        return f"make simulate SEED={seed} SEEDS=1 DRIVERS={self.drivers}{engine}"


class Broken(Exception):
    """A seed broke a promise; the text says which promise, and the command that replays it."""


def outcomes(seeds: Iterable[int], recipe: Recipe, workers: int) -> Generator[Outcome, None, None]:
    """Run seeds in so many processes and yield what came of them, in their order; raises Broken for the first failure.

    Seeds are taken only a little ahead of what is yielded, so whoever makes them can stop in time.
    """
    ahead: deque[tuple[int, Future[Outcome | str]]] = deque()
    pool = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_begin)
    try:
        for seed in seeds:
            ahead.append((seed, pool.submit(run, seed, recipe)))
            if len(ahead) > workers + 1:
                yield _came(*ahead.popleft(), recipe)
        while ahead:
            yield _came(*ahead.popleft(), recipe)
    finally:
        pool.shutdown(cancel_futures=True)


def run(seed: int, recipe: Recipe) -> Outcome | str:
    """Run one seed in a prepared process; the outcome, or what was broken."""
    from simulation.day import run_day
    from simulation.engine_tables import on_engine
    from simulation.tables import in_memory

    try:
        with nullcontext(in_memory()) if recipe.engine == "memory" else on_engine() as tables:
            return run_day(seed, recipe.drivers, tables=tables)
    except Exception as error:  # noqa: BLE001 - whatever broke, its seed is to be told
        return f"{type(error).__name__}: {error}"


def prepare() -> None:
    """Make this process one that simulates: the product reads its stage when it is imported; no AWS is behind it."""
    os.environ |= {"STAGE": "simulation", "AWS_REGION": "eu-central-1", "PUBLIC_URL": "https://api.simulation/v1"}
    os.environ |= {"AWS_ACCESS_KEY_ID": "simulation", "AWS_SECRET_ACCESS_KEY": "simulation"}
    logging.disable(logging.CRITICAL)


def _begin() -> None:
    prepare()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's, which ends the others


def _came(seed: int, future: Future[Outcome | str], recipe: Recipe) -> Outcome:
    outcome = future.result()
    if isinstance(outcome, str):
        raise Broken(f"seed {seed}: {outcome}\nreplay: {recipe.replay(seed)}")
    return outcome
