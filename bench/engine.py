"""A DynamoDB on this machine that accounts capacity as AWS does: dynoxide, one static binary from npm."""

import ctypes
import hashlib
import os
import platform
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PACKAGE = "@dynoxide/linux-x64"
_VERSION = "1.2.1"
_SHA256 = "be909b7910d3fb552e85db10ef3c8ebae4bd35fee0f26dffdb6dfa5cc656426e"
_FOLDER = Path(__file__).parent.parent / ".local" / "engines"
_BINARY = _FOLDER / "node_modules" / _PACKAGE / "dynoxide"
_SECONDS_TO_START = 10.0
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


class EngineMissing(Exception):
    """The engine cannot be had here; the text says what to do."""


@contextmanager
def running() -> Iterator[str]:
    """Run an empty engine in memory on a free loopback port; gives its address. Raises EngineMissing."""
    port = _free_port()
    process = subprocess.Popen(
        [installed(), "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=_die_with_parent,  # noqa: PLW1509 - who is killed cannot clean up, and one call is safe after a fork
    )
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def installed() -> Path:
    """Return the engine's binary, fetched once into `.local/engines`. Raises EngineMissing."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise EngineMissing("this runs on dynoxide, which comes for Linux on x86-64 only")
    if not _BINARY.exists():
        npm = shutil.which("npm")
        if npm is None:
            raise EngineMissing(f"npm is needed once, to fetch {_PACKAGE}@{_VERSION}: install Node.js")
        wanted = f"{_PACKAGE}@{_VERSION}"
        fetched = subprocess.run(
            [npm, "install", "--no-save", "--no-audit", "--no-fund", "--silent", "--prefix", _FOLDER, wanted],
            capture_output=True,
            text=True,
            check=False,
        )
        if fetched.returncode or not _BINARY.exists():
            raise EngineMissing(f"npm could not fetch {wanted}: {(fetched.stderr or fetched.stdout).strip()[-300:]}")
    if hashlib.sha256(_BINARY.read_bytes()).hexdigest() != _SHA256:
        raise EngineMissing(f"{_BINARY} is not the expected build of {_VERSION}; delete {_FOLDER} and try again")
    _BINARY.chmod(0o755)
    return _BINARY


def environment(address: str) -> dict[str, str]:
    """Return what the product's process needs around it to run on this engine."""
    return {
        "STAGE": "bench",
        "DUE_SHARDS": "4",
        "PUBLIC_URL": "https://api.mkrakow.example/v1",
        "AWS_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL_DYNAMODB": address,
        "PATH": os.environ.get("PATH", ""),
    }


def _die_with_parent() -> None:
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise EngineMissing("the engine did not start")
