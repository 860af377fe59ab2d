"""Cards and services as a phone meets them over HTTP, with the sandbox's card system and family register."""

import hmac
import json
import re
import time
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from chalice.test import Client

from app import app
from chalicelib import config
from chalicelib.activation import live
from chalicelib.activation.code import AskedCode
from chalicelib.activation.counted_sends import CountedSend
from chalicelib.activation.deliver_code import deliver_code
from chalicelib.activation.linked_cards import LinkedCard
from chalicelib.activation.started_activations import StartedActivation
from chalicelib.clock import utc_now
from chalicelib.devices.registered_devices import RegisteredDevice
from chalicelib.vehicles.kept_garages import KeptGarage
from chalicelib.vehicles.registered_vehicles import RegisteredVehicle
from tests.activation import neighbours
from tests.activation.card_cases import OTHER_PESEL, PESEL, PHONE
from tests.activation.code_cases import FakeSms, code_in, register, ring

CONTACT = {"phone": PHONE, "terms_version": "2026-11-21", "privacy_version": "2026-11-21"}
IDENTITY = {"pesel": PESEL, "phone": PHONE}


@dataclass
class Handset:
    client: Client
    headers: dict[str, str]
    requests: int = 0

    def post(self, path, body=None, key=""):
        self.requests += 1
        key = key or f"{self.headers['Authorization'][-8:]}-{self.requests:04d}"
        headers = self.headers | {"Content-Type": "application/json", "Idempotency-Key": key}
        return self.client.http.post(path, headers=headers, body=json.dumps(body).encode() if body else b"")

    def get(self, path, language="pl"):
        return self.client.http.get(path, headers=self.headers | {"Accept-Language": language})

    def delete(self, path):
        return self.client.http.delete(path, headers=self.headers)

    def signed_in(self, number="01"):
        """Start, sign in on the card system's page, come back through our page into the app."""
        started = self.post("/activations", {"service": "kk"}).json_body
        came = neighbours.sign_in(started["sign_in_url"], number)
        page = self.client.http.get(f"/activations/sign-in/return?code={came['code']}&state={came['state']}")
        link = re.search(r'href="(mkrakow://[^"]+)"', page.body.decode())[1].replace("&amp;", "&")
        handed = {name: value for name, (value,) in parse_qs(urlsplit(link).query).items()}
        return started, self.post(f"/activations/{started['activation_id']}/sign-in", handed)


@dataclass
class Codes:
    """The queue and the worker behind it."""

    sqs: object
    sms: FakeSms

    def sent(self):
        found = self.sqs.receive_message(QueueUrl=config.CODES_QUEUE_URL, MaxNumberOfMessages=10).get("Messages", [])
        for message in found:
            deliver_code(msgspec.json.decode(message["Body"], type=AskedCode), self.sms, "mkrakow.example", utc_now())
        return [code_in(sms) for sms in self.sms.sent]


@pytest.fixture(scope="module")
def addresses(tmp_path_factory):
    folder = tmp_path_factory.mktemp("neighbours")
    with neighbours.card_system(folder) as cards, neighbours.family_register(folder) as families:
        yield cards, families


@pytest.fixture
def client(aws, tables, addresses, monkeypatch):
    tables(StartedActivation, LinkedCard, CountedSend, KeptGarage, RegisteredVehicle, RegisteredDevice)
    register("dev_a")
    register("dev_b")
    secrets = {
        "identity/keys": ring(),
        "cards/client-secret": neighbours.SECRET,
        "families/client-secret": neighbours.SECRET,
        "cards/notification-key": neighbours.KEY,
    }
    for name, value in secrets.items():
        aws("ssm").put_parameter(Name=f"/mkrakow/test/{name}", Value=value, Type="SecureString")
    for name, value in zip(("CARD_SYSTEM", "FAMILY_REGISTER"), addresses, strict=True):
        monkeypatch.setenv(f"{name}_URL", value)
        monkeypatch.setenv(f"{name}_CLIENT_ID", "mkrakow")
    for name in ("AUTOPAY_URL", "MPK_GATEWAY_URL"):  # whoever answers will do: nothing is paid here
        monkeypatch.setenv(name, addresses[0])
    monkeypatch.setenv("OLD_CARD_APP_ENDS_ON", "2099-06-30")
    monkeypatch.setattr(live, "_answering", {})
    monkeypatch.setattr(config, "CODES_QUEUE_URL", aws("sqs").create_queue(QueueName="codes")["QueueUrl"])
    with Client(app) as client:
        yield client


