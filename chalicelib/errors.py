"""What the city answers instead of a result.

* CityError
  x Malformed        the request cannot be read                            400
  x Unauthenticated  nobody known is asking                                401
  x Refused          the bank or a rule of money said no                   402
  x Forbidden        somebody known, but not for this                      403
  x Missing          nothing by that name that belongs to the caller       404
  x Conflict         something else already holds this, or is in the way   409
  x TooLarge         the body is larger than any honest request            413
  x Unsupported      a media type that is not spoken here                  415
  x Invalid          read, understood, and against a rule                  422
  x TooSoon          to be asked again after `seconds`                     429
  x Unavailable      a neighbour does not answer; try again                503

`code` is permanent: it never changes and is never reused, because phones switch on it. Its text in
each language stands under `errors.<code>` in `chalicelib/texts/`. Statuses live in `problem.py`.
"""

from typing import ClassVar


class CityError(Exception):
    """A refusal with a permanent code; `details` fill the placeholders of its text."""

    code: ClassVar[str]

    def __init__(self, **details: str | int) -> None:
        super().__init__(self.code)
        self.details = details


class Malformed(CityError):
    code = "malformed_request"


class Unauthenticated(CityError):
    code = "unauthenticated"


class Refused(CityError):
    code = "refused"


class Forbidden(CityError):
    code = "forbidden"


class Missing(CityError):
    code = "not_found"


class Conflict(CityError):
    code = "conflict"


class TooLarge(CityError):
    code = "body_too_large"


class Unsupported(CityError):
    code = "unsupported_media_type"


class Invalid(CityError):
    code = "invalid_request"


class TooSoon(CityError):
    code = "too_many_requests"


class Unavailable(CityError):
    code = "temporarily_unavailable"


class IdempotencyKeyMissing(Malformed):
    code = "idempotency_key_missing"


class IdempotencyKeyReused(Invalid):
    """The same key came with another body."""

    code = "idempotency_key_reused"


class RequestInProgress(Conflict):
    """The first request with this key has not been answered yet."""

    code = "request_in_progress"


class InvalidCursor(Malformed):
    code = "invalid_cursor"


class CardDataForbidden(Invalid):
    """A card number was sent to us: it goes to the gateway's page, never here."""

    code = "card_data_forbidden"


class Busy(Unavailable):
    """The storage kept conflicting until the deadline; nothing was changed."""

    code = "busy"


class RegisterUnavailable(Unavailable):
    """A register of cards does not answer, or what it answers proves nothing."""

    code = "card_register_unavailable"
