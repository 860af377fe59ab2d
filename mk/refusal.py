"""What the operator is told instead of an answer, and the exit status that goes with it."""

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnection
from pynamodb.exceptions import PynamoDBException

from chalicelib.errors import CityError, Unavailable
from chalicelib.texts import catalogue, text
from mk.answer import in_json

REFUSALS = (CityError, ValueError, BotoCoreError, ClientError, PynamoDBException)
"""What ends a command without being a mistake of this program."""

_REFUSED = 1
_NO_ANSWER = 3


def status_of(refusal: Exception) -> int:
    """Return 3 when a neighbour did not answer, so that the same command may work later; else 1."""
    cause = getattr(refusal, "cause", None) or refusal  # pynamodb wraps botocore's errors
    return _NO_ANSWER if isinstance(cause, Unavailable | HTTPClientError | NoConnection) else _REFUSED


def told(refusal: Exception, language: str, *, as_json: bool) -> str:
    """Return what is printed; what AWS says stays in its own words."""
    code = refusal.code if isinstance(refusal, CityError) else type(refusal).__name__
    title = _title(refusal, language) if isinstance(refusal, CityError) else str(refusal)
    if as_json:
        return in_json({"refused": code, "title": title})
    said = f"{code}: {title}" if isinstance(refusal, CityError) else title
    return text("desk.no_answer" if status_of(refusal) == _NO_ANSWER else "desk.refused", language, said=said)


def _title(refusal: CityError, language: str) -> str:
    """What phones are told, unless operators are told otherwise."""
    ours = f"desk.errors.{refusal.code}"
    return text(ours if ours in catalogue() else f"errors.{refusal.code}", language, **refusal.details)
