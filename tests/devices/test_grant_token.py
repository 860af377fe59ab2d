import hashlib
import hmac
import json

import pytest
from cryptography.hazmat.primitives import serialization
from joserfc import jwt
from joserfc.jwk import ECKey

from chalicelib import base64url, config
from chalicelib.clock import utc_now
from chalicelib.devices import es256, registered_devices
from chalicelib.devices.grant_role import grant_role


@pytest.fixture
def phone(phone):
    phone.register()
    return phone


def refused(answer):
    return (answer.status_code, answer.json_body["code"]) == (401, "invalid_client")


def test_a_registered_phone_gets_a_token_for_a_quarter_of_an_hour(phone):
    answer = phone.trade()
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    body = answer.json_body
    assert body.pop("access_token")
    assert body == {"token_type": "Bearer", "expires_in": 900, "scope": "device"}


def test_an_assertion_of_another_library_is_as_good(phone):
    key = ECKey.import_key(phone.key)
    assert phone.trade(jwt.encode({"alg": "ES256"}, phone.claims(), key)).status_code == 200


def test_the_api_itself_is_an_audience_too(phone):
    assertion = es256.sign({}, phone.claims(aud=config.PUBLIC_URL), phone.key)
    assert phone.trade(assertion).status_code == 200


def test_the_scope_follows_the_role(phone):
    assert phone.trade().json_body["scope"] == "device"
    grant_role(phone.device_id, "inspector", registered_devices)
    assert phone.trade().json_body["scope"] == "inspector"
    grant_role(phone.device_id, None, registered_devices)
    assert phone.trade().json_body["scope"] == "device"


def test_an_assertion_is_good_once(phone):
    assertion = es256.sign({}, phone.claims(), phone.key)
    assert phone.trade(assertion).status_code == 200
    assert refused(phone.trade(assertion))


def test_the_same_jti_in_a_new_assertion_is_refused(phone):
    first, second = (
        es256.sign({}, phone.claims(jti="same", exp=utc_now().timestamp() + life), phone.key) for life in (30, 40)
    )
    assert phone.trade(first).status_code == 200
    assert refused(phone.trade(second))


def test_two_phones_may_choose_the_same_jti(phone, other_phone):
    other_phone.register()
    for one in (phone, other_phone):
        assert one.trade(es256.sign({}, one.claims(jti="same"), one.key)).status_code == 200


def test_a_forgery_does_not_spend_the_jti_of_the_real_assertion(phone, other_phone):
    claims = phone.claims()
    assert refused(phone.trade(es256.sign({}, claims, other_phone.key)))
    assert phone.trade(es256.sign({}, claims, phone.key)).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"exp": 1_700_000_000},
        {"exp": 4_000_000_000},
        {"exp": None},
        {"aud": "https://elsewhere.test/oauth/token"},
        {"aud": None},
        {"iss": "dev_" + "a" * 24},
        {"iss": None},
        {"sub": "dev_" + "a" * 24},
        {"sub": ""},
        {"sub": None},
        {"jti": None},
        {"iat": 4_000_000_000},
        {"nbf": 4_000_000_000},
    ],
)
def test_an_assertion_with_a_wrong_claim_is_refused(phone, wrong):
    assert refused(phone.trade(es256.sign({}, phone.claims(**wrong), phone.key)))


def test_an_assertion_signed_by_another_phone_is_refused(phone, other_phone):
    other_phone.register()
    assert refused(phone.trade(es256.sign({}, phone.claims(), other_phone.key)))


def test_a_changed_assertion_is_refused(phone):
    header, _, signature = es256.sign({}, phone.claims(), phone.key).split(".")
    claims = base64url.encode(json.dumps(phone.claims()).encode())
    assert refused(phone.trade(f"{header}.{claims}.{signature}"))


def test_an_unsigned_assertion_is_refused(phone):
    header, claims = (base64url.encode(json.dumps(part).encode()) for part in ({"alg": "none"}, phone.claims()))
    assert refused(phone.trade(f"{header}.{claims}."))
    assert refused(phone.trade(f"{header}.{claims}.AA"))


def test_the_public_key_signs_nothing(phone):
    pem = phone.key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    signed = ".".join(base64url.encode(json.dumps(part).encode()) for part in ({"alg": "HS256"}, phone.claims()))
    assert refused(phone.trade(f"{signed}.{base64url.encode(hmac.digest(pem, signed.encode(), hashlib.sha256))}"))


def test_an_unknown_phone_is_refused_in_the_same_words_as_a_forger(phone, other_phone):
    unknown = other_phone.trade()
    forger = phone.trade(es256.sign({}, phone.claims(), other_phone.key))
    assert refused(unknown)
    assert unknown.json_body == forger.json_body


def test_an_access_token_is_no_assertion(phone):
    assert refused(phone.trade(phone.trade().json_body["access_token"]))


def test_an_assertion_is_no_access_token(phone):
    phone.headers["Authorization"] = f"Bearer {es256.sign({}, phone.claims(), phone.key)}"
    assert phone.send("GET", "/devices/me").status_code == 403  # API Gateway's answer becomes 401 in `infra/`


def test_another_way_of_proving_oneself_is_refused(phone):
    assert refused(phone.trade(client_assertion_type="urn:ietf:params:oauth:client-assertion-type:saml2-bearer"))


def test_another_grant_is_not_supported(phone):
    answer = phone.trade(grant_type="password")
    assert (answer.status_code, answer.json_body["code"]) == (400, "unsupported_grant_type")
    assert answer.json_body["error"] == "unsupported_grant_type"


def test_an_oauth_client_finds_the_error_where_oauth_puts_it(phone):
    assert phone.trade("a.b.c").json_body["error"] == "invalid_client"


def test_a_request_in_json_is_not_understood(phone):
    answer = phone.send("POST", "/oauth/token", {})
    assert (answer.status_code, answer.json_body["code"]) == (415, "unsupported_media_type")