@pytest.fixture
def codes(client, aws):
    return Codes(aws("sqs"), FakeSms())


@pytest.fixture
def phone(client, bearer):
    return Handset(client, bearer("dev_a"))


@pytest.fixture
def stranger(client, bearer):
    return Handset(client, bearer("dev_b"))


def code_of(answer):
    return answer.status_code, answer.json_body["code"]


def test_a_kk_is_activated_shown_and_given_up(phone, stranger, codes):
    started, signed_in = phone.signed_in("09")
    at = f"/activations/{started['activation_id']}"
    assert started["next_step"]["path"] == f"{at}/sign-in"
    assert (signed_in.status_code, signed_in.json_body["next_step"]["button"]) == (200, "Aktywuj usługę w mKraków")
    assert signed_in.json_body["sign_in_url"] is None
    assert phone.post(f"{at}/contact", CONTACT).json_body["next_step"]["button"] == "Połącz z mKraków"
    waiting = phone.post(f"{at}/identity", {"pesel": "59901001098", "phone": PHONE}).json_body
    assert waiting["next_step"]["name"] == "code"
    assert waiting["code"]["live_until"] > waiting["code"]["resend_at"]
    linked = phone.post(f"{at}/code", {"code": codes.sent()[-1]})
    assert (linked.status_code, linked.json_body["next_step"]) == (200, None)
    assert phone.get(at).json_body == linked.json_body

    (card,) = phone.get("/cards").json_body["items"]
    assert (card["card_id"], card["status"], card["members"]) == (linked.json_body["card_id"], "active", [])
    assert card["old_app"]["ends_on"] == "2099-06-30"
    assert "30.06.2099" in card["old_app"]["notice"]
    services = {one["service_id"]: one for one in phone.get("/services").json_body["items"]}
    assert (services["kk"]["status"], services["kk"]["card_id"]) == ("active", card["card_id"])
    assert services["kkr3"]["status"] == "inactive"

    assert stranger.get("/cards").json_body["items"] == []
    assert code_of(stranger.get(at)) == (404, "activation_unknown")
    assert code_of(stranger.delete(f"/cards/{card['card_id']}")) == (404, "card_unknown")
    assert phone.delete(f"/cards/{card['card_id']}").status_code == 204
    assert phone.get("/cards").json_body["items"] == []


@pytest.mark.parametrize(("language", "step"), [("pl", "Zaloguj"), ("en", "Sign in"), ("uk", "Увійдіть")])
def test_the_catalogue_tells_each_step_in_the_callers_language(phone, language, step):
    services = {one["service_id"]: one for one in phone.get("/services", language).json_body["items"]}
    guide = services["kk"]["how_to_activate"]
    assert (len(guide["steps"]), len(services["kkr3"]["how_to_activate"]["steps"])) == (8, 6)
    assert guide["steps"][1].startswith(step)
    assert guide["where_to_get_url"] == "https://www.kk.krakow.pl"
    assert services["parking"]["how_to_activate"] is None


def test_a_register_that_is_down_is_seen_in_the_catalogue(phone, monkeypatch):
    monkeypatch.setenv("CARD_SYSTEM_URL", "http://127.0.0.1:9")
    services = {one["service_id"]: one["status"] for one in phone.get("/services").json_body["items"]}
    assert (services["kk"], services["tickets"], services["kkr3"]) == ("unavailable", "unavailable", "inactive")


@pytest.mark.parametrize(("name", "service"), [("AUTOPAY_URL", "parking"), ("MPK_GATEWAY_URL", "tickets")])
def test_a_gateway_that_is_down_is_seen_in_the_catalogue(phone, codes, monkeypatch, name, service):
    started, _ = phone.signed_in("09")
    for step, body in (("contact", CONTACT), ("identity", {"pesel": "59901001098", "phone": PHONE})):
        assert phone.post(f"/activations/{started['activation_id']}/{step}", body).status_code == 200
    phone.post(f"/activations/{started['activation_id']}/code", {"code": codes.sent()[-1]})
    monkeypatch.setenv(name, "http://127.0.0.1:9")
    services = {one["service_id"]: one["status"] for one in phone.get("/services").json_body["items"]}
    assert {name for name, status in services.items() if status == "unavailable"} == {service}


