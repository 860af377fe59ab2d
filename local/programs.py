"""The programs of the local system: is their port free, do they answer, and stop them again."""

import ctypes
import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import urllib3

_pool = urllib3.PoolManager(timeout=urllib3.Timeout(connect=1, read=30), retries=False)


class CannotRun(Exception):
    """Something on this machine is in the way; the message says what to do."""


@dataclass(frozen=True)
class Program:
    """A started program, its port on the loopback and its log file."""

    name: str
    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def wait_until_it_answers(self, path: str, seconds: float = 30.0) -> None:
        """Raise CannotRun when it dies or says nothing at `path` for that long."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            if status(f"http://127.0.0.1:{self.port}{path}") == HTTPStatus.OK:
                return
            time.sleep(0.05)
        last_lines = "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
        raise CannotRun(f"{self.name} does not answer; the end of {self.log}:\n{last_lines}")

    def stop(self, seconds: float = 20.0) -> None:
        """Ask it to end, and end it when it does not: its whole process group, so no worker is left."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def start(name: str, command: Sequence[str | Path], port: int, log: Path, env: Mapping[str, str]) -> Program:
    """Start a program with this environment and no other; Ctrl-C of the terminal reaches it only through `stop`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(
            [str(word) for word in command],
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=_end_with_the_starter,  # noqa: PLW1509 - nothing here has threads yet
        )
    return Program(name, process, port, log)


def _end_with_the_starter() -> None:
    """Have the kernel send SIGTERM when whoever started the program is gone, even by `kill -9`."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def expect_free(port: int, variable: str) -> None:
    """Raise CannotRun when something listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CannotRun(
                f"port {port} is taken: stop what listens there, or choose another with {variable}={port + 10}"
            ) from error


def status(url: str) -> int | None:
    """Return the HTTP status of a GET; None when nobody answers."""
    try:
        return _pool.request("GET", url).status
    except urllib3.exceptions.HTTPError:
        return None
