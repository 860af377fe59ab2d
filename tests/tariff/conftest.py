import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from chalicelib.tariff.order import TicketQuote
from chalicelib.tariff.quote import quote
from chalicelib.warsaw import WARSAW

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=WARSAW)
_PRINTED = Path(__file__).parent / "printed"

Quoted = Callable[..., Any]


def printed(name: str) -> Any:
    """A table as the city printed it, in grosze."""
    return json.loads((_PRINTED / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture
def quoted() -> Quoted:
    """What a phone is answered, e.g. `quoted(product="60min-z123", on="2026-11-23")`."""

    def asked(language: str = "en", now: datetime = NOW, **wish: Any) -> Any:
        answer = quote(msgspec.convert(wish, TicketQuote), now, language)
        return msgspec.json.decode(msgspec.json.encode(answer))

    return asked
