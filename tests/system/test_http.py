"""HTTP itself: refusals as problems, CORS, caching, bytes, pages, and the document that describes it all."""

import re

import boto3
import pytest
from openapi_spec_validator import validate

from local.phone import call
from tests.system.driver import Driver, assert_problem, raw

_JSON = "application/json"


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_path_is_a_problem(api, method):
    assert_problem(raw(method, f"{api}/nothing/here"), 404, "not_found")


@pytest.mark.parametrize(("method", "path"), [("PUT", "/health"), ("DELETE", "/parking/stays"), ("PATCH", "/legal")])
def test_an_unknown_method_is_an_unknown_path_to_api_gateway(api, method, path):
    """A REST API never answers 405: what has no method it takes for a path that is not there."""
    assert_problem(raw(method, api + path), 404, "not_found")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml"])
def test_what_is_not_json_is_not_read(api, content_type):
    answer = raw("POST", f"{api}/devices", b'{"platform": "ios"}', content_type=content_type)
    assert_problem(answer, 415, "unsupported_media_type")
    assert answer.json["expected"] == _JSON


def test_what_is_not_a_form_is_not_read(api):
    answer = raw("POST", f"{api}/oauth/token", b"{}", content_type=_JSON)
    assert_problem(answer, 415, "unsupported_media_type")


@pytest.mark.parametrize("length", [64 * 1024 + 1, 1024 * 1024])
def test_a_body_larger_than_any_honest_one_is_refused(api, length):
    body = b'{"name": "' + b"x" * (length - 12) + b'"}'
    assert_problem(raw("POST", f"{api}/devices", body, content_type=_JSON), 413, "body_too_large")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"nonsense", b"\xff\xfe\x00", b'{"name": NaN}', b'{"public_key": {"x": ' + b"[" * 30_000]
)
def test_what_cannot_be_read_is_malformed(api, body):
    assert_problem(raw("POST", f"{api}/devices", body, content_type=_JSON), 400, "malformed_request")


@pytest.mark.parametrize("body", [b"[]", b"null", b'"text"', b"17", b"{}", b'{"public_key": [], "platform": "ios"}'])
def test_what_is_read_and_wrong_says_where(api, body):
    answer = raw("POST", f"{api}/devices", body, content_type=_JSON)
    assert_problem(answer, 422, "invalid_request")
    assert answer.json["detail"]


def test_an_unknown_field_of_an_order_is_not_ignored(paid_hours, driver: Driver):
    answer = driver.start(discount=100)
    assert_problem(answer, 422, "invalid_request")
    assert "discount" in answer.json["detail"]


def test_a_card_number_is_refused_wherever_it_stands(paid_hours, driver: Driver):
    assert_problem(driver.start(email="4444444444444000@example.com"), 422, "card_data_forbidden")


def test_the_letters_of_three_languages_arrive_and_return(driver: Driver):
    name = "Ołówek, зєлєний їжачок 🦔 “Zażółć”"
    changed = driver.phone.patch("/devices/me", {"name": name})
    assert changed.json["name"] == driver.phone.get("/devices/me").json["name"] == name


def test_a_refusal_is_in_the_callers_language(api):
    titles = {}
    for asked, answered in (("pl", "pl"), ("uk-UA, en;q=0.5", "uk"), ("de, en;q=0.8", "en"), ("zz", "pl")):
        answer = raw("POST", f"{api}/devices", b"{", content_type=_JSON, Accept_Language=asked)
        assert answer.headers["content-language"] == answered
        titles[answered] = answer.json["title"]
    assert len(set(titles.values())) == 3


@pytest.mark.parametrize(("path", "method"), [("/parking/stays", "POST"), ("/devices/me", "PATCH"), ("/legal", "GET")])
def test_a_browser_of_any_origin_may_ask(api, path, method):
    origin = {"Origin": "https://mkrakow.example", "Access-Control-Request-Method": method}
    preflight = raw("OPTIONS", api + path, **origin)
    assert preflight.status == 200
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert method in preflight.headers["access-control-allow-methods"]
    allowed = preflight.headers["access-control-allow-headers"].lower().split(",")
    assert {"authorization", "content-type", "idempotency-key", "if-none-match"} <= set(allowed)
    assert int(preflight.headers["access-control-max-age"]) > 0


def test_a_browser_may_read_refusals_too(api, driver: Driver):
    for answer in (
        raw("GET", f"{api}/nothing"),
        raw("GET", f"{api}/devices/me"),
        raw("POST", f"{api}/devices"),
        driver.phone.get("/parking/stays/stay_unknown"),
    ):
        assert answer.headers["access-control-allow-origin"] == "*", answer.body


