"""What can stand between a phone and its registration or token.

* InvalidPublicKey      (Invalid)          not the public half of a P-256 key
* NothingToChange       (Invalid)          a change that names no field
* DeviceUnknown         (Missing)          never registered, or deleted
* InvalidClient         (Unauthenticated)  the client assertion proves nothing; the reason is not told
* UnsupportedGrantType  (Malformed)        only client_credentials is spoken
"""

from chalicelib.errors import Invalid, Malformed, Missing, Unauthenticated


class InvalidPublicKey(Invalid):
    code = "invalid_public_key"


class NothingToChange(Invalid):
    code = "nothing_to_change"


class DeviceUnknown(Missing):
    code = "device_unknown"


class InvalidClient(Unauthenticated):
    """OAuth clients look for `error` (RFC 6749 §5.2), so the code stands there as well."""

    code = "invalid_client"

    def __init__(self) -> None:
        super().__init__(error=self.code)


class UnsupportedGrantType(Malformed):
    """OAuth clients look for `error` (RFC 6749 §5.2), so the code stands there as well."""

    code = "unsupported_grant_type"

    def __init__(self) -> None:
        super().__init__(error=self.code)
