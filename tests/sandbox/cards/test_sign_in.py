import base64
import hashlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import urllib3
from urllib3 import BaseHTTPResponse

from tests.sandbox.city.running import CLIENT, RETURN, SECRET, Clock, Neighbour, refusal

VERIFIER = "a-verifier-of-these-tests-that-is-long-enough"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ASKED = {
    "response_type": "code",
    "client_id": CLIENT,
    "redirect_uri": RETURN,
    "scope": "card",
    "state": "state&of=this try",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


@dataclass
class Browser:
    cards: Neighbour

    def open(self, **changed: str) -> BaseHTTPResponse:
        return self.cards.send("GET", _page(changed))

    def sign_in(self, resident: str = "01", password: str = "krakow", **changed: str) -> BaseHTTPResponse:
        email = f"resident{resident}@example.com"
        return self.cards.form(_page(changed), email=email, password=password, decision="sign-in")

    def code(self, resident: str = "01") -> str:
        return answered(self.sign_in(resident))["code"]


def _page(changed: dict[str, str]) -> str:
    wanted = {name: value for name, value in (ASKED | changed).items() if value}
    return f"/oauth/authorize?{urlencode(wanted)}"


def answered(response: BaseHTTPResponse) -> dict[str, str]:
    """Return what the browser is sent back with."""
    assert response.status == 302
    address = urlsplit(response.headers["Location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == RETURN
    return {name: values[0] for name, values in parse_qs(address.query, strict_parsing=True).items()}


def redeem(cards: Neighbour, code: str, secret: str = SECRET, **changed: str) -> BaseHTTPResponse:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": RETURN, "code_verifier": VERIFIER}
    body = urlencode({name: value for name, value in (form | changed).items() if value}).encode()
    headers = dict(urllib3.make_headers(basic_auth=f"{CLIENT}:{secret}"))
    return cards.send("POST", "/oauth/token", body, headers | {"Content-Type": "application/x-www-form-urlencoded"})


def me(cards: Neighbour, token: str) -> BaseHTTPResponse:
    return cards.send("GET", "/api/v1/me", headers={"Authorization": f"Bearer {token}"})


def account(cards: Neighbour, resident: str) -> Any:
    return me(cards, redeem(cards, Browser(cards).code(resident)).json()["access_token"]).json()


@pytest.fixture
def browser(cards: Neighbour) -> Browser:
    return Browser(cards)


def test_a_resident_signs_in_and_the_backend_learns_whose_card_it_is(cards: Neighbour, browser: Browser) -> None:
    assert browser.open().status == 200
    back = answered(browser.sign_in())
    assert back["state"] == ASKED["state"]
    answer = redeem(cards, back["code"])
    assert answer.headers["Cache-Control"] == "no-store"
    token = answer.json()
    assert (token["token_type"], token["expires_in"]) == ("Bearer", 300)
    told = me(cards, token["access_token"]).json()
    valid_until = told["entitlement"].pop("valid_until")
    assert len(valid_until) == 10
    assert told == {
        "account_id": "acc_01",
        "has_pesel": True,
        "mobile_version": True,
        "old_app_active": False,
        "entitlement": {"entitlement_id": "kk_01", "status": "ACTIVE", "version": 1},
    }


def test_what_an_account_lacks_is_told(cards: Neighbour) -> None:
    assert account(cards, "07")["entitlement"] is None
    assert not account(cards, "08")["has_pesel"]
    assert account(cards, "09")["old_app_active"]
    assert not account(cards, "11")["mobile_version"]


def test_a_wrong_password_stays_on_the_page(browser: Browser) -> None:
    answer = browser.sign_in(password="Krakow")
    assert answer.status == 401
    page = answer.data.decode()
    assert 'role="alert"' in page
    assert 'value="resident01@example.com"' in page
    assert 'value="Krakow"' not in page


def test_whoever_cancels_is_sent_back_without_a_code(cards: Neighbour) -> None:
    back = answered(cards.form(_page({}), decision="cancel"))
    assert back == {"error": "access_denied", "state": ASKED["state"]}


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "somebody-else"},
        {"redirect_uri": RETURN + "/"},
        {"redirect_uri": RETURN + "?next=x"},
        {"redirect_uri": "https://evil.test/return"},
        {"redirect_uri": ""},
    ],
)
def test_a_browser_is_never_sent_to_an_unregistered_address(browser: Browser, changed: dict[str, str]) -> None:
    assert browser.open(**changed).status == 400
    assert browser.sign_in(**changed).status == 400


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": ""}, "invalid_request"),
        ({"scope": "everything"}, "invalid_scope"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge": VERIFIER}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": ""}, "invalid_request"),
        ({"state": ""}, "invalid_request"),
    ],
)
def test_a_request_without_pkce_or_sense_gets_no_code(browser: Browser, changed: dict[str, str], error: str) -> None:
    assert answered(browser.open(**changed))["error"] == error
    assert answered(browser.sign_in(**changed))["error"] == error


