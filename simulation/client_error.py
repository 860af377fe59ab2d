"""Refusals as botocore raises them, and the twin's own refusal to guess."""

from typing import Any

from botocore.exceptions import ClientError


class NotPlayed(AssertionError):
    """The twin does not play this part of DynamoDB. It fails the test that needs it, and no product code catches it."""


class Invalid(Exception):
    """What DynamoDB calls a ValidationException, before it is known whether a transaction carries it."""


def client_error(operation: str, code: str, message: str, **more: Any) -> ClientError:
    """Return the error that botocore raises for such an answer; `more` is what the answer has beside its message."""
    answer: dict[str, Any] = {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"HTTPStatusCode": 400, "HTTPHeaders": {}, "RetryAttempts": 0},
        "message": message,
        **more,
    }
    return ClientError(answer, operation)  # type: ignore[arg-type]  # botocore types fewer keys than AWS sends


def validation(operation: str, refusal: Invalid) -> ClientError:
    return client_error(operation, "ValidationException", str(refusal))


def table_missing(operation: str) -> ClientError:
    return client_error(operation, "ResourceNotFoundException", "Requested resource not found")


def condition_failed(operation: str, in_the_way: dict[str, Any] | None) -> ClientError:
    """Return the refusal of a single conditional write; `in_the_way` is the item when the request asked for it."""
    more = {"Item": in_the_way} if in_the_way else {}
    return client_error(operation, "ConditionalCheckFailedException", "The conditional request failed", **more)


def canceled(operation: str, reasons: list[dict[str, Any]]) -> ClientError:
    """Return the refusal of a transaction; a reason for each of its items, in their order."""
    codes = ", ".join(reason["Code"] for reason in reasons)
    message = f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]"
    return client_error(operation, "TransactionCanceledException", message, CancellationReasons=reasons)


def conflicted(operation: str, items: int, at: int = 0) -> ClientError:
    """Return the refusal of a transaction of so many items, whose item `at` another transaction is writing."""
    reasons: list[dict[str, Any]] = [{"Code": "None"} for _ in range(items)]
    reasons[at] = {"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"}
    return canceled(operation, reasons)
