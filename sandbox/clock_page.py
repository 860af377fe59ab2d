"""The virtual clock over HTTP: read by the backend, moved by people and tests."""

from datetime import datetime

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from sandbox.clock import CannotTurnBack, next_evening
from sandbox.parts import parts

clock_page = Blueprint("clock_page", __name__)


@clock_page.get("/clock")
def read() -> Response:
    """Answer `{"now": RFC 3339 in UTC, "offset_seconds": number}` from memory."""
    clock = parts().clock
    return jsonify(now=clock.now().isoformat(), offset_seconds=clock.offset_seconds)


@clock_page.post("/clock")
def move() -> AnyResponse | tuple[Response | str, int]:
    """Take `{"advance_seconds": n}`, `{"set_to": RFC 3339}` or `{"reset": true}`, as JSON or as a form.

    After a move forward, what the clock has passed lapses and the minute schedules run in the background.
    """
    wish = request.get_json() if request.is_json else request.form.to_dict()
    try:
        _move(wish)
    except ValueError as error:
        if request.is_json:
            return jsonify(error=str(error)), 400
        return _page(str(error)), 400
    return read() if request.is_json else redirect("/clock/page", 303)


@clock_page.get("/clock/page")
def show() -> str:
    return _page()


def _move(wish: object) -> None:
    clock = parts().clock
    match wish:
        case {"reset": True | "true", **others} if not others:
            clock.reset()
            return
        case {"advance_seconds": int() | float() | str() as seconds, **others} if not others:
            clock.advance(_number(seconds))
        case {"set_to": str() as text, **others} if not others:
            clock.set_to(_moment(text))
        case _:
            raise CannotTurnBack('one of {"advance_seconds": 900}, {"set_to": "…+01:00"}, {"reset": true}')
    parts().gateway.expire()
    parts().schedules.run_in_background()


def _number(value: float | str) -> float:
    try:
        return float(value)
    except ValueError as error:
        raise CannotTurnBack("advance_seconds is a number") from error


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise CannotTurnBack("set_to is RFC 3339, e.g. 2026-12-01T22:00:00+01:00") from error


def _page(problem: str = "") -> str:
    clock, schedules = parts().clock, parts().schedules
    return render_template(
        "clock.html",
        now=clock.now(),
        offset_seconds=clock.offset_seconds,
        evening=next_evening(clock.now()).isoformat(),
        ticks=parts().settings.ticks,
        outcomes=list(schedules.outcomes),
        problem=problem,
    )
