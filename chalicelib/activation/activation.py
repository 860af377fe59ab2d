"""The way of a card onto a phone, step by step. Rules only.

    kk      sign_in ─► contact ─► identity ─► code ─► linked
    kkr3               contact ─► identity ─► code ─► linked

A step out of order, a second time or too late is refused and changes nothing; a repeat with the key of the first
time gets what the first got. Each step renews the half-hour after which an activation left alone is over.

From `contact` on nothing may tell what a register knows of a person: a wrong number, an unknown PESEL and a missing
card go the same way as the right ones, up to a code that is never sent. All moments are UTC.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from chalicelib import base64url
from chalicelib.activation.card import Consent, Source
from chalicelib.activation.code import Challenge
from chalicelib.activation.errors import ActivationExpired, StepNotExpected
from chalicelib.errors import IdempotencyKeyReused

StepName = Literal["sign_in", "contact", "identity", "code"]

STEPS: dict[Source, tuple[StepName, ...]] = {
    "kk": ("sign_in", "contact", "identity", "code"),
    "kkr3": ("contact", "identity", "code"),
}
LEFT_ALONE = timedelta(minutes=30)
DONE = "done"
"""What a refusal names as the next step when there is none."""


@dataclass(frozen=True)
class Request:
    """One request of the phone. `body_hash` is a keyed hash, for the body may hold a PESEL or a code."""

    key_hash: str
    body_hash: str = field(repr=False)


@dataclass(frozen=True)
class SignIn:
    """One visit to the card system's sign-in page: RFC 6749 `state` and RFC 7636 `code_verifier`."""

    state: str = field(repr=False)
    verifier: str = field(repr=False)

    @property
    def challenge(self) -> str:
        """The S256 of the verifier (RFC 7636 §4.2)."""
        return base64url.encode(hashlib.sha256(self.verifier.encode()).digest())


@dataclass(frozen=True)
class Contact:
    """The number to be proved, and the PESEL that came with it (kkr3 only): keyed hashes, for both come again."""

    phone_hash: str = field(repr=False)
    pesel_hash: str = field(default="", repr=False)


@dataclass(frozen=True)
class Holder:
    """Whom a register found: an account of the card system or a member of a family, and their card there."""

    person_id: str
    entitlement_id: str
    old_app_active: bool = False


@dataclass(frozen=True)
class Activation:
    """`holder` is None until a register found one. `proven`: PESEL and number are the register's, as asked twice.

    `contact` stays until it is proved or not, `consent` until the link has it. `challenge` is there exactly while
    `code` is the next step.
    `requests`: the one that started it, and one for each step behind; `resend`: the newest that had a code sent again.
    """

    activation_id: str
    device_id: str
    source: Source
    next_step: StepName | None
    moved_at: datetime
    requests: tuple[Request, ...]
    sign_in: SignIn | None = None
    holder: Holder | None = None
    contact: Contact | None = None
    consent: Consent | None = None
    proven: bool = False
    challenge: Challenge | None = None
    resend: Request | None = None
    card_id: str = ""
    version: int = 0

    @property
    def expires_at(self) -> datetime:
        return self.moved_at + LEFT_ALONE


def started(
    activation_id: str, device_id: str, source: Source, request: Request, now: datetime, sign_in: SignIn | None
) -> Activation:
    """Return a new activation; one of the card system begins with a sign-in there."""
    return Activation(activation_id, device_id, source, STEPS[source][0], now, (request,), sign_in)


def request_of(activation: Activation, step: StepName) -> Request | None:
    """Return the request that took a step; None while it is not behind."""
    taken = dict(zip(STEPS[activation.source], activation.requests[1:], strict=False))
    return taken.get(step)


def is_repeat(earlier: Request | None, key_hash: str, is_same_body: Callable[[str], bool]) -> bool:
    """Tell whether a request is the earlier one again; raises IdempotencyKeyReused for another body.

    `is_same_body` is given the earlier request's `body_hash`.
    """
    if earlier is None or earlier.key_hash != key_hash:
        return False
    if not is_same_body(earlier.body_hash):
        raise IdempotencyKeyReused()
    return True


def expect(activation: Activation, step: StepName, now: datetime) -> None:
    """Return when the step is the next one and in time; raises StepNotExpected or ActivationExpired."""
    if activation.next_step != step:
        raise StepNotExpected(next_step=activation.next_step or DONE)
    if now >= activation.expires_at:
        raise ActivationExpired()


def challenge_of(activation: Activation) -> Challenge:
    """Return what a code is to prove; raises StepNotExpected of an activation that waits for no code."""
    if activation.challenge is None:
        raise StepNotExpected(next_step=activation.next_step or DONE)
    return activation.challenge


def signed_in(activation: Activation, holder: Holder) -> Activation:
    """The card system named its account; what the sign-in needed is forgotten."""
    return replace(activation, holder=holder, sign_in=None)


def contacted(activation: Activation, contact: Contact, consent: Consent, holder: Holder | None) -> Activation:
    """The number is known, what was accepted with it, and for kkr3 whom the register has by it."""
    return replace(activation, contact=contact, consent=consent, holder=holder)


def identified(activation: Activation, challenge: Challenge, *, proven: bool) -> Activation:
    """PESEL and number were given again, and are compared no more; no answer tells whether they were right."""
    return replace(activation, challenge=challenge, proven=proven, contact=None)


def helped_at_desk(activation: Activation, challenge: Challenge, now: datetime) -> Activation:
    """A service point issued the code; the activation has a new half-hour for it."""
    return replace(activation, challenge=challenge, moved_at=now)


def linked(activation: Activation, card_id: str) -> Activation:
    """The card is on the phone; nothing personal is needed any more, and the code is used up."""
    return replace(activation, card_id=card_id, holder=None, consent=None, challenge=None)


def moved_on(activation: Activation, step: StepName, request: Request, now: datetime) -> Activation:
    """Return the activation with that step behind it."""
    steps = STEPS[activation.source]
    following = steps[steps.index(step) + 1 :]
    return replace(
        activation,
        next_step=following[0] if following else None,
        moved_at=now,
        requests=(*activation.requests, request),
    )
