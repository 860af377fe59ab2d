"""Cold starts: each Lambda in fresh processes, from the packaged zip alone, in turn with the lean floor."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from bench.first_events import FirstEvents, Maker, create_floor_table
from infra import package, slim

_HERE = Path(__file__).parent
_OURS = ("app", "chalicelib", "lean_floor", "__main__")
_BARE = "import time; print('{\"answered_at\":', time.monotonic_ns(), '}')"


@dataclass(frozen=True)
class Program:
    """A handler to start. `most` is its budget as a multiple of the lean floor."""

    name: str
    handler: str
    event: Maker
    most: float | None = None
    most_modules: int | None = None
    never: tuple[str, ...] = ()
    """Packages that it must not load."""


@dataclass
class Starts:
    """What its fresh processes showed."""

    program: Program
    milliseconds: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    rss_mb: list[float] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)
    compiled_here: list[str] = field(default_factory=list)

    @property
    def median_ms(self) -> float:
        return median(self.milliseconds)

    @property
    def modules_of_others(self) -> int:
        """How many are not ours: Python's and the libraries'. Ours are many and small, by design."""
        return sum(name.partition(".")[0] not in _OURS for name in self.modules)

    @property
    def forbidden(self) -> list[str]:
        return [name for name in self.program.never if name in self.modules]


@dataclass(frozen=True)
class ColdStarts:
    floor: Starts
    lambdas: list[Starts]
    bare_ms: float
    weights: dict[str, int]
    without_byte_code: list[str]

    def ratio(self, starts: Starts) -> float:
        """Return the median CPU of a start over the floor's: of a shared machine, the part that is its own."""
        return median(starts.cpu_ms) / median(self.floor.cpu_ms)


def programs(events: FirstEvents) -> list[Program]:
    schedules = "chalicelib.parking.schedules"
    return [
        Program("api_handler", "chalicelib.api_handler.handle", events.of_api, 1.5, 470),
        Program("require_device", "chalicelib.devices.authorizer.require_device", events.of_authorizer, 0.45, 170,
                ("botocore", "pydantic", "pynamodb")),
        Program("take_due_stays", f"{schedules}.take_due_stays", events.of_minute_tick, 1.2),
        Program("follow_stays", f"{schedules}.follow_stays", events.of_stream, 1.2),
        Program("call_gateway", f"{schedules}.call_gateway_for_stays", events.of_gateway_queue),
        Program("deliver_messages", "chalicelib.notifications.schedules.deliver_messages", events.of_message_queue),
    ]  # fmt: skip


def measured(environment: dict[str, str], rounds: int) -> ColdStarts:
    """Start every program once a round, in turn, against the engine and neighbours of `environment`."""
    events = FirstEvents()
    create_floor_table()
    zipped = package.package("local") / "deployment.zip"
    floor = Starts(Program("lean floor", "lean_floor.handle", events.of_floor))
    lambdas = [Starts(program) for program in programs(events)]
    bare: list[float] = []
    with _unpacked(zipped) as folder:
        around = environment | {"TOKEN_PUBLIC_KEY": events.public_key}
        for started in (floor, *lambdas):
            _start(started.program, folder, around)  # its files come into the page cache
        for _ in range(rounds):
            bare.append(_bare_ms())
            for started in (floor, *lambdas):
                _note(started, *_start(started.program, folder, around))
    return ColdStarts(floor, lambdas, median(bare), slim.weights(zipped), slim.without_byte_code(zipped))


def _note(starts: Starts, milliseconds: float, told: dict[str, Any]) -> None:
    starts.milliseconds.append(milliseconds)
    starts.cpu_ms.append(told["cpu_ns"] / 1e6)
    starts.rss_mb.append(told["rss_kb"] / 1024)
    starts.modules = told["modules"]
    starts.compiled_here = told["compiled_here"]


def _start(program: Program, folder: Path, environment: dict[str, str]) -> tuple[float, dict[str, Any]]:
    event_file = folder.parent / "event.json"
    event_file.write_text(json.dumps(program.event()), encoding="utf-8")
    command = [sys.executable, "-I", "-S", "-B", str(_HERE / "fresh_handler.py")]
    begun_at = time.monotonic_ns()
    command += [str(folder), program.handler, str(event_file)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{program.name} did not start:\n{done.stderr}")
    log, _, last_line = done.stdout.rpartition("\n")
    told: dict[str, Any] = json.loads(last_line)
    if told["answer"] is not None and told["answer"] != _honest(told["answer"]):
        raise RuntimeError(f"{program.name} answered {told['answer']}:\n{log}")
    return (told["answered_at"] - begun_at) / 1e6, told


def _honest(answer: Any) -> Any:
    """Return the answer when it tells a success, else None: a start that fails is quick and proves nothing."""
    if isinstance(answer, int):
        return answer if answer == 1 else None
    failed = answer.get("statusCode", 200) != 200 or answer.get("batchItemFailures") or answer.get("context") == {}
    return None if failed else answer


def _bare_ms() -> float:
    begun_at = time.monotonic_ns()
    done = subprocess.run([sys.executable, "-I", "-S", "-B", "-c", _BARE], capture_output=True, check=True)
    answered_at: int = json.loads(done.stdout)["answered_at"]
    return (answered_at - begun_at) / 1e6


@contextmanager
def _unpacked(zipped: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "package"
        with zipfile.ZipFile(zipped) as archive:
            archive.extractall(folder)
        shutil.copy(_HERE / "lean_floor.py", folder)
        subprocess.run([sys.executable, "-m", "py_compile", folder / "lean_floor.py"], check=True, env=dict(os.environ))
        yield folder
