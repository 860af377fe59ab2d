"""Pushes through Amazon SNS: one platform endpoint a phone, one publish a message.

The registration is the one that AWS asks for in "Managing device tokens" (SNS developer guide,
mobile-platform-endpoint): an endpoint may exist already, may be disabled, may have another token or be deleted.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from chalicelib.notifications.endpoint import Endpoint
from chalicelib.notifications.errors import EndpointGone, PushTokenRefused
from chalicelib.notifications.port import Alert

_TTL_SECONDS = 3600
"""A parking push says what is true now; after an hour it would only mislead."""

_TOKEN_TAKEN = re.compile(r"Endpoint (arn:\S+) already exists with the same Token")
_NO_ENDPOINT = "No endpoint found for the target arn"


class SnsPush:
    """`applications`: platform → ARN of its SNS platform application. A platform without one has no push."""

    def __init__(self, sns: Any, applications: Mapping[str, str]) -> None:
        self._sns = sns
        self._applications = applications

    def register(self, device_id: str, platform: str, push_token: str, known_arn: str | None) -> str | None:
        application = self._applications.get(platform)
        if not application:
            return None
        wanted = {"Token": push_token, "Enabled": "true", "CustomUserData": device_id}
        try:
            return self._refreshed(known_arn or self._created(application, wanted), wanted)
        except self._sns.exceptions.NotFoundException:
            return self._refreshed(self._created(application, wanted), wanted)

    def push(self, endpoint: Endpoint, alert: Alert) -> None:
        key = _collapse_key(alert.identifier)
        apns = json.dumps(_apns(alert), ensure_ascii=False)
        message = {
            "default": alert.body,
            "APNS": apns,
            "APNS_SANDBOX": apns,
            "GCM": json.dumps(_fcm(alert, key), ensure_ascii=False),
        }
        try:
            self._sns.publish(
                TargetArn=endpoint.endpoint_arn,
                MessageStructure="json",
                Message=json.dumps(message, ensure_ascii=False),
                MessageAttributes=_apns_headers(key),
            )
        except (self._sns.exceptions.EndpointDisabledException, self._sns.exceptions.NotFoundException) as error:
            raise EndpointGone() from error
        except self._sns.exceptions.InvalidParameterException as error:
            if _NO_ENDPOINT in str(error):
                raise EndpointGone() from error
            raise

    def forget(self, endpoint: Endpoint) -> None:
        self._sns.delete_endpoint(EndpointArn=endpoint.endpoint_arn)

    def _created(self, application: str, wanted: dict[str, str]) -> str:
        """Return the ARN of the token's endpoint: a new one, or the one that some earlier registration left."""
        try:
            answer = self._sns.create_platform_endpoint(
                PlatformApplicationArn=application,
                Token=wanted["Token"],
                CustomUserData=wanted["CustomUserData"],
            )
        except self._sns.exceptions.InvalidParameterException as error:
            taken = _TOKEN_TAKEN.search(str(error))
            if taken is None:
                raise PushTokenRefused() from error
            return taken[1]
        return str(answer["EndpointArn"])

    def _refreshed(self, arn: str, wanted: dict[str, str]) -> str:
        found = self._sns.get_endpoint_attributes(EndpointArn=arn)["Attributes"]
        # SNS gives Apple's hexadecimal tokens back in lower case.
        if {name: found.get(name, "").lower() for name in wanted} != {name: wanted[name].lower() for name in wanted}:
            self._sns.set_endpoint_attributes(EndpointArn=arn, Attributes=wanted)
        return arn


def _collapse_key(identifier: str) -> str:
    """Return at most 64 bytes, as Apple demands, that tell nothing about the stay."""
    return hashlib.sha256(identifier.encode()).hexdigest()[:32]


def _apns(alert: Alert) -> dict[str, Any]:
    return {
        "aps": {
            "alert": {"title": alert.title, "body": alert.body},
            "sound": "default",
            "thread-id": alert.link,
            "category": alert.category,
        },
        "link": alert.link,
    }


def _apns_headers(collapse_key: str) -> dict[str, dict[str, str]]:
    values = {
        "APNS.PUSH_TYPE": "alert",
        "APNS.COLLAPSE_ID": collapse_key,
        "APNS.TTL": str(_TTL_SECONDS),
        "APNS_SANDBOX.TTL": str(_TTL_SECONDS),
    }
    return {f"AWS.SNS.MOBILE.{name}": {"DataType": "String", "StringValue": value} for name, value in values.items()}


def _fcm(alert: Alert, collapse_key: str) -> dict[str, Any]:
    return {
        "fcmV1Message": {
            "message": {
                "notification": {"title": alert.title, "body": alert.body},
                "data": {"link": alert.link, "category": alert.category},
                "android": {
                    "priority": "high",
                    "ttl": f"{_TTL_SECONDS}s",
                    "collapse_key": collapse_key,
                    "notification": {"tag": collapse_key, "sound": "default"},
                },
            }
        }
    }
