"""Run the system on this machine: `python -m local run | up | down | forget | logs`.

`run` stays in the foreground until Ctrl-C; `up` and `down` do the same in the background; `logs` shows what the
functions wrote. All that a system knows is in one folder; `.local/endpoints.json` is there exactly while the system
answers.
"""

import argparse
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from botocore.exceptions import BotoCoreError, ClientError

from infra.package import ROOT, PackageFailed
from infra.slim import TooHeavy
from infra.stack import DeployFailed
from local.programs import CannotRun
from local.system import Place, client_of, running

_UP_SECONDS = 240
_LOG_LINES = 200
_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_KNOWN_FAILURES = (
    CannotRun,
    DeployFailed,
    PackageFailed,
    TooHeavy,
    subprocess.CalledProcessError,
    ClientError,
    BotoCoreError,
)


def run(place: Place) -> int:
    """Run in the foreground until a signal or until one of the programs dies."""
    for kind in _STOPPING:
        signal.signal(kind, _interrupt)
    try:
        with _only_one(place), running(place, _version()) as programs, _announced(place):
            print(_welcome(place), flush=True)
            while all(program.process.poll() is None for program in programs):
                time.sleep(0.5)
            dead = next(program for program in programs if program.process.poll() is not None)
            raise CannotRun(f"{dead.name} ended by itself; see {dead.log}")
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 0


def up(place: Place) -> int:
    """Run in the background; return when the system answers. Nothing happens when it runs already."""
    endpoints, log = place.folder / "endpoints.json", place.folder / "logs" / "system.log"
    if _pid(place) is None:
        endpoints.unlink(missing_ok=True)  # of a run that was killed
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            command = [sys.executable, "-m", "local", "run", *_arguments(place)]
            child = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True, cwd=ROOT)
        if not _seen(lambda: endpoints.exists() or child.poll() is not None) or child.poll() is not None:
            down(place)
            raise CannotRun(f"{log} says\n{log.read_text(errors='replace')}")
    elif not _seen(endpoints.exists):
        raise CannotRun(f"it is starting for too long; see {log}")
    print(_welcome(place))
    return 0


def down(place: Place) -> int:
    """Stop the system, saving its state; nothing happens when it does not run."""
    pid = _pid(place)
    if pid is not None:
        os.kill(pid, signal.SIGTERM)
        while _pid(place) == pid:
            time.sleep(0.1)
    return 0


def forget(place: Place) -> int:
    """Stop the system and delete all that it knows; the next start begins anew."""
    down(place)
    databases = [f"{name}.db{end}" for name in ("sandbox", "cards", "families", "mpk") for end in ("", "-wal", "-shm")]
    for name in ("ministack", "logs", *databases):
        path = place.folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    return 0


def logs(place: Place) -> int:
    """Print the latest lines of all functions, oldest first, each after its function's name."""
    if _pid(place) is None:
        raise CannotRun("nothing runs here: `make up` starts it")
    client = client_of(place)("logs")
    lines = [
        (event["timestamp"], group["logGroupName"].rpartition("-")[2], event["message"].rstrip())
        for group in client.describe_log_groups()["logGroups"]
        for event in client.filter_log_events(logGroupName=group["logGroupName"])["events"]
    ]
    for _, function, message in sorted(lines)[-_LOG_LINES:]:
        print(f"{function:<18}{message}")
    return 0


@contextmanager
def _announced(place: Place) -> Iterator[None]:
    """Keep `endpoints.json` there for as long as the system answers."""
    endpoints = place.folder / "endpoints.json"
    endpoints.write_text(json.dumps(place.endpoints(), indent=2) + "\n")
    try:
        yield
    finally:
        endpoints.unlink(missing_ok=True)


@contextmanager
def _only_one(place: Place) -> Iterator[None]:
    """Hold the folder's lock, which has our process id in it; raises CannotRun when somebody else holds it."""
    with (place.folder / "pid").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CannotRun("the system runs already: `make down` stops it") from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _pid(place: Place) -> int | None:
    """Return the process that runs the place's system; None when the folder's lock is free."""
    with (place.folder / "pid").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            return int(lock.read())
        return None


def _seen(happened: Callable[[], bool]) -> bool:
    """Wait until something happened; False when it did not in time."""
    deadline = time.monotonic() + _UP_SECONDS
    while time.monotonic() < deadline:
        if happened():
            return True
        time.sleep(0.1)
    return False


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    for kind in _STOPPING:  # a second Ctrl-C must not leave behind what the first one is stopping
        signal.signal(kind, signal.SIG_IGN)
    raise KeyboardInterrupt


def _version() -> str:
    try:
        told = subprocess.run(
            ["git", "-C", str(ROOT), "describe", "--always", "--dirty"], capture_output=True, check=True, text=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "unversioned"
    return told.stdout.strip()


def _welcome(place: Place) -> str:
    pages = {
        "API": place.api,
        "its documentation": f"{place.api}/docs",
        "messages to the driver": f"{place.sandbox}/inbox",
        "money for parking": f"{place.sandbox}/money",
        "money for tickets": f"{place.mpk}/money",
        "the card system": place.cards,
        "the family register": place.families,
        "the sandbox's clock": f"{place.sandbox}/clock/page",
        "logs": str(place.folder / "logs"),
    }
    lines = [f"  {name:<24}{address}" for name, address in pages.items()]
    return "\n".join(["mKraków runs on this machine.", *lines])


def _arguments(place: Place) -> list[str]:
    return ["--folder", str(place.folder), "--port", str(place.port), "--sandbox-port", str(place.sandbox_port)]


_COMMANDS: dict[str, Callable[[Place], int]] = {"run": run, "up": up, "down": down, "forget": forget, "logs": logs}


def main() -> int:
    """Do one command; return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__.split("\n")[0])
    parser.add_argument("command", choices=_COMMANDS)
    parser.add_argument("--folder", type=Path, default=ROOT / ".local", help="where the system keeps its state")
    parser.add_argument("--port", type=int, default=4566, help="of the API and MiniStack")
    parser.add_argument("--sandbox-port", type=int, default=4570)
    given = parser.parse_args()
    folder: Path = given.folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return _COMMANDS[given.command](Place(folder, given.port, given.sandbox_port))
    except _KNOWN_FAILURES as error:
        print(f"\ncannot {given.command}: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
