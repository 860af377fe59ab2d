"""What a phone may ask for about its credential, and an inspector about a shown ticket."""

from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.tariff.product import Zone

_KEY = "AtcGqEWnyWFpnQiSnQNNkS3IPuuGJzNjxWHLFtaYCdvz"


class CredentialQuery(msgspec.Struct, frozen=True):
    """The phone's own key; its registered one, or the credential would be of no use to it."""

    key: Annotated[
        str,
        Meta(
            pattern="^[A-Za-z0-9_-]{44}$",
            description="the public key, as a compressed point (33 bytes) in base64url",
            examples=[_KEY],
        ),
    ]


class TicketLook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A scanned code, and where it was shown if the inspector says so."""

    shown: Annotated[bytes, Meta(max_length=2048, description="the code's bytes in base64", examples=["TUsBawQHmA=="])]
    zone: Annotated[Zone | None, Meta(examples=["I"])] = None
    line: Annotated[
        Annotated[str, Meta(max_length=8)] | None,
        Meta(description="which line it is; a ticket for a line cannot be told good without", examples=["50"]),
    ] = None
    documents_seen: Annotated[
        bool, Meta(description="the inspector has compared the holder's documents", examples=[True])
    ] = False
