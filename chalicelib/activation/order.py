"""What a phone may ask for, and what the registers' notifications say."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from chalicelib.activation.card import Source

Service = Annotated[Source, Meta(description="the card that is to be put on this phone", examples=["kk"])]
Phone = Annotated[
    str, Meta(max_length=20, description="nine digits of a Polish mobile number, no prefix", examples=["600100200"])
]
PeselField = Annotated[str, Meta(max_length=20, description="eleven digits", examples=["44051401359"])]


class ActivationOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    service: Service


class SignInOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the card system's page sent the browser back with."""

    code: Annotated[str, Meta(min_length=1, max_length=2000, examples=["SplxlOBeZQQYbYS6WxSbIA"])]
    state: Annotated[str, Meta(min_length=1, max_length=200, examples=["0pGkgtjUnTu0Yq0b3ffw2Ts3ZNqoTWSGMU-3vGd0xGg"])]


class SignInReturn(msgspec.Struct, frozen=True):
    """RFC 6749 §4.1.2: `code` or `error`, and the `state` that was sent there."""

    state: Annotated[str, Meta(max_length=200, examples=["0pGkgtjUnTu0Yq0b3ffw2Ts3ZNqoTWSGMU-3vGd0xGg"])] = ""
    code: Annotated[str, Meta(max_length=2000, examples=["SplxlOBeZQQYbYS6WxSbIA"])] = ""
    error: Annotated[str, Meta(max_length=100, examples=["access_denied"])] = ""


class ContactOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`pesel` for kkr3, which has no sign-in; never for kk. The versions are those in force (GET /legal)."""

    phone: Phone
    terms_version: Annotated[str, Meta(max_length=40, examples=["2026-11-21"])]
    privacy_version: Annotated[str, Meta(max_length=40, examples=["2026-11-21"])]
    pesel: Annotated[PeselField | None, Meta(examples=[None])] = None


class IdentityOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`phone`: the same number again."""

    pesel: PeselField
    phone: Phone


class CodeOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: Annotated[str, Meta(pattern="^[0-9]{6}$", max_length=6, examples=["271828"])]


class CardNotice(msgspec.Struct, frozen=True):
    """A register says: look at that card. What became of it is then read there, never taken from here."""

    event_id: Annotated[str, Meta(max_length=100, examples=["evt_7Q2M"])]
    source: Annotated[Literal["cards", "families"], Meta(examples=["cards"])]
    kind: Annotated[
        Literal["entitlement_changed", "vehicles_changed", "family_changed"], Meta(examples=["entitlement_changed"])
    ]
    id: Annotated[str, Meta(max_length=100, examples=["kk_4711"])]
    version: Annotated[int, Meta(examples=[8])]
    happened_at: Annotated[datetime, Meta(tz=True, examples=["2026-11-21T09:30:00+01:00"])]
