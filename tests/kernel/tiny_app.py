"""A tiny app, because the promises of `Api` belong to no slice."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any

import msgspec
from chalice.app import AuthResponse, Chalice, Response

from chalicelib import errors, http
from chalicelib.http import Api, Audience
from chalicelib.problem import refusals_of_chalice


class _Order(msgspec.Struct):
    plate: str
    hours: int = 1


class _Moment(msgspec.Struct):
    at: Annotated[datetime, msgspec.Meta(tz=True)]


class _Filter(msgspec.Struct):
    limit: int = 20


class _AlreadyThere(errors.Conflict):
    code = "conflict"


KINDS: dict[str, Exception] = {
    "malformed": errors.Malformed(),
    "unauthenticated": errors.Unauthenticated(),
    "refused": errors.Refused(),
    "forbidden": errors.Forbidden(),
    "missing": errors.Missing(),
    "conflict": _AlreadyThere(until="soon"),
    "invalid": errors.IdempotencyKeyReused(),
    "busy": errors.Busy(),
    "bug": ZeroDivisionError("the secret is 42"),
}


def _register(app: Chalice) -> None:
    api = Api("tests.kernel.tiny", tag="Tiny")

    @app.authorizer()
    def door(request: Any) -> AuthResponse:
        return AuthResponse(routes=["*"], principal_id="dev_a", context={"scope": request.token})

    device = Audience("device", door, "device")

    @api.operation("POST", "/orders", "Order", takes=_Order, answers=_Order)
    def order() -> _Order:
        return api.body(_Order)

    @api.operation("POST", "/forms", "Send a form", takes_form=_Order, answers=_Order)
    def send_form() -> _Order:
        return api.form(_Order)

    @api.operation("GET", "/filters", "Filter", query=_Filter, answers=_Filter)
    def filters() -> _Filter:
        return api.query(_Filter)

    @api.operation("GET", "/moments", "Tell a moment", query=_Moment, answers=_Moment)
    def tell_moment() -> _Moment:
        return api.query(_Moment)

    @api.operation("GET", "/names/{name}", "Say a name", answers=dict)
    def say_name(name: str) -> dict[str, str]:
        return {"name": name}

    @api.operation("GET", "/kinds/{kind}", "Fail")
    def fail(kind: str) -> None:
        raise KINDS[kind]

    @api.operation("GET", "/mine", "Tell who asks", audience=device, answers=dict)
    def mine() -> dict[str, str]:
        return {"device_id": api.device_id}

    @api.operation("DELETE", "/mine", "Forget", audience=device)
    def forget() -> None:
        return None

    @api.operation("POST", "/once", "Do it once", idempotent=True, answers=dict)
    def once() -> dict[str, str]:
        return {"key": api.idempotency_key}

    @api.operation("GET", "/news", "Tell the news", cached=True, answers=dict)
    def news() -> dict[str, str]:
        return {"news": {"pl": "nic", "en": "nothing", "uk": "нічого"}[api.language]}

    @api.operation("GET", "/file", "Give a file")
    def give_file() -> Response:
        return Response(b"%PDF", headers={"Content-Type": "application/pdf"})

    app.register_blueprint(api)


@contextmanager
def tiny_app() -> Iterator[Chalice]:
    """The app; afterwards its operations are not among those that the product documents."""
    documented = list(http.OPERATIONS)
    app = Chalice("tiny")
    app.api.binary_types.append("application/pdf")
    app.register_middleware(refusals_of_chalice, "http")
    _register(app)
    try:
        yield app
    finally:
        http.OPERATIONS[:] = documented
