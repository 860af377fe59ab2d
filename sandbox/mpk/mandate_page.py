"""The page on which a customer sees a mandate, gives it another card or withdraws it."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from sandbox.mpk.cards import CARDS
from sandbox.mpk.parts import parts
from sandbox.mpk.refusals import Refused

mandate_page = Blueprint("mandate_page", __name__)


@mandate_page.errorhandler(Refused)
def refused(refusal: Refused) -> tuple[str, int]:
    return f"{refusal.code}\n", refusal.status


@mandate_page.get("/mandates")
def every_one() -> str:
    return render_template("mpk/mandates.html", mandates=parts().gateway.mandates(), cards=CARDS)


@mandate_page.get("/mandates/<alias>")
def show(alias: str) -> str:
    return render_template("mpk/mandates.html", mandates=[parts().gateway.mandate(alias)], cards=CARDS)


@mandate_page.post("/mandates/<alias>")
def edit(alias: str) -> AnyResponse | tuple[str, int]:
    """Form fields `decision` (card, withdraw) and `card`, a name of CARDS. Answers 303, 400 for another form, 404."""
    match request.form.get("decision"), request.form.get("card", ""):
        case "withdraw", _:
            parts().gateway.withdraw(alias)
        case "card", card if card in CARDS:
            parts().gateway.give_card(alias, card)
        case _:
            return f"decision is card or withdraw; card: {', '.join(CARDS)}\n", HTTPStatus.BAD_REQUEST
    return redirect(f"/mandates/{alias}", HTTPStatus.SEE_OTHER)
