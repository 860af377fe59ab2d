"""An e-mail address as both gateways take it."""

from typing import Annotated

import msgspec
from msgspec import Meta

EmailAddress = Annotated[str, Meta(max_length=255, pattern=r"^[^@\s|<>\"]{1,64}@[^@\s|<>\"]+\.[^@\s|<>\"]{2,}$")]


def is_email(given: str) -> bool:
    """Tell whether a text that came in no request's body is one."""
    try:
        msgspec.convert(given, EmailAddress)
    except msgspec.ValidationError:
        return False
    return True
