"""What an inspector's device fetched while it had a network: two answers of the backend, as they came."""

import base64
import json
from pathlib import Path

from chalicelib.credentials import revocation
from chalicelib.credentials.cose import NotSigned
from chalicelib.credentials.ticket_key import read_jwk_set
from chalicelib.credentials.ticket_verdict import Trust


class KitUnusable(Exception):
    """A file is missing, is no such answer, or is a list that none of the keys signed; says which and why."""


def kit(keys_file: Path, revocations_file: Path | None) -> Trust:
    """Return what the answers of `/.well-known/ticket-keys` and `/.well-known/revoked-tickets` say.

    Without a list nothing can be told valid. Raises KitUnusable.
    """
    file = keys_file
    try:
        keys = read_jwk_set(json.loads(keys_file.read_bytes()))
        if revocations_file is None:
            return Trust(keys, None)
        file = revocations_file
        message = base64.b64decode(json.loads(revocations_file.read_bytes())["revocations"], validate=True)
        return Trust(keys, revocation.read(message, keys))
    except OSError as error:
        raise KitUnusable(f"{file}: {error.strerror}") from error
    except NotSigned as error:
        raise KitUnusable(f"{file}: none of the keys signed it") from error
    except (KeyError, TypeError, ValueError) as error:
        raise KitUnusable(f"{file}: not such an answer") from error
