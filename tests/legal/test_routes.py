from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from chalice.app import Chalice
from chalice.test import Client

from chalicelib.legal.routes import legal_api

_NOVEMBER = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def phone() -> Iterator[Client]:
    app = Chalice("legal")
    app.register_blueprint(legal_api)
    with time_machine.travel(_NOVEMBER, tick=False), Client(app) as client:
        yield client


def test_the_list_tells_which_version_is_in_force_and_where_its_text_is(phone: Client) -> None:
    items = phone.http.get("/legal", headers={"Accept-Language": "uk"}).json_body["items"]

    terms = {item["version"]: item for item in items if item["kind"] == "terms"}
    assert [version for version, item in terms.items() if item["current"]] == ["2026-11-21"]
    assert {*terms} == {"2026-08-04", "2026-11-01", "2026-11-21"}
    assert terms["2026-11-21"]["title"].startswith("Правила застосунку")
    assert terms["2026-11-21"]["url"] == "https://api.test/v1/legal/terms/2026-11-21"
    assert {item["kind"] for item in items} == {"terms", "privacy", "accessibility"}


def test_a_new_version_is_in_force_from_midnight_in_krakow(phone: Client) -> None:
    def current() -> str:
        items = phone.http.get("/legal").json_body["items"]
        return next(item["version"] for item in items if item["kind"] == "terms" and item["current"])

    with time_machine.travel(datetime(2026, 10, 31, 22, 59, tzinfo=UTC), tick=False):
        assert current() == "2026-08-04"
    with time_machine.travel(datetime(2026, 10, 31, 23, 0, tzinfo=UTC), tick=False):
        assert current() == "2026-11-01"


def test_an_old_version_can_still_be_read(phone: Client) -> None:
    answer = phone.http.get("/legal/terms/2026-08-04", headers={"Accept-Language": "en"}).json_body

    assert answer["language"] == "en"
    assert [section["heading"] for section in answer["sections"]][-1] == "4. Complaints"


@pytest.mark.parametrize("path", ["/legal/terms/1999-01-01", "/legal/recipes/2026-11-01"])
def test_an_unknown_document_is_not_found(phone: Client, path: str) -> None:
    answer = phone.http.get(path)

    assert (answer.status_code, answer.json_body["code"]) == (404, "document_not_found")


def test_a_phone_that_has_the_document_is_sent_nothing(phone: Client) -> None:
    path = "/legal/privacy/2026-11-01"
    first = phone.http.get(path, headers={"Accept-Language": "en"})
    tag = first.headers["ETag"]

    again = phone.http.get(path, headers={"Accept-Language": "en", "If-None-Match": f'"other", W/{tag}'})
    elsewhere = phone.http.get(path, headers={"Accept-Language": "pl", "If-None-Match": tag})

    assert (again.status_code, again.body, again.headers["ETag"]) == (304, b"", tag)
    assert elsewhere.status_code == 200
    assert first.headers["Vary"] == "Accept-Language"
    assert first.headers["Cache-Control"].startswith("public")
