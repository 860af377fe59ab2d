"""Which system the operator works on."""

import json
import os
from pathlib import Path

from mk.errors import LocalSystemDown

_ROOT = Path(__file__).parent.parent
_SETTINGS = _ROOT / ".chalice" / "config.json"
_ENDPOINTS = _ROOT / ".local" / "endpoints.json"


def enter(stage: str) -> None:
    """Point everything that is imported after this at a stage, with the settings that its Lambdas have.

    `local` is the system that runs on this machine (ENDPOINTS names another one's `endpoints.json`); any other
    stage uses the operator's own AWS credentials.
    """
    settings = json.loads(_SETTINGS.read_text())["stages"].get(stage, {})
    os.environ |= settings.get("environment_variables", {}) | {"STAGE": stage}
    if stage == "local" and (here := _here()):
        os.environ |= {
            "AWS_ENDPOINT_URL": here["api"].removesuffix("/v1"),
            "AWS_REGION": "eu-central-1",
            "SANDBOX_URL": here["sandbox"],
        }
        # The key with which MiniStack checks a signed link.
        os.environ |= dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), "test")


def require(stage: str) -> None:
    """Raise LocalSystemDown when the stage is this machine's and nothing runs: AWS itself must not be asked then."""
    if stage == "local" and not _here():
        raise LocalSystemDown()


def _here() -> dict[str, str]:
    """Return where the local system answers, empty when it does not run."""
    file = Path(os.environ.get("ENDPOINTS", _ENDPOINTS))
    endpoints: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    return endpoints
