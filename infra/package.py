"""Package the product for one stage: dependencies, `chalice package` with our fragment, slimming.

    python -m infra.package --stage dev

Leaves `build/<stage>/sam.json` and `build/<stage>/deployment.zip`, and does nothing when nothing that goes into
them has changed. Chalice packages a copy of the product beside a ready `vendor/` folder instead of installing
`requirements.txt` itself: that takes seconds where Chalice takes half a minute, once per change of requirements.
"""

import argparse
import fcntl
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from infra import fragment, slim

ROOT = Path(__file__).parent.parent
BUILD = ROOT / "build"
REGION = "eu-central-1"

_CHALICE_OWN = ("deployments", "deployed")
_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


class PackageFailed(Exception):
    """A program that packages said no; it has printed why."""


def package(stage: str) -> Path:
    """Return the folder with the stage's `sam.json` and `deployment.zip`, made anew only where needed.

    Two at a time take turns. Raises PackageFailed when pip or Chalice fails, slim.TooHeavy above the budget.
    """
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        return _packaged(stage)


def _packaged(stage: str) -> Path:
    target = BUILD / stage
    stamp, wanted = target / "stamp", _stamp(stage)
    if stamp.exists() and stamp.read_text() == wanted:
        return target
    shutil.rmtree(target, ignore_errors=True)
    project = _project(stage, target)
    merged = target / "fragment.json"
    merged.write_text(json.dumps(fragment.compose(stage), ensure_ascii=False), encoding="utf-8")
    _run(
        Path(sys.executable).with_name("chalice"),
        *("--project-dir", project, "package", "--stage", stage, "--merge-template", merged, target),
    )
    parts = slim.rebuild(target / "deployment.zip", target / "scratch")
    shutil.rmtree(project)
    _report(stage, parts)
    stamp.write_text(wanted)
    return target


def _project(stage: str, target: Path) -> Path:
    project = target / "project"
    project.mkdir(parents=True)
    shutil.copy(ROOT / "app.py", project)
    shutil.copytree(ROOT / "chalicelib", project / "chalicelib", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / ".chalice", project / ".chalice", ignore=shutil.ignore_patterns(*_CHALICE_OWN))
    (project / "vendor").symlink_to(_vendor(stage))
    return project


def _vendor(stage: str) -> Path:
    """Install the runtime dependencies for the stage's machine, in the versions that the tests run with."""
    machine = {"x86_64": "x86_64", "arm64": "aarch64"}[_architecture(stage)]
    versions = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
    digest = _digest(*versions, Path(slim.__file__))[:12]
    vendor = BUILD / f"vendor-{machine}-{_PYTHON}-{digest}"
    if vendor.exists():
        return vendor
    unfinished = vendor.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    _run(
        *(sys.executable, "-m", "pip", "install", "-qq", "--target", unfinished, "--no-compile"),
        *("--only-binary=:all:", "--implementation", "cp", "--python-version", _PYTHON),
        *(f"--platform={wheel}_{machine}" for wheel in ("manylinux_2_28", "manylinux_2_17", "manylinux2014")),
        *("--requirement", versions[0], "--constraint", versions[1]),
    )
    slim.thin(unfinished)
    unfinished.rename(vendor)
    return vendor


def _architecture(stage: str) -> str:
    config = json.loads((ROOT / ".chalice" / "config.json").read_text(encoding="utf-8"))
    return str(config["stages"][stage]["lambda_architecture"])


def _stamp(stage: str) -> str:
    names = ("app.py", "requirements.txt", "requirements-dev.txt", "chalicelib", ".chalice", "infra")
    files = [
        path
        for name in names
        for path in sorted([ROOT / name, *(ROOT / name).rglob("*")])
        if path.is_file() and path.suffix != ".pyc" and path.parent.name not in _CHALICE_OWN
    ]
    return f"{stage} {platform.python_implementation()} {_PYTHON} {_digest(*files)}"


def _digest(*files: Path) -> str:
    digest = hashlib.sha256()
    for file in files:
        content = file.read_bytes()
        digest.update(f"{file.relative_to(ROOT)} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _run(*command: str | Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    env |= {"AWS_DEFAULT_REGION": REGION, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([str(word) for word in command], check=False, env=env, stdout=sys.stderr)
    if done.returncode:
        raise PackageFailed(f"`{' '.join(str(word) for word in command)}` failed; what it said stands above")


def _report(stage: str, parts: dict[str, int]) -> None:
    total = sum(parts.values())
    (BUILD / "weights.json").write_text(json.dumps({"stage": stage, "total": total, "parts": parts}, indent=2) + "\n")
    for part, size in [*list(parts.items())[:12], ("all of it", total)]:
        print(f"{size / 1e6:8.2f} MB  {part}")


def main() -> int:
    """Package `--stage`; return 1 with a sentence when it cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m infra.package", description="Package one stage.")
    parser.add_argument("--stage", choices=fragment.STAGES, required=True)
    stage = parser.parse_args().stage
    try:
        target = package(stage)
    except (PackageFailed, slim.TooHeavy) as error:
        print(f"package: {error}", file=sys.stderr)
        return 1
    print(f"packaged {stage} in {target.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
