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
        os.environ |= {"AWS_ENDPOINT_URL": local_aws(), "AWS_REGION": "eu-central-1", "SANDBOX_URL": _sandbox()}
        # The key with which MiniStack checks a signed link.
        os.environ |= dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), "test")


def local_aws() -> str:
    """Return where the local system plays AWS."""
    return _local()["api"].removesuffix("/v1")


def _sandbox() -> str:
    return _local()["sandbox"]


def _local() -> dict[str, str]:
    file = Path(os.environ.get("ENDPOINTS", _ENDPOINTS))
    if not file.exists():
        raise ValueError("no local system is running: `make up` starts it")
    endpoints: dict[str, str] = json.loads(file.read_text())
    return endpoints
