"""Make the package small and quick to load: what a Lambda never asks for goes out, what it loads is byte code.

A package without byte code compiles everything at its first import, which more than doubles a cold start, and
two thirds of its files are descriptions of AWS services that we do not call (docs/performance.md).
"""

import importlib.util
import json
import py_compile
import shutil
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

SERVICES = ("dynamodb", "s3", "sns", "sqs", "sesv2", "ssm")
"""What a Lambda asks `chalicelib.aws.client` for; botocore forgets the rest. `lambda` is asked for by `mk` alone."""

BUDGET_BYTES = 25_000_000

_BOTOCORE_FILES = {"_retry.json", "endpoints.json", "partitions.json", "sdk-default-configuration.json"}
_NEVER_LOADED = ("PIL", "pillow.libs", "pillow-*.dist-info", "bin", "share", "include", "fontTools/**/*.so")
"""fpdf2 wants Pillow for pictures only, and a receipt has none; fontTools' machine code has Python twins."""
_KEPT_OF_DIST_INFO = ("METADATA", "licenses")
_EARLIEST = (1980, 1, 1, 0, 0, 0)


class TooHeavy(Exception):
    """The package is above its budget."""


def thin(folder: Path) -> None:
    """Trim a folder of installed dependencies and byte-compile what is left."""
    for pattern in _NEVER_LOADED:
        for path in folder.glob(pattern):
            _remove(path)
    for path in sorted(folder.rglob("*.dist-info/*")):
        if path.name not in _KEPT_OF_DIST_INFO and not path.name.upper().startswith(("LICEN", "NOTICE", "COPYING")):
            _remove(path)
    for path in sorted(folder.rglob("*")):
        if path.name in {"tests", "test"} and (path / "__init__.py").exists():
            shutil.rmtree(path)
        elif path.suffix in {".pyi", ".c", ".h", ".pyx", ".pxd"}:
            path.unlink(missing_ok=True)
    _thin_botocore(folder / "botocore" / "data")
    for source in folder.rglob("*.py"):
        _byte_code(source, source.relative_to(folder))


def _thin_botocore(data: Path) -> None:
    if not data.exists():
        return
    for path in data.iterdir():
        if path.name not in SERVICES and path.name not in _BOTOCORE_FILES:
            _remove(path)
    # 1.2 MB of JSON that every process parses for the sake of five host names.
    endpoints = json.loads((data / "endpoints.json").read_text(encoding="utf-8"))
    endpoints["partitions"] = [part for part in endpoints["partitions"] if part["partition"] == "aws"]
    for partition in endpoints["partitions"]:
        known = {"email" if service == "sesv2" else service for service in SERVICES}
        partition["services"] = {name: value for name, value in partition["services"].items() if name in known}
    (data / "endpoints.json").write_text(json.dumps(endpoints, separators=(",", ":")), encoding="utf-8")


def rebuild(package: Path, scratch: Path) -> dict[str, int]:
    """Rewrite Chalice's zip with byte code for our own modules too; equal sources give equal bytes.

    Returns the zipped bytes of each part of the package. Raises TooHeavy above the budget.
    """
    shutil.rmtree(scratch, ignore_errors=True)
    with zipfile.ZipFile(package) as given:
        given.extractall(scratch)
    for source in scratch.rglob("*.py"):
        if not _code_path(source).exists():
            _byte_code(source, source.relative_to(scratch))
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as written:
        for path in _files(scratch):
            entry = zipfile.ZipInfo(path.relative_to(scratch).as_posix(), _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            written.writestr(entry, path.read_bytes())
    shutil.rmtree(scratch)
    if package.stat().st_size > BUDGET_BYTES:
        raise TooHeavy(f"{package} weighs {package.stat().st_size:,} bytes, {BUDGET_BYTES:,} are allowed")
    return weights(package)


def weights(package: Path) -> dict[str, int]:
    """Return the zipped bytes of each top-level part, heaviest first."""
    parts: Counter[str] = Counter()
    with zipfile.ZipFile(package) as archive:
        for entry in archive.infolist():
            parts[entry.filename.split("/")[0]] += entry.compress_size
    return dict(parts.most_common())


def without_byte_code(package: Path) -> list[str]:
    """Return the modules that a Lambda would have to compile itself."""
    with zipfile.ZipFile(package) as archive:
        names = set(archive.namelist())
    tag = sys.implementation.cache_tag
    return [
        name
        for name in sorted(names)
        if name.endswith(".py") and f"{Path(name).parent / '__pycache__' / Path(name).stem}.{tag}.pyc" not in names
    ]


def _byte_code(source: Path, inside: Path) -> None:
    py_compile.compile(
        str(source),
        cfile=str(_code_path(source)),
        dfile=f"/var/task/{inside.as_posix()}",
        doraise=True,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )


def _code_path(source: Path) -> Path:
    return Path(importlib.util.cache_from_source(str(source)))


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