@pytest.mark.parametrize(
    "changed",
    [
        {"code_verifier": VERIFIER + "x"},
        {"code_verifier": CHALLENGE},
        {"redirect_uri": "https://evil.test/return"},
    ],
)
def test_a_code_is_worth_nothing_in_other_hands(cards: Neighbour, browser: Browser, changed: dict[str, str]) -> None:
    assert refusal(redeem(cards, browser.code(), **changed)) == (400, "invalid_grant")


def test_an_invented_code_is_worth_nothing(cards: Neighbour) -> None:
    assert refusal(redeem(cards, "invented")) == (400, "invalid_grant")


def test_a_failed_try_spends_the_code(cards: Neighbour, browser: Browser) -> None:
    code = browser.code()
    redeem(cards, code, code_verifier="x" * 43)
    assert refusal(redeem(cards, code)) == (400, "invalid_grant")


def test_a_replayed_code_also_ends_the_first_token(cards: Neighbour, browser: Browser) -> None:
    code = browser.code()
    token = redeem(cards, code).json()["access_token"]
    assert me(cards, token).status == 200
    assert refusal(redeem(cards, code)) == (400, "invalid_grant")
    assert refusal(me(cards, token)) == (401, "invalid_token")


def test_a_code_lives_for_a_minute_and_a_token_for_five(cards: Neighbour, browser: Browser, clock: Clock) -> None:
    old, fresh = browser.code(), browser.code()
    clock.advance(50)
    token = redeem(cards, fresh).json()["access_token"]
    clock.advance(11)
    assert refusal(redeem(cards, old)) == (400, "invalid_grant")
    clock.advance(280)
    assert me(cards, token).status == 200
    clock.advance(20)
    assert refusal(me(cards, token)) == (401, "invalid_token")


def test_only_the_backend_exchanges_a_code(cards: Neighbour, browser: Browser) -> None:
    code = browser.code()
    answer = redeem(cards, code, secret="another")
    assert refusal(answer) == (401, "invalid_client")
    assert answer.headers["WWW-Authenticate"].startswith("Basic")
    assert redeem(cards, code).status == 200


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": ""}, "invalid_request"),
        ({"code_verifier": ""}, "invalid_request"),
        ({"redirect_uri": ""}, "invalid_request"),
    ],
)
def test_a_token_needs_every_field(cards: Neighbour, browser: Browser, changed: dict[str, str], error: str) -> None:
    assert refusal(redeem(cards, browser.code(), **changed)) == (400, error)


def test_nobody_is_told_anything_without_a_token(cards: Neighbour) -> None:
    assert refusal(cards.send("GET", "/api/v1/me")) == (401, "invalid_token")
    assert refusal(cards.call("GET", "/api/v1/me")) == (401, "invalid_token")


def test_the_sign_in_page_can_be_read_aloud(browser: Browser) -> None:
    page = browser.open().data.decode()
    assert '<html lang="pl">' in page
    for field, hint in (("email", "username"), ("password", "current-password")):
        assert f'<label for="{field}">' in page
        assert f'id="{field}"' in page
        assert f'autocomplete="{hint}"' in page
