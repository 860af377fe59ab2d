"""How the transport operator's gateway says no."""

from http import HTTPStatus


class Refused(Exception):
    """A call that is answered `{"error": code}` with that status, and with a reason when it has one."""

    def __init__(self, status: HTTPStatus, code: str, reason: str = "") -> None:
        super().__init__(code)
        self.status, self.code, self.reason = status, code, reason


def invalid(reason: str) -> Refused:
    """Return the refusal of a request that breaks the protocol."""
    return Refused(HTTPStatus.BAD_REQUEST, "invalid_request", reason)


def declined(reason: str) -> Refused:
    """Return the refusal of a request that was understood."""
    return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "declined", reason)


def unknown(code: str) -> Refused:
    return Refused(HTTPStatus.NOT_FOUND, code)


def reused() -> Refused:
    """Return the refusal of an idempotency key that came with another body."""
    return Refused(HTTPStatus.CONFLICT, "idempotency_key_reused")


def already_decided() -> Refused:
    """Return the refusal of a decision about a transaction that no longer waits for its customer."""
    return Refused(HTTPStatus.CONFLICT, "already_decided")
