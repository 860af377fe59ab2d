"""`make soak`: a million stays, in as many sittings as it takes.

What was done is kept under `.local/soak`, one file for each code, engine and size of a day. Other code is another
file, so its run starts afresh; the figures of the old one stay.
"""

import hashlib
import itertools
import platform
import time
from contextlib import closing
from pathlib import Path

import msgspec

from simulation.outcome import Figures
from simulation.seeds import Recipe, outcomes

_ROOT = Path(__file__).parent.parent
_KEPT = Path(".local") / "soak"
_CODE = ("chalicelib/**/*", "simulation/**/*.py", "tests/fakes*.py", "bench/engine.py", "requirements-dev.txt")
_SECONDS_BETWEEN_LINES = 5.0


class CodeChanged(Exception):
    """The code is no longer that of this run."""


def soak(recipe: Recipe, workers: int, stays: int, minutes: float, folder: Path = _KEPT) -> Figures:
    """Run seeds from where the last sitting ended until so many stays are done, or the minutes are over.

    Raises Broken for a broken promise, CodeChanged when somebody changed the code meanwhile.
    """
    code = fingerprint()
    kept = folder / f"{recipe.engine}-{recipe.drivers}-{code}.json"
    done = msgspec.json.decode(kept.read_bytes(), type=Figures) if kept.exists() else Figures()
    print(f"{kept}: {done.seeds:,} days and {done.stays:,} stays done before", flush=True)
    begun, told, before, stays_before = time.monotonic(), time.monotonic(), done.seconds, done.stays
    done.sittings += 1
    in_time = itertools.takewhile(lambda _: time.monotonic() - begun < 60 * minutes, itertools.count(done.seeds))
    with closing(outcomes(in_time, recipe, workers)) as running:
        while done.stays < stays and (outcome := next(running, None)) is not None:
            done.add(outcome)
            now = time.monotonic()
            done.seconds = before + now - begun
            if now - told > _SECONDS_BETWEEN_LINES:
                _require_same(code)
                told = now
                print(_progress(done, stays, (done.stays - stays_before) / (now - begun)), flush=True)
            _keep(kept, done)
    _require_same(code)
    if done.stays < stays:
        print(f"{stays - done.stays:,} stays to go: the same command goes on from here")
    return done


def fingerprint(root: Path = _ROOT) -> str:
    """Return a name for everything that decides what a seed does: the product, the harness, their libraries."""
    sources = sorted({path for pattern in _CODE for path in root.glob(pattern)})
    told = hashlib.sha256(platform.python_version().encode())
    for path in sources:
        if path.is_file() and path.suffix != ".pyc":
            told.update(f"\0{path.relative_to(root)}\0".encode() + path.read_bytes())
    return told.hexdigest()[:12]


def _progress(done: Figures, stays: int, per_second: float) -> str:
    minutes_left = (stays - done.stays) / per_second / 60
    return (
        f"{done.seeds:,} days, {done.stays:,} of {stays:,} stays ({done.stays / stays:.1%}), "
        f"{per_second:,.0f} stays/s, {minutes_left:,.0f} min left"
    )


def _keep(kept: Path, done: Figures) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    whole = kept.with_suffix(".new")
    whole.write_bytes(msgspec.json.format(msgspec.json.encode(done)))
    whole.replace(kept)


def _require_same(code: str) -> None:
    if fingerprint() != code:
        raise CodeChanged("the code has changed; what was done counts for the old code, so start again")
