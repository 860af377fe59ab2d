"""What a phone may ask for."""

from typing import Annotated

import msgspec
from msgspec import Meta


class ExportQuery(msgspec.Struct, frozen=True):
    cursor: Annotated[str, Meta(max_length=500, examples=["q83vEjRW…"])] | None = None
