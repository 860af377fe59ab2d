"""An inspector's device without a network: what it fetched beforehand, and `python -m verifier` on it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from infra.package import ROOT
from local.phone import call

_FETCHED = {"keys.json": "/.well-known/ticket-keys", "revoked.json": "/.well-known/revoked-tickets"}


@dataclass(frozen=True)
class Device:
    """`folder`: where it keeps what it fetched."""

    folder: Path

    def fetch(self, api: str) -> None:
        """Take today's keys and revocations along."""
        for name, path in _FETCHED.items():
            answer = call("GET", api + path)
            assert answer.status == 200, answer.body
            (self.folder / name).write_bytes(answer.body)

    def judge(self, shown: str, at: datetime, zone: str = "I") -> Any:
        """Return the verdict on a code in base64, its documents seen, from a program that knows no address at all."""
        kept = ["--keys", str(self.folder / "keys.json"), "--revoked", str(self.folder / "revoked.json")]
        asked = ["--zone", zone, "--documents-seen", "--at", at.isoformat(), "--language", "en", "--json", shown]
        done = subprocess.run(
            [sys.executable, "-m", "verifier", *kept, *asked],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=False,
        )
        assert not done.stderr, done.stderr
        return json.loads(done.stdout)
