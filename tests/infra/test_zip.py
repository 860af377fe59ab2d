"""The package: light, all byte code, the same bytes for the same sources, and complete by itself."""

import json
import subprocess
import sys
import zipfile

import pytest

from infra import slim
from infra.package import package

_LOAD = """
import importlib, sys
sys.path.insert(0, sys.argv[1])
for handler in sys.argv[2:]:
    module, name = handler.rsplit(".", 1)
    assert callable(getattr(importlib.import_module(module), name)), handler
foreign = [m.__file__ for m in list(sys.modules.values()) if "site-packages" in (getattr(m, "__file__", "") or "")]
assert not foreign, foreign
from chalicelib import aws
for service in "dynamodb", "sns", "sqs", "sesv2", "ssm", "s3":
    assert "eu-central-1" in aws.client(service).meta.endpoint_url, service
"""


def test_the_package_is_within_its_budget(packaged):
    assert (packaged / "deployment.zip").stat().st_size <= slim.BUDGET_BYTES <= 25_000_000


def test_a_package_above_the_budget_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(slim, "BUDGET_BYTES", 100)
    with zipfile.ZipFile(tmp_path / "heavy.zip", "w") as archive:
        archive.writestr("heavy.txt", bytes(range(256)))
    with pytest.raises(slim.TooHeavy):
        slim.rebuild(tmp_path / "heavy.zip", tmp_path / "scratch")


def test_no_module_is_compiled_by_a_lambda(packaged):
    assert slim.without_byte_code(packaged / "deployment.zip") == []


def test_byte_code_is_trusted_without_a_look_at_its_source(packaged):
    with zipfile.ZipFile(packaged / "deployment.zip") as archive:
        compiled = [name for name in archive.namelist() if name.endswith(".pyc")]
        assert all(archive.read(name)[4:8] == b"\x01\x00\x00\x00" for name in compiled)


def test_equal_sources_give_equal_bytes(tmp_path):
    for name, year in (("first", 1999), ("second", 2020)):
        with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as archive:
            archive.writestr(zipfile.ZipInfo("app.py", (year, 1, 1, 0, 0, 0)), "x = 1\n")
        slim.rebuild(tmp_path / f"{name}.zip", tmp_path / "scratch")
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()


def test_the_zip_alone_has_all_that_every_handler_loads(tmp_path):
    local = package("local")  # the stage whose libraries are this machine's
    with zipfile.ZipFile(local / "deployment.zip") as archive:
        archive.extractall(tmp_path)
    resources = json.loads((local / "sam.json").read_text(encoding="utf-8"))["Resources"].values()
    handlers = [one["Properties"]["Handler"] for one in resources if one["Type"] == "AWS::Serverless::Function"]
    environment = {"STAGE": "local", "AWS_DEFAULT_REGION": "eu-central-1", "TOKEN_PUBLIC_KEY": "MFkw"}
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _LOAD, tmp_path, *handlers],
        check=False,
        env=environment,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
