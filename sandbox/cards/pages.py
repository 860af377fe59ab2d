"""Where one picks a resident, edits them and sees what came of it."""

from http import HTTPStatus

import msgspec
from flask import Blueprint, Response, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from sandbox.cards.parts import parts
from sandbox.cards.resident import MOST_VEHICLES, Resident, is_plate
from sandbox.city.form import Form, flags_in, person_in, right_in
from sandbox.city.records import Unknown
from sandbox.magic_phones import SYSTEMS

pages = Blueprint("pages", __name__)


@pages.errorhandler(Unknown)
def not_found(_: Unknown) -> tuple[str, int]:
    return "no such resident\n", HTTPStatus.NOT_FOUND


@pages.get("/")
def index() -> str:
    return render_template(
        "cards/index.html",
        residents=parts().cards.residents(),
        magic=SYSTEMS,
        settings=parts().settings,
        now=parts().clock.now(),
    )


@pages.get("/residents.json")
def read() -> Response:
    """Answer every resident with their card, their sign-in and their purpose."""
    return jsonify(residents=msgspec.to_builtins(parts().cards.residents()))


@pages.get("/residents/<account_id>")
def show(account_id: str) -> str:
    return _page(parts().cards.resident(account_id))


@pages.post("/residents/<account_id>")
def edit(account_id: str) -> AnyResponse | tuple[str, int]:
    """Form fields, each of which may lack and then stays as it is.

    `phone`, `pesel`, `mobile_version` and `old_app_active` (yes or no); of the card `status`, `valid_until`
    (YYYY-MM-DD) and `vehicles` (plates with spaces between). Answers 303, or 400 with the reason.
    """
    form = request.form.to_dict()
    try:
        parts().cards.change(account_id, lambda resident: _edited(resident, form))
    except ValueError as error:
        return _page(parts().cards.resident(account_id), str(error)), HTTPStatus.BAD_REQUEST
    return _back(account_id)


@pages.post("/residents/<account_id>/revoke")
def revoke(account_id: str) -> AnyResponse:
    parts().cards.revoke(account_id)
    return _back(account_id)


@pages.post("/residents/<account_id>/issue")
def issue(account_id: str) -> AnyResponse:
    """Give a new card for a year, in place of any that there is."""
    parts().cards.issue(account_id)
    return _back(account_id)


@pages.post("/residents/<account_id>/restore")
def restore(account_id: str) -> AnyResponse:
    """Make the resident as in the data file again."""
    parts().cards.restore(account_id)
    return _back(account_id)


@pages.get("/notices")
def notices() -> str:
    return render_template("city/notices.html", notices=parts().notices.told(), nav="cards/nav.html")


@pages.get("/notices.json")
def read_notices() -> Response:
    """Answer `{"notices": […]}` with their deliveries, newest first, at most 200; `id` narrows them."""
    return jsonify(notices=parts().notices.told(request.args.get("id", "")))


def _page(resident: Resident, problem: str = "") -> str:
    told = parts().notices.told(resident.card.entitlement_id) if resident.card else []
    return render_template("cards/resident.html", resident=resident, notices=told, problem=problem)


def _back(account_id: str) -> AnyResponse:
    return redirect(f"/residents/{account_id}", HTTPStatus.SEE_OTHER)


def _edited(resident: Resident, form: Form) -> Resident:
    """Return the resident with the form's values. Raises ValueError with what is wrong."""
    card = resident.card
    if card is not None:
        card = msgspec.structs.replace(card, **right_in(form), **_vehicles_in(form))
    flags = flags_in(form, "mobile_version", "old_app_active")
    return msgspec.structs.replace(resident, card=card, **person_in(form), **flags)


def _vehicles_in(form: Form) -> dict[str, tuple[str, ...]]:
    if "vehicles" not in form:
        return {}
    plates = tuple(dict.fromkeys(form["vehicles"].upper().split()))
    if len(plates) > MOST_VEHICLES or not all(map(is_plate, plates)):
        raise ValueError("pojazdy · vehicles: do 4 numerów · at most 4 plates")
    return {"vehicles": plates}
