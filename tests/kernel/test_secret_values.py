from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib import secret_values
from chalicelib.secret_values import secret


@pytest.fixture
def rotate(aws: Callable[[str], Any]) -> Callable[[str], None]:
    """Write the secret `cursors/key` of this stage anew."""

    def write(value: str) -> None:
        aws("ssm").put_parameter(Name="/mkrakow/test/cursors/key", Value=value, Type="SecureString", Overwrite=True)

    return write


def test_a_secret_is_kept_for_five_minutes(rotate: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    rotate("old")

    seconds = 1000.0
    monkeypatch.setattr(secret_values, "time", SimpleNamespace(monotonic=lambda: seconds))
    assert secret("cursors/key") == "old"
    rotate("new")
    seconds += 300
    assert secret("cursors/key") == "old"
    seconds += 1
    assert secret("cursors/key") == "new"


def test_a_secret_that_is_not_there_is_an_error_every_time(rotate: Callable[[str], None], aws: Any) -> None:
    missing = aws("ssm").exceptions.ParameterNotFound

    for _ in range(2):
        with pytest.raises(missing):
            secret("cursors/key")
    rotate("there now")
    assert secret("cursors/key") == "there now"
