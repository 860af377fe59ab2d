"""A challenge: who holds a number can type the code that was sent to it. Rules only.

    asked ─► (a worker makes the code and sends it) ─► typed: right ─► used
      ▲ └──────────── nobody to send to ────────────────► typed: never right
      └── asked again, a minute later at the earliest: whatever code there was is gone

A challenge for somebody whom the city does not know is stored, asked, tried and refused exactly as any other; only
no code is ever made for it. All moments are UTC.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from chalicelib.activation.errors import CodeExpired, CodeWrong, TooManyTries, WaitBeforeResend
from chalicelib.keyed_hash import KeyRing

CODE_DIGITS = 6
"""NIST SP 800-63B asks for 20 random bits; six digits are 19.93, which the few tries make good."""
CODE_LIFE = timedelta(minutes=5)
"""NIST SP 800-63B §3.1.3: at most ten minutes."""
DESK_CODE_LIFE = timedelta(minutes=30)
"""The person is at a service point with the phone; no activation is left alone for longer."""
RESEND_AFTER = timedelta(seconds=60)
MOST_TRIES = 5

_CODE, _RECIPIENT = "code", "code-recipient"
"""Purposes of keys."""


@dataclass(frozen=True)
class Recipient:
    """Whom a code is for: `number` is nine digits, `person` the keyed hash of the PESEL.

    `known` is whether the city's register has that person with that number. Nobody but the worker learns it.
    """

    number: str = field(repr=False)
    person: str = field(repr=False)
    language: str
    known: bool = field(repr=False)


@dataclass(frozen=True)
class Challenge:
    """`asked_at` names the newest asking; an earlier one's code is never made or is gone. `sealed`: the recipient."""

    challenge_id: str
    device_id: str
    asked_at: datetime
    live_until: datetime
    tries: int
    code_hash: str | None = field(repr=False)
    used_at: datetime | None
    sealed: str = field(repr=False)


class AskedCode(msgspec.Struct, frozen=True):
    """One asking, as it waits in the `codes` queue; it has no code in it, and its recipient is sealed."""

    challenge_id: str
    device_id: str
    asked_at: datetime
    sealed: str


@dataclass(frozen=True)
class CodeTimes:
    """What a phone is told of its code: until when it works, and when another may be asked for."""

    live_until: datetime
    resend_at: datetime


def new_code() -> str:
    """Return six digits from the system's CSPRNG, each code as likely as any other."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def sealed(recipient: Recipient, challenge_id: str, keys: KeyRing) -> str:
    """Return the recipient closed up for one challenge; somebody unknown takes as many bytes as somebody known."""
    return keys.seal(_RECIPIENT, msgspec.msgpack.encode(recipient), challenge_id)


def unsealed(closed: str, challenge_id: str, keys: KeyRing) -> Recipient:
    """Return the recipient; raises NotSealedHere."""
    return msgspec.msgpack.decode(keys.unseal(_RECIPIENT, closed, challenge_id), type=Recipient)


def code_hash(challenge_id: str, asked_at: datetime, code: str, keys: KeyRing) -> str:
    """Return what is kept of a code; the same code of another asking has another hash."""
    return keys.keyed(_CODE, _hashed(challenge_id, asked_at, code))


def is_code(challenge: Challenge, typed: str, keys: KeyRing) -> bool:
    """Tell whether that was the code, in the same time whether or not there is one."""
    return keys.matches(_CODE, _hashed(challenge.challenge_id, challenge.asked_at, typed), challenge.code_hash)


def times(asked_at: datetime) -> CodeTimes:
    return CodeTimes(asked_at + CODE_LIFE, asked_at + RESEND_AFTER)


def expect_may_ask(challenge: Challenge | None, device_id: str, now: datetime) -> None:
    """Raise WaitBeforeResend within a minute of the last asking, CodeExpired when there is nothing more to prove."""
    if challenge is None or challenge.device_id != device_id or challenge.used_at:
        raise CodeExpired()
    wait = challenge.asked_at + RESEND_AFTER - now
    if wait > timedelta():
        raise WaitBeforeResend(seconds=-(-wait // timedelta(seconds=1)))


def expect_right(challenge: Challenge, is_right: bool, now: datetime) -> None:
    """Judge a try that is counted in `challenge.tries` already.

    Raises CodeExpired, TooManyTries (also for the last wrong try) or CodeWrong.
    """
    if challenge.used_at or now >= challenge.live_until:
        raise CodeExpired()
    left = MOST_TRIES - challenge.tries
    if left < 0 or (left == 0 and not is_right):
        raise TooManyTries()
    if not is_right:
        raise CodeWrong(left=left)


def _hashed(challenge_id: str, asked_at: datetime, code: str) -> str:
    return f"{challenge_id}\x1f{asked_at.timestamp():.3f}\x1f{code}"
