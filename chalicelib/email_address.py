"""An e-mail address as both gateways take it."""

from typing import Annotated

from msgspec import Meta

EmailAddress = Annotated[str, Meta(max_length=255, pattern=r"^[^@\s|<>\"]{1,64}@[^@\s|<>\"]+\.[^@\s|<>\"]{2,}$")]
