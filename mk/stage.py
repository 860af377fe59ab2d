"""Which system the operator works on."""

import json
import os
from pathlib import Path

_ENDPOINTS = Path(__file__).parent.parent / ".local" / "endpoints.json"


def enter(stage: str) -> None:
    """Point everything that is imported after this at a stage.

    `local` is the system that runs on this machine (ENDPOINTS names another one's `endpoints.json`); any other
    stage uses the operator's own AWS credentials. Raises ValueError when no local system runs.
    """
    os.environ["STAGE"] = stage
    if stage == "local":
        os.environ |= {"AWS_ENDPOINT_URL": local_aws(), "AWS_REGION": "eu-central-1"}
        os.environ |= {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}


def local_aws() -> str:
    """Return where the local system plays AWS."""
    file = Path(os.environ.get("ENDPOINTS", _ENDPOINTS))
    if not file.exists():
        raise ValueError("no local system is running: `make up` starts it")
    api: str = json.loads(file.read_text())["api"]
    return api.removesuffix("/v1")
