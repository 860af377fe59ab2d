from datetime import UTC, datetime, timedelta

import pytest
from joserfc.jwk import ECKey

from chalicelib.clock import utc_now
from chalicelib.devices import es256, registered_devices
from chalicelib.devices.grant_role import grant_role


@pytest.fixture
def calls(client, aws):
    """The names of all DynamoDB calls from now on."""
    names = []
    aws("dynamodb").meta.events.register("before-call.dynamodb.*", lambda model, **_: names.append(model.name))
    return names


def code_of(answer):
    return answer.status_code, answer.json_body["code"]


def test_a_phone_registers_with_its_public_key(phone, push):
    answer = phone.register(language="uk", name="Телефон Олі", push_token="token-a")
    body = answer.json_body
    registered_at = datetime.fromisoformat(body.pop("registered_at"))
    assert answer.status_code == 201
    assert body == {
        "device_id": phone.device_id,
        "platform": "ios",
        "language": "uk",
        "name": "Телефон Олі",
        "push": {"registered": True},
    }
    assert timedelta() <= utc_now() - registered_at < timedelta(seconds=30)
    assert push.bound == {phone.device_id: "token-a"}


def test_a_phone_that_names_no_language_gets_the_one_it_asks_in(phone):
    phone.headers["Accept-Language"] = "uk, en;q=0.5"
    assert phone.register().json_body["language"] == "uk"


def test_a_phone_without_a_push_token_gets_no_pushes(phone):
    assert phone.register().json_body["push"] == {"registered": False}


def test_the_same_key_again_is_the_same_device_and_binds_nothing_new(phone, push):
    first = phone.register(name="mine", push_token="token-a")
    again = phone.register(name="a stranger's", language="en", platform="android", push_token="token-b")
    assert (again.status_code, again.json_body) == (201, first.json_body)
    assert push.bound == {phone.device_id: "token-a"}


def test_two_keys_are_two_devices(phone, other_phone):
    assert phone.register().json_body["device_id"] != other_phone.register().json_body["device_id"]


@pytest.mark.parametrize(
    "jwk",
    [
        {},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
        ECKey.generate_key("P-256").as_dict(private=True),
        ECKey.generate_key("P-384").as_dict(private=False),
    ],
)
def test_what_is_no_public_key_of_p256_is_refused(phone, jwk):
    assert code_of(phone.register(public_key=jwk)) == (422, "invalid_public_key")


@pytest.mark.parametrize("field", [{"platform": "symbian"}, {"language": "de"}, {"name": "x" * 81}, {"push_token": ""}])
def test_a_registration_with_a_wrong_field_is_refused(phone, field):
    assert code_of(phone.register(**field)) == (422, "invalid_request")


def test_a_push_service_that_fails_does_not_fail_the_registration(phone, push, caplog):
    push.broken = True
    answer = phone.register(push_token="secret-token")
    assert (answer.status_code, answer.json_body["push"]) == (201, {"registered": False})
    assert phone.trade().status_code == 200
    (logged,) = [vars(record) for record in caplog.records if record.message == "push registration failed"]
    assert "secret-token" not in str(logged)


def test_a_platform_without_pushes_says_so(phone):
    assert phone.register(platform="web", push_token="token-a").json_body["push"] == {"registered": False}


def test_a_phone_sees_itself(phone):
    registered = phone.register(name="mine")
    phone.sign_in()
    assert phone.send("GET", "/devices/me").json_body == registered.json_body


def test_a_token_is_of_one_phone_only(phone, other_phone):
    phone.register(name="mine")
    other_phone.register(name="other")
    other_phone.sign_in()
    assert other_phone.send("GET", "/devices/me").json_body["name"] == "other"


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_nobody_known_gets_no_further(phone, method):
    assert phone.send(method, "/devices/me", {}).status_code == 401


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_an_inspector_is_no_driver(phone, method):
    phone.register()
    grant_role(phone.device_id, "inspector", registered_devices)
    phone.sign_in()
    assert code_of(phone.send(method, "/devices/me", {"name": "x"})) == (403, "forbidden")


def test_a_change_leaves_out_what_it_does_not_name(phone):
    before = phone.register(language="pl", name="mine", push_token="token-a").json_body
    phone.sign_in()
    assert phone.send("PATCH", "/devices/me", {"language": "en"}).json_body == before | {"language": "en"}
    assert phone.send("PATCH", "/devices/me", {"name": ""}).json_body == before | {"language": "en", "name": ""}
    assert phone.send("GET", "/devices/me").json_body == before | {"language": "en", "name": ""}


