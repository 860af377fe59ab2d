"""Vehicles, quotes and partners as they are met over HTTP."""

import hashlib
import json

import pytest
from chalice.test import Client

from app import app
from chalicelib import secret_values
from chalicelib.vehicles import routes, schedules
from tests.vehicles.cases import CAR, CARD, KK, OTHER_CAR

METERS = {"X-Api-Key": "m" * 40}


@pytest.fixture
def client(street, monkeypatch):
    keys = {"meters": hashlib.sha256(METERS["X-Api-Key"].encode()).hexdigest()}
    monkeypatch.setattr(secret_values, "_kept", {"partners/keys": (float("inf"), json.dumps(keys))})
    for module in (routes, schedules):
        monkeypatch.setattr(module, "vehicle_register", lambda: street.register)
        monkeypatch.setattr(module, "utc_now", lambda: street.city.now)
    monkeypatch.setattr(schedules, "send", street.sent.extend)
    monkeypatch.setattr("chalicelib.parking.routes.utc_now", lambda: street.city.now)
    street.resident("dev_a", KK, CAR)
    with Client(app) as client:
        yield client


@pytest.fixture
def phone(client, bearer):
    """Requests of a phone that has the card."""

    def asked(method, path, body=None, device_id="dev_a"):
        headers = bearer(device_id) | {"Content-Type": "application/json"}
        sent = json.dumps(body).encode() if body is not None else b""
        return client.http.request(method, path, headers=headers, body=sent)

    return asked


def test_a_phone_lists_adds_and_removes_its_vehicles(phone):
    assert phone("GET", "/vehicles").json_body == {"items": [{"plate": CAR, "card_id": CARD, "in_card_system": True}]}
    put = phone("POST", "/vehicles", {"plate": "kr 7cd-45"})
    assert put.status_code == 201
    assert put.json_body == {"plate": OTHER_CAR, "card_id": CARD, "in_card_system": False}
    assert phone("DELETE", "/vehicles/kr%207cd45").status_code == 204
    assert [one["plate"] for one in phone("GET", "/vehicles").json_body["items"]] == [CAR]


@pytest.mark.parametrize(
    ("method", "path", "body", "device_id", "answer"),
    [
        ("POST", "/vehicles", {"plate": "К12345"}, "dev_a", (422, "plate_letter_unknown")),
        ("POST", "/vehicles", {"plate": OTHER_CAR}, "dev_b", (409, "no_active_card")),
        ("DELETE", f"/vehicles/{OTHER_CAR}", None, "dev_a", (404, "vehicle_unknown")),
        ("POST", "/parking/quotes", {"subzone": "B", "kind": "open", "plate": "K!"}, "dev_a", (422, "invalid_plate")),
    ],
)
def test_what_cannot_be_is_refused(phone, method, path, body, device_id, answer):
    refused = phone(method, path, body, device_id)
    assert (refused.status_code, refused.json_body["code"]) == answer


def test_a_fifth_vehicle_is_refused(phone):
    for plate in ("KR1", "KR2", "KR3"):
        phone("POST", "/vehicles", {"plate": plate})
    refused = phone("POST", "/vehicles", {"plate": "KR4"})
    assert (refused.status_code, refused.json_body["code"], refused.json_body["most"]) == (409, "too_many_vehicles", 4)


def test_a_quote_names_the_card_that_gives_the_price_to_its_own_phone_only(phone):
    wanted = {"subzone": "B", "kind": "open", "plate": CAR}
    own = phone("POST", "/parking/quotes", wanted).json_body
    strangers = phone("POST", "/parking/quotes", wanted, "dev_b").json_body
    assert (own["resident"], own["resident_card"]) == (True, CARD)
    assert (strangers["resident"], strangers["resident_card"]) == (False, None)


def test_a_meter_asks_claims_and_gives_back(client):
    path = f"/partners/resident-discount/{CAR}"
    asked = client.http.get(path, headers=METERS)
    assert asked.json_body == {"plate": CAR, "day": "2026-11-23", "available": True}
    key = {"Idempotency-Key": "ticket-0001"}
    claimed = client.http.post(f"{path}/claims", headers=METERS | key)
    assert (claimed.status_code, claimed.json_body["granted"]) == (200, True)
    assert client.http.post(f"{path}/claims", headers=METERS | key).json_body == claimed.json_body
    given_back = client.http.delete(f"{path}/claims/{claimed.json_body['claim_id']}", headers=METERS)
    assert given_back.status_code == 204


def test_a_meter_learns_yes_or_no_and_nothing_of_a_person_or_a_card(client):
    bodies = [
        client.http.get(f"/partners/resident-discount/{plate}", headers=METERS).json_body for plate in (CAR, "KR9ZZ99")
    ]
    assert [body.keys() for body in bodies] == [{"plate", "day", "available"}] * 2
    no = client.http.post(
        "/partners/resident-discount/KR9ZZ99/claims", headers=METERS | {"Idempotency-Key": "ticket-0002"}
    )
    assert no.json_body == {"plate": "KR9ZZ99", "day": "2026-11-23", "granted": False, "claim_id": None}
    yes = client.http.post(
        f"/partners/resident-discount/{CAR}/claims", headers=METERS | {"Idempotency-Key": "ticket-0003"}
    )
    assert CARD not in yes.body.decode()
    assert KK not in yes.body.decode()


@pytest.mark.parametrize("headers", [{}, {"X-Api-Key": "n" * 40}])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_without_a_partners_key_nobody_learns_anything(client, headers, method):
    path = {"GET": "", "POST": "/claims", "DELETE": "/claims/claim_x"}[method]
    answer = client.http.request(method, f"/partners/resident-discount/{CAR}{path}", headers=headers)
    assert (answer.status_code, answer.json_body["code"]) == (401, "unauthenticated")


def test_a_phones_token_is_no_partners_key(client, bearer):
    answer = client.http.get(f"/partners/resident-discount/{CAR}", headers=bearer("dev_a"))
    assert answer.status_code == 401


def test_api_gateway_wants_a_key_of_the_plan_on_every_route_of_partners():
    partners = {path: methods for path, methods in app.routes.items() if path.startswith("/partners")}
    assert len(partners) == 3
    assert all(route.api_key_required for methods in partners.values() for route in methods.values())


def test_the_schedules_tell_the_card_system_and_compare(client, street):
    street.put(OTHER_CAR)
    tick = {"version": "0", "id": "1", "detail-type": "", "source": "", "account": "", "time": "", "region": "",
            "resources": [], "detail": {}}  # fmt: skip
    assert client.lambda_.invoke("tell_card_system", tick).payload == 1
    assert street.register.cards[KK].plates == (CAR, OTHER_CAR)
    street.register.has(KK, OTHER_CAR)
    assert client.lambda_.invoke("compare_vehicles", tick).payload == 1
    assert street.plates() == [OTHER_CAR]
