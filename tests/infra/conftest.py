"""The packaged production stage, made once for all tests here (and only where something changed)."""

import json
from pathlib import Path
from typing import Any

import pytest

from infra.package import package

Template = dict[str, Any]


@pytest.fixture(scope="session")
def packaged() -> Path:
    return package("prod")


@pytest.fixture(scope="session")
def template(packaged: Path) -> Template:
    parsed: Template = json.loads((packaged / "sam.json").read_text(encoding="utf-8"))
    return parsed


@pytest.fixture(scope="session")
def resources(template: Template) -> Any:
    """Return the properties of the template's resources of a type, by logical id."""

    def of(kind: str) -> dict[str, Template]:
        found = {key: body for key, body in template["Resources"].items() if body["Type"] == kind}
        assert found, f"no {kind} in the template"
        return {key: body.get("Properties", {}) for key, body in found.items()}

    return of
