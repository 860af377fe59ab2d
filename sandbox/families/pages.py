"""Where one picks a family, edits it and sees what came of it."""

import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, get_args

import msgspec
from flask import Blueprint, Response, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from sandbox.city.form import Form, day_in, flags_in, person_in, right_in
from sandbox.city.records import Unknown
from sandbox.families.family import Family, Member, Role, with_member, without_member
from sandbox.families.parts import parts
from sandbox.magic_phones import SYSTEMS

pages = Blueprint("pages", __name__)


@pages.errorhandler(Unknown)
def not_found(_: Unknown) -> tuple[str, int]:
    return "no such family\n", HTTPStatus.NOT_FOUND


@pages.get("/")
def index() -> str:
    return render_template(
        "families/index.html",
        families=parts().register.families(),
        magic=SYSTEMS,
        settings=parts().settings,
        now=parts().clock.now(),
    )


@pages.get("/families.json")
def read() -> Response:
    """Answer every family with its members, their PESELs and phones, and its purpose."""
    return jsonify(families=msgspec.to_builtins(parts().register.families()))


@pages.get("/families/<family_id>")
def show(family_id: str) -> str:
    return _page(parts().register.family(family_id))


@pages.post("/families/<family_id>")
def edit(family_id: str) -> AnyResponse | tuple[str, int]:
    """Form fields `status`, `valid_until` (YYYY-MM-DD), `mobile_version` (yes or no); one that lacks stays as it is.

    Answers 303, or 400 with the reason.
    """
    return _edited(family_id, _family_of)


@pages.post("/families/<family_id>/members/<member_id>")
def edit_member(family_id: str, member_id: str) -> AnyResponse | tuple[str, int]:
    """Form fields `first_name`, `pesel`, `born_on`, `phone`, `role`, `in_education`, `disabled`; each may lack.

    The member `new` is one more, a child, who needs the first three; `decision=remove` takes one away.
    """
    if request.form.get("decision") == "remove":
        return _edited(family_id, lambda family, _: without_member(family, member_id))
    return _edited(family_id, lambda family, form: with_member(family, _member_of(family.member(member_id), form)))


@pages.post("/families/<family_id>/revoke")
def revoke(family_id: str) -> AnyResponse:
    parts().register.revoke(family_id)
    return _back(family_id)


@pages.post("/families/<family_id>/restore")
def restore(family_id: str) -> AnyResponse:
    """Make the family as in the data file again."""
    parts().register.restore(family_id)
    return _back(family_id)


@pages.get("/notices")
def notices() -> str:
    return render_template("city/notices.html", notices=parts().notices.told(), nav="families/nav.html")


@pages.get("/notices.json")
def read_notices() -> Response:
    """Answer `{"notices": […]}` with their deliveries, newest first, at most 200; `id` narrows them."""
    return jsonify(notices=parts().notices.told(request.args.get("id", "")))


def _edited(family_id: str, change: Callable[[Family, Form], Family]) -> AnyResponse | tuple[str, int]:
    form = request.form.to_dict()
    try:
        parts().register.change(family_id, lambda family: change(family, form))
    except ValueError as error:
        return _page(parts().register.family(family_id), str(error)), HTTPStatus.BAD_REQUEST
    return _back(family_id)


def _page(family: Family, problem: str = "") -> str:
    told = parts().notices.told(family.family_id)
    return render_template("families/family.html", family=family, notices=told, problem=problem)


def _back(family_id: str) -> AnyResponse:
    return redirect(f"/families/{family_id}", HTTPStatus.SEE_OTHER)


def _family_of(family: Family, form: Form) -> Family:
    """Return the family with the form's values. Raises ValueError."""
    return msgspec.structs.replace(family, **right_in(form), **flags_in(form, "mobile_version"))


def _member_of(member: Member | None, form: Form) -> Member:
    """Return the member, or a new child, with the form's values. Raises ValueError."""
    values: dict[str, Any] = {
        **person_in(form),
        **day_in(form, "born_on"),
        **flags_in(form, "in_education", "disabled"),
        **{name: form[name].strip() for name in ("first_name", "role") if name in form},
    }
    if values.get("role", "child") not in get_args(Role):
        raise ValueError(f"role: {', '.join(get_args(Role))}")
    if member:
        return msgspec.structs.replace(member, **values)
    if not all(values.get(name) for name in ("first_name", "pesel", "born_on")):
        raise ValueError("imię, PESEL, urodziny · first name, PESEL and birthday")
    nobody = {"member_id": f"mem_{uuid.uuid4().hex[:8]}", "phone": "", "role": "child"}
    return Member(**nobody | values)
