"""Sign-in at the card system's own page: RFC 6749's authorisation code with PKCE, and whose account it was."""

import re
from http import HTTPStatus
from urllib.parse import urlencode

from flask import Response, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from sandbox.cards.parts import parts
from sandbox.cards.sign_in import TOKEN_LIFE, InvalidGrant
from sandbox.city.calls import Refused, about, blueprint_of_calls, require_client, spoiled

oauth = blueprint_of_calls("oauth")

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
"""Base64url of a SHA-256, without padding."""


@oauth.after_request
def keep_private(response: Response) -> Response:
    """Codes and tokens are kept by no cache; a magic phone has its way with `/me`."""
    response = spoiled(response, parts().settings)
    response.headers["Cache-Control"] = "no-store"
    return response


@oauth.get("/oauth/authorize")
def show() -> AnyResponse | tuple[str, int]:
    """The sign-in page; a request that names an unknown client or address gets an error page and no redirect."""
    return _refusal() or (_page(), HTTPStatus.OK)


@oauth.post("/oauth/authorize")
def decide() -> AnyResponse | tuple[str, int]:
    """Form fields `email`, `password` and `decision` (`sign-in` or `cancel`); the query is that of the page.

    Answers 302 with `code` or `error=access_denied` and the `state`; 401 with the page for a wrong password.
    """
    if refusal := _refusal():
        return refusal
    if request.form.get("decision") == "cancel":
        return _back(error="access_denied")
    resident = parts().cards.signed_in(request.form.get("email", ""), request.form.get("password", ""))
    if resident is None:
        return _page(wrong=True), HTTPStatus.UNAUTHORIZED
    asked = request.args
    return _back(code=parts().sign_in.new_code(resident.account_id, asked["redirect_uri"], asked["code_challenge"]))


@oauth.post("/oauth/token")
def token() -> Response:
    """Exchange a code, once: Basic client authentication and the form of RFC 6749 and 7636."""
    require_client(parts().settings)
    form = request.form
    if form.get("grant_type", "") != "authorization_code":
        raise Refused(HTTPStatus.BAD_REQUEST, "unsupported_grant_type" if "grant_type" in form else "invalid_request")
    if not all(form.get(name) for name in ("code", "redirect_uri", "code_verifier")):
        raise Refused(HTTPStatus.BAD_REQUEST, "invalid_request")
    try:
        access_token = parts().sign_in.redeem(form["code"], form["redirect_uri"], form["code_verifier"])
    except InvalidGrant as error:
        raise Refused(HTTPStatus.BAD_REQUEST, "invalid_grant") from error
    return jsonify({"access_token": access_token, "token_type": "Bearer", "expires_in": TOKEN_LIFE.seconds})


@oauth.get("/api/v1/me")
def me() -> Response:
    """Answer whose access token it is, and the card that they have."""
    given = request.authorization
    bearer = given.token if given and given.type == "bearer" else None
    account_id = parts().sign_in.account_of(bearer) if bearer else None
    if account_id is None:
        raise Refused(HTTPStatus.UNAUTHORIZED, "invalid_token")
    resident = parts().cards.resident(account_id)
    about(resident.phone)
    return jsonify(
        account_id=resident.account_id,
        has_pesel=bool(resident.pesel),
        mobile_version=resident.mobile_version,
        old_app_active=resident.old_app_active,
        entitlement=resident.card.answer() if resident.card else None,
    )


def _refusal() -> AnyResponse | tuple[str, int] | None:
    """Return the answer to a request that cannot lead to a code; None for a good one."""
    asked, settings = request.args, parts().settings
    if asked.get("client_id") != settings.client_id or asked.get("redirect_uri") not in settings.redirect_uris:
        return render_template("cards/wrong_request.html"), HTTPStatus.BAD_REQUEST
    if asked.get("response_type") != "code":
        return _back(error="unsupported_response_type" if "response_type" in asked else "invalid_request")
    if asked.get("scope") != "card":
        return _back(error="invalid_scope")
    challenge = _CHALLENGE.fullmatch(asked.get("code_challenge", ""))
    if asked.get("code_challenge_method") != "S256" or not challenge or not asked.get("state"):
        return _back(error="invalid_request")
    return None


def _page(wrong: bool = False) -> str:
    return render_template("cards/sign_in.html", wrong=wrong, email=request.form.get("email", ""))


def _back(**answer: str) -> AnyResponse:
    state = {"state": request.args["state"]} if request.args.get("state") else {}
    address = request.args["redirect_uri"]
    return redirect(f"{address}{'&' if '?' in address else '?'}{urlencode(answer | state)}", HTTPStatus.FOUND)