def test_a_new_push_token_takes_the_place_of_the_old_one(phone, push):
    phone.register(push_token="token-a")
    phone.sign_in()
    answer = phone.send("PATCH", "/devices/me", {"push_token": "token-b"})
    assert answer.json_body["push"] == {"registered": True}
    assert push.bound == {phone.device_id: "token-b"}


def test_null_switches_pushes_off(phone, push):
    phone.register(push_token="token-a")
    phone.sign_in()
    assert phone.send("PATCH", "/devices/me", {"push_token": None}).json_body["push"] == {"registered": False}
    assert phone.send("GET", "/devices/me").json_body["push"] == {"registered": False}
    assert push.bound == {}


def test_a_push_service_that_fails_does_not_fail_the_rest_of_a_change(phone, push):
    phone.register(push_token="token-a")
    phone.sign_in()
    push.broken = True
    answer = phone.send("PATCH", "/devices/me", {"push_token": "token-b", "name": "new"})
    assert answer.status_code == 200
    assert (answer.json_body["name"], answer.json_body["push"]) == ("new", {"registered": False})


def test_a_change_of_nothing_is_refused(phone):
    phone.register()
    phone.sign_in()
    assert code_of(phone.send("PATCH", "/devices/me", {})) == (422, "nothing_to_change")


@pytest.mark.parametrize("change", [{"language": None}, {"name": None}, {"language": "de"}, {"push_token": 7}])
def test_a_change_to_what_cannot_be_is_refused(phone, change):
    phone.register()
    phone.sign_in()
    assert code_of(phone.send("PATCH", "/devices/me", change)) == (422, "invalid_request")


def test_a_deleted_phone_is_gone_with_its_pushes_and_gets_no_new_token(phone, push):
    phone.register(push_token="token-a")
    phone.sign_in()
    answer = phone.send("DELETE", "/devices/me")
    assert (answer.status_code, answer.body) == (204, b"")
    assert push.bound == {}
    assert code_of(phone.send("GET", "/devices/me")) == (404, "device_unknown")
    assert code_of(phone.trade()) == (401, "invalid_client")


def test_a_deleted_phone_cannot_be_changed_back_to_life(phone, push):
    phone.register()
    phone.sign_in()
    phone.send("DELETE", "/devices/me")
    change = {"name": "still here", "push_token": "token-a"}
    assert code_of(phone.send("PATCH", "/devices/me", change)) == (404, "device_unknown")
    assert code_of(phone.send("GET", "/devices/me")) == (404, "device_unknown")
    assert push.bound == {}


def test_deleting_again_is_harmless(phone):
    phone.register()
    phone.sign_in()
    assert [phone.send("DELETE", "/devices/me").status_code for _ in range(2)] == [204, 204]


def test_a_deleted_phone_may_come_back_as_new(phone):
    phone.register(name="old")
    phone.sign_in()
    phone.send("DELETE", "/devices/me")
    assert phone.register(name="new").json_body["name"] == "new"


def test_a_registration_costs_one_write(phone, calls):
    phone.register()
    assert calls == ["PutItem"]


def test_a_token_costs_two_round_trips(phone, calls):
    phone.register()
    calls.clear()
    assert phone.trade().status_code == 200
    assert calls == ["GetItem", "PutItem"]


def test_a_forged_assertion_costs_one_read_and_no_write(phone, other_phone, calls):
    phone.register()
    calls.clear()
    assert phone.trade(es256.sign({}, phone.claims(), other_phone.key)).status_code == 401
    assert calls == ["GetItem"]


def test_registered_at_is_told_on_krakows_clock(phone):
    told = datetime.fromisoformat(phone.register().json_body["registered_at"])
    assert told.utcoffset() in (timedelta(hours=1), timedelta(hours=2))
    assert told.astimezone(UTC) <= utc_now()


def test_a_push_token_that_has_died_since_is_seen_as_off(phone, push):
    phone.register(push_token="token-a")
    phone.sign_in()
    push.forget(phone.device_id)
    assert phone.send("GET", "/devices/me").json_body["push"] == {"registered": False}
