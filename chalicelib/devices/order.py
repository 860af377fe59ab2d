"""What a phone may ask for."""

from typing import Annotated, Any

import msgspec

from chalicelib.devices.device import Language, Platform

JWK_EXAMPLE = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
"""The example key of RFC 7515, appendix A.3."""

PublicJwk = Annotated[
    dict[str, Any],
    msgspec.Meta(
        description="P-256 public key as a JWK (RFC 7517): kty, crv, x, y. A private key (`d`) is refused.",
        examples=[JWK_EXAMPLE],
    ),
]
PlatformField = Annotated[Platform, msgspec.Meta(examples=["ios"])]
LanguageField = Annotated[
    Language,
    msgspec.Meta(
        description="of codes by SMS and of what the phone is told about its cards; what is told of a stay, a ticket or"
        " anything else that a request began is in that request's Accept-Language",
        examples=["pl"],
    ),
]
Name = Annotated[
    str, msgspec.Meta(max_length=80, description="the owner's own word for the phone", examples=["Mój telefon"])
]
PushToken = Annotated[
    str,
    msgspec.Meta(
        min_length=1,
        max_length=2048,
        description="from APNs or FCM",
        examples=["740f4707bebcf74f9b7c25d48e3358945f6aa01da5ddb387462c7eaf61bb78ad"],
    ),
]


class Registration(msgspec.Struct, frozen=True):
    """A phone's first words."""

    public_key: PublicJwk
    platform: PlatformField
    language: LanguageField | None = None
    """Where it is missing, that of Accept-Language."""
    name: Name = ""
    push_token: PushToken | None = None


class DeviceChange(msgspec.Struct, frozen=True):
    """At least one field; what is left out stays as it is. `push_token: null` switches pushes off."""

    language: LanguageField | msgspec.UnsetType = msgspec.UNSET
    name: Name | msgspec.UnsetType = msgspec.UNSET
    push_token: PushToken | msgspec.UnsetType | None = msgspec.UNSET


class TokenRequest(msgspec.Struct, frozen=True):
    """RFC 7523 §2.2: the phone shows a JWT that its key signed.

    ES256; `iss` and `sub` the device_id, `aud` the address of this endpoint, `exp` at most 60 s ahead, `jti`
    never used before.
    """

    grant_type: Annotated[str, msgspec.Meta(examples=["client_credentials"])]
    client_assertion_type: Annotated[
        str, msgspec.Meta(examples=["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"])
    ]
    client_assertion: Annotated[str, msgspec.Meta(examples=["eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJkZXZf….c2lnbmF0dXJl…"])]
