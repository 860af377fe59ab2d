"""What a phone may ask for."""

from typing import Annotated

import msgspec
from msgspec import Meta


class VehicleOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`card_id`: the card that it is put on; without it, the first card on this phone."""

    plate: Annotated[str, Meta(min_length=2, max_length=20, examples=["KR 1AB23"])]
    card_id: Annotated[str, Meta(max_length=40, examples=["card_mzxw6ytboi4dkmrtnfxgk2lt"])] | None = None
