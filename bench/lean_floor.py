"""The floor of a Lambda that uses DynamoDB through the SDK: nothing but one typed body, one Get, one Update.

Run by `fresh_handler.py` like the product's own Lambdas, from the same package and its trimmed service data.
"""

from typing import Any

import botocore.session
import msgspec
from botocore.config import Config


class Order(msgspec.Struct):
    id: str


def handle(event: dict[str, Any], _context: object) -> dict[str, Any]:
    order = msgspec.json.decode(event["body"], type=Order)
    client: Any = botocore.session.get_session().create_client(
        "dynamodb",
        region_name="eu-central-1",
        config=Config(
            connect_timeout=1,
            read_timeout=2,
            retries={"mode": "standard", "total_max_attempts": 3},
            parameter_validation=False,
        ),
    )
    key = {"TableName": event["table"], "Key": {"id": {"S": order.id}}}
    found = client.get_item(**key, ConsistentRead=True)["Item"]
    client.update_item(
        **key,
        UpdateExpression="SET version = :next",
        ConditionExpression="version = :read",
        ExpressionAttributeValues={":read": found["version"], ":next": {"N": str(int(found["version"]["N"]) + 1)}},
    )
    return {"statusCode": 200, "body": ""}
