"""What a browser may ask for on its way back."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta


class ReturnQuery(msgspec.Struct, frozen=True):
    """What was paid for; the gateway adds parameters of its own, which prove nothing."""

    of: Annotated[Literal["stays", "tickets", "additional-fares"], Meta(examples=["tickets"])] = "stays"
