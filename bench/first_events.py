"""What each Lambda is first asked after a cold start. Each event is used once: its stay is made for it."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bench import town
from chalicelib import aws, config
from chalicelib.clock import utc_now
from chalicelib.devices.access_token import Holder, Issuer, sign
from chalicelib.notifications import registered_endpoints
from chalicelib.notifications.endpoint import Endpoint
from chalicelib.notifications.message import Message
from chalicelib.parking.kept_stays import KeptStay
from chalicelib.parking.published_editions import editions
from chalicelib.parking.stay import Stay
from chalicelib.parking.stop import stop

Event = dict[str, Any]
_ARN = "arn:aws:execute-api:eu-central-1:000000000000:api/v1"
_FLOOR_TABLE = "bench-floor"


@dataclass
class FirstEvents:
    """Makes events. A stay that is left due would be taken by the next `take_due_stays`, so only its event has one."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    numbers: "count[int]" = field(default_factory=count)

    @property
    def public_key(self) -> str:
        """The value of TOKEN_PUBLIC_KEY that believes this key's tokens."""
        form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        return base64.b64encode(self.key.public_key().public_bytes(*form)).decode()

    def of_api(self) -> Event:
        """A driver stops a stay: one strong read, one transaction."""
        stay = self._running()
        path = f"/parking/stays/{stay.stay_id}/stop"
        resource = "/parking/stays/{stay_id}/stop"
        headers = {"idempotency-key": "a-key-of-the-phone", "accept-language": "pl-PL,pl;q=0.9", "host": "api"}
        return request("POST", resource, path, headers, device_id=stay.device_id, stay_id=stay.stay_id)

    def of_authorizer(self) -> Event:
        token = sign(
            Holder(town.device_of(next(self.numbers)), "device"), Issuer(config.PUBLIC_URL, self.key), utc_now()
        )
        return {"type": "TOKEN", "authorizationToken": f"Bearer {token}", "methodArn": f"{_ARN}/POST/parking/stays"}

    def of_minute_tick(self) -> Event:
        """One stay is over its end."""
        self._running()
        now = utc_now()
        return {"source": "aws.events", "detail-type": "Scheduled Event", "detail": {}, "id": "1", "version": "0"} | {
            "account": "0", "region": config.REGION, "time": f"{now:%Y-%m-%dT%H:%M:%SZ}", "resources": []
        }  # fmt: skip

    def of_stream(self) -> Event:
        """A stay was stopped: one gateway call and two messages to be queued."""
        stay = self._running()
        before = _image(stay)
        self._stop(stay)
        change = {"Keys": {"stay_id": {"S": stay.stay_id}}, "OldImage": before, "NewImage": _image(stay)}
        about = {"SequenceNumber": "1", "SizeBytes": 1, "ApproximateCreationDateTime": 1.0}
        whole = change | about | {"StreamViewType": "NEW_AND_OLD_IMAGES"}
        return _records("dynamodb", {"eventName": "MODIFY", "eventID": "1", "eventVersion": "1.1", "dynamodb": whole})

    def of_gateway_queue(self) -> Event:
        stay = self._running()
        self._stop(stay)
        return _records("sqs", {"messageId": "1", "receiptHandle": "1", "body": stay.stay_id})

    def of_message_queue(self) -> Event:
        device_id = town.device_of(next(self.numbers))
        arn = "arn:aws:sns:eu-central-1:000000000000:endpoint/APNS/mkrakow-bench/1"
        registered_endpoints.keep(Endpoint(device_id, "ios", arn, "f" * 64, utc_now(), enabled=True))
        names = ("plate", "subzone", "from", "since", "until", "at", "held", "fee", "released")
        values = dict.fromkeys(names, "12:00")
        message = Message("stay_1:stay_stopped:push", "push", "messages.stay_stopped", "pl", values, device_id)
        return _records("sqs", {"messageId": "1", "receiptHandle": "1", "body": msgspec.json.encode(message).decode()})

    def of_floor(self) -> Event:
        item_id = f"item-{next(self.numbers)}"
        client = aws.client("dynamodb")
        client.put_item(TableName=_FLOOR_TABLE, Item={"id": {"S": item_id}, "version": {"N": "1"}})
        return {"table": _FLOOR_TABLE, "body": json.dumps({"id": item_id})}

    def _running(self) -> Stay:
        return town.running(town.city(), next(self.numbers))

    def _stop(self, stay: Stay) -> None:
        stop(stay.stay_id, stay.device_id, utc_now(), editions())


def create_floor_table() -> None:
    aws.client("dynamodb").create_table(
        TableName=_FLOOR_TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )


def request(method: str, resource: str, path: str, headers: dict[str, str], body: str = "", *, device_id: str = "",
            **path_parameters: str) -> Event:  # fmt: skip
    """Return a request as API Gateway hands it over; with a device, as its authorizer lets it in."""
    context: dict[str, Any] = {"httpMethod": method, "resourcePath": resource, "requestId": "1", "identity": {}}
    if device_id:
        context["authorizer"] = {"principalId": device_id, "scope": "device"}
    return {
        "resource": resource,
        "path": path,
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": path_parameters or None,
        "stageVariables": None,
        "requestContext": context,
        "body": body or None,
        "isBase64Encoded": False,
    }


def _image(stay: Stay) -> dict[str, Any]:
    client = aws.client("dynamodb")
    key = {"stay_id": {"S": stay.stay_id}}
    item: dict[str, Any] = client.get_item(TableName=KeptStay.Meta.table_name, Key=key)["Item"]
    return item


def _records(source: str, record: dict[str, Any]) -> Event:
    arn = f"arn:aws:{source}:eu-central-1:000000000000:mkrakow-bench"
    return {"Records": [record | {"eventSource": f"aws:{source}", "eventSourceARN": arn, "awsRegion": config.REGION}]}


Maker = Callable[[], Event]
