"""A challenge: who holds a number can type the code that was sent to it. Rules only.

    asked ─► (a worker makes the code and sends it) ─► typed: right ─► gone, with its activation's last step
      ▲ └──────────── nobody to send to ────────────────► typed: never right
      └── asked again, a minute later at the earliest: whatever code there was is gone

A challenge is part of one activation, from its asking until its code is used. One for somebody whom the city does not
know is stored, asked, tried and refused exactly as any other; only no code is ever made for it. All moments are UTC.
"""

import secrets
from dataclasses import dataclass, field, replace
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
    known: bool = field(repr=False)


@dataclass(frozen=True)
class Challenge:
    """`asked_at` names the newest asking; an earlier one's code is never made or is gone. `sealed`: the recipient."""

    asked_at: datetime
    live_until: datetime
    tries: int
    sealed: str = field(repr=False)
    code_hash: str | None = field(default=None, repr=False)

    @property
    def resend_at(self) -> datetime:
        """When another code may be asked for."""
        return self.asked_at + RESEND_AFTER


class AskedCode(msgspec.Struct, frozen=True):
    """One asking, as it waits in the `codes` queue; it has no code in it, and its recipient is sealed."""

    activation_id: str
    device_id: str
    asked_at: datetime
    sealed: str


def new_code() -> str:
    """Return six digits from the system's CSPRNG, each code as likely as any other."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def sealed(recipient: Recipient, activation_id: str, keys: KeyRing) -> str:
    """Return the recipient closed up for one activation; somebody unknown takes as many bytes as somebody known."""
    return keys.seal(_RECIPIENT, msgspec.msgpack.encode(recipient), activation_id)


def unsealed(closed: str, activation_id: str, keys: KeyRing) -> Recipient:
    """Return the recipient; raises NotSealedHere."""
    return msgspec.msgpack.decode(keys.unseal(_RECIPIENT, closed, activation_id), type=Recipient)


def asked(closed: str, now: datetime) -> Challenge:
    """Return a new challenge of a sealed recipient: its first asking, without a code."""
    return Challenge(now, now + CODE_LIFE, 0, closed)


def asked_at_desk(challenge: Challenge, code_hash: str, now: datetime) -> Challenge:
    """Return the challenge with a code of its own, which is an asking too: an SMS still on its way is for nothing."""
    return replace(challenge, asked_at=now, live_until=now + DESK_CODE_LIFE, tries=0, code_hash=code_hash)


def code_hash(activation_id: str, asked_at: datetime, code: str, keys: KeyRing) -> str:
    """Return what is kept of a code; the same code of another asking has another hash."""
    return keys.keyed(_CODE, _hashed(activation_id, asked_at, code))


def is_code(activation_id: str, challenge: Challenge, typed: str, keys: KeyRing) -> bool:
    """Tell whether that was the code, in the same time whether or not there is one."""
    return keys.matches(_CODE, _hashed(activation_id, challenge.asked_at, typed), challenge.code_hash)


def expect_may_ask(challenge: Challenge, now: datetime) -> None:
    """Raise WaitBeforeResend within a minute of the last asking."""
    wait = challenge.resend_at - now
    if wait > timedelta():
        raise WaitBeforeResend(seconds=-(-wait // timedelta(seconds=1)))


def expect_right(challenge: Challenge, is_right: bool, now: datetime) -> None:
    """Judge a try that is counted in `challenge.tries` already.

    Raises CodeExpired, TooManyTries (also for the last wrong try) or CodeWrong.
    """
    if now >= challenge.live_until:
        raise CodeExpired()
    left = MOST_TRIES - challenge.tries
    if left < 0 or (left == 0 and not is_right):
        raise TooManyTries()
    if not is_right:
        raise CodeWrong(left=left)


def _hashed(activation_id: str, asked_at: datetime, code: str) -> str:
    return f"{activation_id}\x1f{asked_at.timestamp():.3f}\x1f{code}"
