"""Use case: somebody types a code."""

from datetime import datetime

from chalicelib.activation import kept_codes
from chalicelib.activation.code import expect_right, is_code
from chalicelib.activation.errors import CodeExpired
from chalicelib.keyed_hash import identity_keys
from chalicelib.log import logger
from chalicelib.storage import Update


def check_code(challenge_id: str, device_id: str, typed: str, now: datetime) -> Update:
    """Return the write that uses a right code up, to be committed with what the code allows.

    The try is counted before anything is compared, so however many come at once, five are compared. Of several
    right ones at once, one commit succeeds; the others are refused as CodeExpired. Raises CodeWrong, TooManyTries
    or CodeExpired, for a code that was never sent just as for another one.
    """
    challenge = kept_codes.count_try(challenge_id, device_id)
    if challenge is None:
        raise CodeExpired()
    expect_right(challenge, is_code(challenge, typed, identity_keys()), now)
    logger.info("a code is right", challenge_id=challenge_id, code_right=True)
    return kept_codes.used(challenge, now)
