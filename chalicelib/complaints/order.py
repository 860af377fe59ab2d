"""What a phone may ask for."""

from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.complaints import complaint

MOST_CHARACTERS = 2000


class ComplaintOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Either `stay_id` or `order_id` says which stay; everything else about it is known here. `other` needs words."""

    stay_id: Annotated[str, Meta(max_length=40, examples=["stay_mzxw6ytboi4dkmrt"])] | None = None
    order_id: Annotated[Annotated[str, Meta(max_length=40)] | None, Meta(examples=[None])] = None
    reason: Annotated[complaint.Reason, Meta(examples=["hold_not_released"])]
    description: Annotated[
        str, Meta(max_length=MOST_CHARACTERS, examples=["Od dwóch tygodni bank nie odblokował kwoty."])
    ] = ""
    phone: Annotated[str, Meta(pattern="^[0-9]{9}$", max_length=9, examples=["126165555"])] | None = None

    def __post_init__(self) -> None:
        if (self.stay_id is None) == (self.order_id is None):
            raise ValueError("Expected either `stay_id` or `order_id`")
        if self.reason == "other" and not self.description.strip():
            raise ValueError("Expected a `description` with the reason `other`")


class AttachmentOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of exactly that type and size will be uploaded."""

    file_name: Annotated[str, Meta(min_length=1, max_length=120, examples=["bank.png"])]
    content_type: Annotated[complaint.ContentType, Meta(examples=["image/png"])]
    size: Annotated[int, Meta(ge=1, le=complaint.LARGEST_FILE_BYTES, description="in bytes", examples=[182044])]


class ComplaintsPage(msgspec.Struct, frozen=True):
    limit: Annotated[int, Meta(ge=1, le=100, examples=[20])] = 20
    cursor: Annotated[str, Meta(max_length=500, examples=["q83vEjRW…"])] | None = None
