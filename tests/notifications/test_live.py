from collections.abc import Callable, Iterator
from typing import Any

import pytest

from chalicelib import config
from chalicelib.notifications import live
from chalicelib.notifications.push import SnsPush
from chalicelib.notifications.sandbox_push import SandboxPush


@pytest.fixture(autouse=True)
def _fresh(aws: Callable[[str], Any]) -> Iterator[None]:
    live.push.cache_clear()
    yield
    live.push.cache_clear()


@pytest.mark.parametrize("stage", ["test", "prod"])
def test_only_the_local_stage_pushes_into_the_sandbox(stage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "STAGE", stage)
    assert isinstance(live.push(), SnsPush)


def test_the_local_stage_says_that_no_phone_gets_anything(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(config, "STAGE", "local")
    assert isinstance(live.push(), SandboxPush)
    assert "not to phones" in caplog.text + "".join(capsys.readouterr())