def test_the_receipt_as_pdf_arrives_byte_for_byte(paid_hours, driver: Driver):
    stay = driver.parked()
    paid_hours.advance(minutes=30)
    driver.stop(stay)
    path = f"/parking/stays/{stay['stay_id']}/receipt"

    answer = driver.phone.get(path, Accept="application/pdf")

    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.body.startswith(b"%PDF-")
    # Bytes that were changed on the way would have moved the table that the trailer points at.
    [table] = re.findall(rb"startxref\s+(\d+)\s+%%EOF\s*$", answer.body)
    assert answer.body[int(table) :].startswith(b"xref")
    assert driver.phone.get(path, Accept="*/*").headers["content-type"] == _JSON
    assert driver.phone.get(path, Accept="application/json").json["plate"] == driver.plate


def test_public_answers_are_cached_by_their_content(api):
    for path in ("/legal", "/openapi.json"):
        first = call("GET", api + path, headers={"Accept-Language": "en"})
        tag = first.headers["etag"]
        assert first.status == 200
        assert "public" in first.headers["cache-control"]
        again = call("GET", api + path, headers={"Accept-Language": "en", "If-None-Match": f'"other", W/{tag}'})
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
        assert call("GET", api + path, headers={"If-None-Match": '"other"'}).status == 200
    polish = call("GET", f"{api}/legal", headers={"Accept-Language": "pl"})
    assert polish.headers["etag"] != call("GET", f"{api}/legal", headers={"Accept-Language": "uk"}).headers["etag"]
    assert polish.headers["vary"] == "Accept-Language"


def test_every_version_of_every_document_can_be_read(api):
    documents = call("GET", f"{api}/legal").json["items"]
    assert {document["kind"] for document in documents if document["current"]} >= {"terms", "privacy"}
    for document in documents:
        assert document["url"].startswith(api)
        assert call("GET", document["url"]).json["sections"]
    assert_problem(call("GET", f"{api}/legal/terms/1999-01-01"), 404, "document_not_found")


def test_personal_answers_are_kept_by_nobody(driver: Driver):
    assert driver.phone.get("/parking/stays").headers["cache-control"] == "no-store"


def test_a_history_is_read_page_by_page_and_misses_nothing(paid_hours, driver: Driver, new_driver):
    started = [driver.started()["stay_id"] for _ in range(5)]

    found, cursor, pages = [], "", 0
    while pages == 0 or cursor:
        page = driver.phone.get(f"/parking/stays?limit=2{cursor and f'&cursor={cursor}'}").json
        found += [stay["stay_id"] for stay in page["items"]]
        cursor, pages = page["next_cursor"], pages + 1
    assert found == started[::-1]

    cursor = driver.phone.get("/parking/stays?limit=2").json["next_cursor"]
    forged = cursor[:-2] + ("AA" if cursor[-2:] != "AA" else "BB")
    stranger = new_driver().phone
    for phone, one in (
        (driver.phone, forged),
        (driver.phone, "nonsense"),
        (stranger, cursor),
        (driver.phone, "%C5%BC"),
    ):
        assert_problem(phone.get(f"/parking/stays?cursor={one}"), 400, "invalid_cursor")
    for limit in ("0", "101", "many", "-1"):
        assert_problem(driver.phone.get(f"/parking/stays?limit={limit}"), 422, "invalid_request")


def test_the_document_is_valid_and_lists_every_deployed_route(api):
    document = call("GET", f"{api}/openapi.json").json
    validate(document)
    assert document["servers"] == [{"url": api}]
    described = {(method.upper(), path) for path, item in document["paths"].items() for method in item}
    assert described == _deployed(api)


def test_the_pages_for_people_are_pages(api):
    for path in ("/docs", "/payments/return"):
        page = call("GET", api + path)
        assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert page.body.strip().lower().startswith(b"<!doctype html>")
    refused = call("GET", f"{api}/nothing").json
    anchor = refused["type"].partition("#")[2]
    assert f'id="{anchor}"' in call("GET", f"{api}/docs").body.decode(), "where a problem's type leads"


def test_health_tells_what_is_deployed(api):
    health = call("GET", f"{api}/health").json
    assert (health["status"], health["stage"]) == ("ok", "local")
    assert health["version"]


def _deployed(api: str) -> set[tuple[str, str]]:
    """Return the methods and paths that API Gateway serves, preflights aside."""
    aws = {"aws_access_key_id": "tests", "aws_secret_access_key": "tests", "region_name": "eu-central-1"}
    session = boto3.Session(**aws)
    gateway = session.client("apigateway", endpoint_url=api.removesuffix("/v1"))
    [mapping] = gateway.get_base_path_mappings(domainName="127.0.0.1")["items"]
    resources = gateway.get_resources(restApiId=mapping["restApiId"], embed=["methods"], limit=500)["items"]
    return {
        (method, resource["path"])
        for resource in resources
        for method in resource.get("resourceMethods", {})
        if method != "OPTIONS"
    }