def test_a_known_family_and_nobody_get_the_same_bytes(phone, stranger, codes):
    answers = []
    for handset, pesel in ((phone, "63821401139"), (stranger, OTHER_PESEL)):
        activation_id = handset.post("/activations", {"service": "kkr3"}).json_body["activation_id"]
        for step, body in (("contact", CONTACT | {"pesel": pesel}), ("identity", IDENTITY | {"pesel": pesel})):
            answer = handset.post(f"/activations/{activation_id}/{step}", body)
            told = re.sub(rb"\d{4}-\d\d-\d\dT[^\"]+", b"<moment>", answer.body)
            answers.append((answer.status_code, told.replace(activation_id.encode(), b"<id>")))
    assert answers[:2] == answers[2:]


def test_steps_out_of_order_name_the_one_to_take(phone):
    started = phone.post("/activations", {"service": "kkr3"}).json_body
    answer = phone.post(f"/activations/{started['activation_id']}/code", {"code": "123456"})
    assert code_of(answer) == (409, "activation_step_not_expected")
    assert answer.json_body["next_step"] == "contact"


@pytest.mark.parametrize("step", ["", "/sign-in", "/contact", "/identity", "/code", "/resend"])
def test_a_step_needs_an_idempotency_key(phone, step):
    bodies = {
        "": {"service": "kk"},
        "/sign-in": {"code": "c", "state": "s"},
        "/contact": CONTACT,
        "/identity": IDENTITY,
        "/code": {"code": "123456"},
    }
    headers = phone.headers | {"Content-Type": "application/json"}
    path = f"/activations/act_a{step}" if step else "/activations"
    answer = phone.client.http.post(path, headers=headers, body=json.dumps(bodies.get(step, {})).encode())
    assert code_of(answer) == (400, "idempotency_key_missing")


@pytest.mark.parametrize(
    ("step", "body", "code"),
    [
        ("contact", CONTACT | {"phone": "126165555"}, "invalid_phone_number"),
        ("contact", CONTACT | {"phone": "+48600100200"}, "invalid_phone_number"),
        ("contact", CONTACT | {"terms_version": "2020-01-01"}, "terms_not_current"),
        ("contact", CONTACT, "activation_fields_not_expected"),
        ("contact", CONTACT | {"pesel": "51820201011"}, "invalid_pesel"),
        ("contact", CONTACT | {"password": "x"}, "invalid_request"),
        ("code", {"code": "12345"}, "invalid_request"),
        ("code", {"code": "١٢٣٤٥٦"}, "invalid_request"),
    ],
)
def test_a_step_with_wrong_data_is_refused(phone, step, body, code):
    activation_id = phone.post("/activations", {"service": "kkr3"}).json_body["activation_id"]
    assert code_of(phone.post(f"/activations/{activation_id}/{step}", body)) == (422, code)


def test_whoever_cancelled_is_led_back_to_the_app(client):
    page = client.http.get("/activations/sign-in/return?error=access_denied&state=abc")
    assert page.status_code == 200
    assert 'href="mkrakow://activations/sign-in?state=abc&amp;error=access_denied"' in page.body.decode()
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_the_return_page_carries_nothing_that_a_browser_would_run(client):
    page = client.http.get("/activations/sign-in/return?code=%22%3E%3Cscript%3E&state=s")
    assert "<script" not in page.body.decode()


def test_a_notice_of_the_register_is_taken_only_with_its_signature(client):
    body = json.dumps(
        {
            "event_id": "evt_1",
            "source": "cards",
            "kind": "entitlement_changed",
            "id": "kk_other",
            "version": 2,
            "happened_at": "2026-12-08T10:00:00+01:00",
        }
    ).encode()
    told = str(int(time.time()))
    digest = hmac.new(neighbours.KEY.encode(), told.encode() + b"." + body, "sha256").hexdigest()

    def post(signature):
        headers = {"Content-Type": "application/json", "X-Signature": signature}
        return client.http.post("/cards/notifications", headers=headers, body=body)

    assert post(f"t={told},v1={digest}").status_code == 204
    assert code_of(post(f"t={told},v1={'0' * 64}")) == (401, "card_notice_not_authentic")
    assert code_of(client.http.post("/cards/notifications", headers={}, body=body)) == (
        401,
        "card_notice_not_authentic",
    )
