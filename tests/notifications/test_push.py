"""SNS as AWS documents it, played by moto."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from chalicelib.notifications.endpoint import Endpoint
from chalicelib.notifications.errors import EndpointGone, PushTokenRefused
from chalicelib.notifications.port import Alert
from chalicelib.notifications.push import SnsPush

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ALERT = Alert("stay_a:stay_started:push", "stay_started", "Postój rozpoczęty", "KR1 ABC: żółć", "stays/stay_a")


@pytest.fixture
def sns(aws: Callable[[str], Any]) -> Any:
    return aws("sns")


@pytest.fixture
def push(sns: Any) -> SnsPush:
    def application(platform: str) -> str:
        return str(
            sns.create_platform_application(Name="app", Platform=platform, Attributes={})["PlatformApplicationArn"]
        )

    return SnsPush(sns, {"ios": application("APNS"), "android": application("GCM"), "unset": ""})


def registered(push: SnsPush, token: str = "token-1", device_id: str = "dev_a", known: str | None = None) -> str:
    arn = push.register(device_id, "android", token, known)
    assert arn
    return arn


def endpoint(arn: str) -> Endpoint:
    return Endpoint("dev_a", "android", arn, "token-1", NOW)


def attributes(sns: Any, arn: str) -> dict[str, str]:
    found: dict[str, str] = sns.get_endpoint_attributes(EndpointArn=arn)["Attributes"]
    return found


def published(sns: Any, push: SnsPush, arn: str, alert: Alert = ALERT) -> dict[str, Any]:
    """Push the alert and return what was asked of SNS."""
    asked: list[dict[str, Any]] = []
    sns.meta.events.register("provide-client-params.sns.Publish", lambda params, **_: asked.append(dict(params)))
    push.push(endpoint(arn), alert)
    return asked[-1]


def test_a_phone_that_registers_again_keeps_its_endpoint(push: SnsPush) -> None:
    first = registered(push)
    assert registered(push, known=first) == first
    assert registered(push) == first, "also when our own record of it was lost"


def test_a_new_token_moves_into_the_phones_endpoint(push: SnsPush, sns: Any) -> None:
    arn = registered(push)
    assert registered(push, "token-2", known=arn) == arn
    assert attributes(sns, arn)["Token"] == "token-2"


def test_registering_revives_a_disabled_endpoint(push: SnsPush, sns: Any) -> None:
    arn = registered(push)
    sns.set_endpoint_attributes(EndpointArn=arn, Attributes={"Enabled": "false"})
    assert registered(push, known=arn) == arn
    assert attributes(sns, arn)["Enabled"] == "true"


def test_a_deleted_endpoint_is_made_again(push: SnsPush, sns: Any) -> None:
    arn = registered(push)
    sns.delete_endpoint(EndpointArn=arn)
    again = registered(push, known=arn)
    assert again != arn
    assert attributes(sns, again)["CustomUserData"] == "dev_a"


def test_a_token_left_by_the_apps_earlier_installation_moves_to_the_new_device(push: SnsPush, sns: Any) -> None:
    arn = registered(push, device_id="dev_before")
    assert registered(push, device_id="dev_after") == arn
    assert attributes(sns, arn)["CustomUserData"] == "dev_after"


def test_a_token_that_comes_back_in_lower_case_is_the_same_token(push: SnsPush, sns: Any) -> None:
    arn = registered(push, "AB12")
    sns.set_endpoint_attributes(EndpointArn=arn, Attributes={"Token": "ab12"})
    changes: list[Any] = []
    sns.meta.events.register("provide-client-params.sns.SetEndpointAttributes", lambda **said: changes.append(said))
    registered(push, "AB12", known=arn)
    assert changes == []


@pytest.mark.parametrize("platform", ["web", "unset"])
def test_a_platform_without_an_application_has_no_push(push: SnsPush, platform: str) -> None:
    assert push.register("dev_a", platform, "token-1", None) is None


def test_a_token_that_sns_cannot_read_is_refused(push: SnsPush, sns: Any) -> None:
    with Stubber(sns) as stub:
        stub.add_client_error(
            "create_platform_endpoint",
            "InvalidParameter",
            "Invalid parameter: Token Reason: iOS device tokens must be no more than 400 hexadecimal characters",
        )
        with pytest.raises(PushTokenRefused):
            push.register("dev_a", "ios", "rubbish", None)


def test_every_platform_gets_its_own_payload_and_aws_its_default(push: SnsPush, sns: Any) -> None:
    asked = published(sns, push, registered(push))
    message = json.loads(asked["Message"])
    assert asked["MessageStructure"] == "json"
    assert message["default"] == ALERT.body
    fcm = json.loads(message["GCM"])["fcmV1Message"]["message"]
    assert fcm["notification"] == {"title": ALERT.title, "body": ALERT.body}
    assert fcm["data"] == {"link": "stays/stay_a", "category": "stay_started"}
    apns = json.loads(message["APNS"])
    assert apns["aps"]["alert"] == {"title": ALERT.title, "body": ALERT.body}
    assert (apns["aps"]["thread-id"], apns["aps"]["category"]) == ("stays/stay_a", "stay_started")
    assert apns["link"] == "stays/stay_a"
    assert message["APNS_SANDBOX"] == message["APNS"]


def test_a_repeated_alert_replaces_the_first_and_another_one_does_not(push: SnsPush, sns: Any) -> None:
    arn = registered(push)

    def keys(identifier: str) -> set[str]:
        asked = published(sns, push, arn, Alert(identifier, "stay_started", "title", "body", "link"))
        android = json.loads(json.loads(asked["Message"])["GCM"])["fcmV1Message"]["message"]["android"]
        apple = asked["MessageAttributes"]["AWS.SNS.MOBILE.APNS.COLLAPSE_ID"]["StringValue"]
        return {android["collapse_key"], android["notification"]["tag"], apple}

    first, repeat, other = keys("a" * 200), keys("a" * 200), keys("b")
    assert first == repeat
    assert len(first) == 1
    assert first != other
    assert len(first.pop().encode()) <= 64


def test_a_disabled_endpoint_is_gone(push: SnsPush, sns: Any) -> None:
    arn = registered(push)
    sns.set_endpoint_attributes(EndpointArn=arn, Attributes={"Enabled": "false"})
    with pytest.raises(EndpointGone):
        push.push(endpoint(arn), ALERT)


def test_a_deleted_endpoint_is_gone(push: SnsPush) -> None:
    arn = registered(push)
    push.forget(endpoint(arn))
    with pytest.raises(EndpointGone):
        push.push(endpoint(arn), ALERT)


def test_a_deleted_endpoint_is_gone_in_the_words_of_aws_too(push: SnsPush, sns: Any) -> None:
    with Stubber(sns) as stub:
        stub.add_client_error(
            "publish",
            "InvalidParameter",
            "Invalid parameter: TargetArn Reason: No endpoint found for the target arn specified",
        )
        with pytest.raises(EndpointGone):
            push.push(endpoint("arn:aws:sns:eu-central-1:1:endpoint/GCM/app/x"), ALERT)


@pytest.mark.parametrize("code", ["Throttling", "InternalError", "InvalidParameter"])
def test_any_other_failure_leaves_the_endpoint_alone(push: SnsPush, sns: Any, code: str) -> None:
    with Stubber(sns) as stub:
        stub.add_client_error("publish", code, "try later")
        with pytest.raises(ClientError):
            push.push(endpoint("arn:aws:sns:eu-central-1:1:endpoint/GCM/app/x"), ALERT)


def test_forgetting_twice_is_no_error(push: SnsPush, sns: Any) -> None:
    arn = registered(push)
    push.forget(endpoint(arn))
    push.forget(endpoint(arn))
    with pytest.raises(sns.exceptions.NotFoundException):
        attributes(sns, arn)
