"""Activations in DynamoDB, one item each, with the keyed hash of its code and never the code. Deleted a day after.

A step replaces the item, under the version at which it was read. Whatever else changes the challenge raises the version
too, but for the try that is counted: a step that overwrites one has used the code up.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

from pynamodb.attributes import BooleanAttribute, ListAttribute, MapAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition

from chalicelib import config
from chalicelib.activation.activation import (
    LEFT_ALONE,
    Activation,
    Contact,
    Holder,
    Request,
    SignIn,
    StepName,
)
from chalicelib.activation.card import Consent, Source
from chalicelib.activation.code import CODE_LIFE, RESEND_AFTER, AskedCode, Challenge
from chalicelib.storage import MomentAttribute, Put, RawItem, Stale, Table, Update, change, epoch_seconds

KEPT = timedelta(days=1)
"""How long an activation can still be looked at after its last step. It holds no name, and a number only sealed."""


class KeptRequest(MapAttribute[str, Any]):
    key_hash = UnicodeAttribute()
    body_hash = UnicodeAttribute()


class KeptSignIn(MapAttribute[str, Any]):
    state = UnicodeAttribute()
    verifier = UnicodeAttribute()


class KeptHolder(MapAttribute[str, Any]):
    person_id = UnicodeAttribute()
    entitlement_id = UnicodeAttribute()
    old_app_active = BooleanAttribute()


class KeptContact(MapAttribute[str, Any]):
    phone_hash = UnicodeAttribute()
    pesel_hash = UnicodeAttribute(null=True)


class KeptConsent(MapAttribute[str, Any]):
    terms_version = UnicodeAttribute()
    privacy_version = UnicodeAttribute()
    accepted_at = MomentAttribute()


class StartedActivation(Table):
    class Meta:
        table_name = config.table_name("activations")
        region = config.REGION

    activation_id = UnicodeAttribute(hash_key=True)
    device_id = UnicodeAttribute()
    source = UnicodeAttribute()
    next_step = UnicodeAttribute(null=True)
    moved_at = MomentAttribute()
    requests = ListAttribute(of=KeptRequest)
    sign_in = KeptSignIn(null=True)
    holder = KeptHolder(null=True)
    contact = KeptContact(null=True)
    consent = KeptConsent(null=True)
    proven = BooleanAttribute()
    asked_at = MomentAttribute(null=True)
    live_until = MomentAttribute(null=True)
    tries = NumberAttribute(null=True)
    sealed = UnicodeAttribute(null=True)
    code_hash = UnicodeAttribute(null=True)
    resend = KeptRequest(null=True)
    card_id = UnicodeAttribute(null=True)
    version = NumberAttribute()
    expires_at = NumberAttribute()


class Repeated(Exception):
    """The activation was already started; `activation` is the one that stands there."""

    def __init__(self, image: RawItem | None) -> None:
        super().__init__()
        if image is None:
            raise RuntimeError("a refused write did not bring the item in its way")
        item = StartedActivation()
        item.deserialize(image)
        self.activation = _activation(item)


def keep_new(activation: Activation) -> Put:
    """Return the write of a new activation; refused as Repeated when its id is taken."""
    return Put(_item(activation), StartedActivation.activation_id.does_not_exist(), Repeated)


def replacing(before: Activation, after: Activation) -> Put:
    """Return the write of a step; refused as Stale when another was taken since `before` was read."""
    return Put(_item(replace(after, version=before.version + 1)), StartedActivation.version == before.version, Stale)


def count_try(activation_id: str, device_id: str, now: datetime) -> Activation | None:
    """Count a try of the code, and return the activation with it; None when the phone has none that waits for a code.

    Each of several at once gets a number of its own. A repeat of the SDK after a lost answer is one try more.
    """
    item = StartedActivation(activation_id)
    waits = _waits_for_code(device_id, now)
    return _activation(item) if change(item, [StartedActivation.tries.add(1)], waits) else None


def ask_again(activation_id: str, device_id: str, request: Request, now: datetime) -> Activation | None:
    """Ask for another code for the same recipient, and return the activation; None when none may be asked for.

    Nor by a request that asked before, but for the SDK, which repeats itself at the same moment after a lost answer.
    """
    item, kept = StartedActivation(activation_id), StartedActivation
    another = kept.resend.does_not_exist() | (kept.resend.key_hash != request.key_hash)
    in_time = (kept.asked_at <= now - RESEND_AFTER) & another
    repeated = (kept.asked_at == now) & (kept.resend.key_hash == request.key_hash)
    actions = [
        kept.asked_at.set(now),
        kept.live_until.set(now + CODE_LIFE),
        kept.tries.set(0),
        kept.code_hash.remove(),
        kept.resend.set(KeptRequest(**vars(request))),
        kept.moved_at.set(now),
        kept.expires_at.set(epoch_seconds(now + KEPT)),
        kept.version.add(1),
    ]
    return _activation(item) if change(item, actions, _waits_for_code(device_id, now) & (in_time | repeated)) else None


def made(order: AskedCode, code_hash: str, now: datetime) -> Update:
    """Return the write of the code for one asking; refused as Stale unless it is the newest, live, and has none."""
    kept = StartedActivation
    newest = (kept.asked_at == order.asked_at) & (kept.live_until > now) & kept.code_hash.does_not_exist()
    return Update(kept(order.activation_id), newest, Stale, [kept.code_hash.set(code_hash), kept.version.add(1)])


def get(activation_id: str) -> Activation | None:
    """Return the activation as it is now (strong read)."""
    try:
        return _activation(StartedActivation.get(activation_id, consistent_read=True))
    except StartedActivation.DoesNotExist:
        return None


def _waits_for_code(device_id: str, now: datetime) -> Condition:
    own = StartedActivation.device_id == device_id
    waits: Condition = own & (StartedActivation.next_step == "code") & (StartedActivation.moved_at > now - LEFT_ALONE)
    return waits


def _item(activation: Activation) -> StartedActivation:
    contact, challenge = activation.contact, activation.challenge
    return StartedActivation(
        activation_id=activation.activation_id,
        device_id=activation.device_id,
        source=activation.source,
        next_step=activation.next_step,
        moved_at=activation.moved_at,
        requests=[KeptRequest(**vars(request)) for request in activation.requests],
        sign_in=KeptSignIn(**vars(activation.sign_in)) if activation.sign_in else None,
        holder=KeptHolder(**vars(activation.holder)) if activation.holder else None,
        contact=KeptContact(**vars(contact) | {"pesel_hash": contact.pesel_hash or None}) if contact else None,
        consent=KeptConsent(**vars(activation.consent)) if activation.consent else None,
        proven=activation.proven,
        **(vars(challenge) if challenge else {}),
        resend=KeptRequest(**vars(activation.resend)) if activation.resend else None,
        card_id=activation.card_id or None,
        version=activation.version,
        expires_at=epoch_seconds(activation.moved_at + KEPT),
    )


def _activation(item: StartedActivation) -> Activation:
    return Activation(
        activation_id=item.activation_id,
        device_id=item.device_id,
        source=cast(Source, item.source),
        next_step=cast(StepName | None, item.next_step),
        moved_at=item.moved_at,
        requests=tuple(Request(**request.attribute_values) for request in item.requests),
        sign_in=SignIn(**item.sign_in.attribute_values) if item.sign_in else None,
        holder=Holder(**item.holder.attribute_values) if item.holder else None,
        contact=Contact(item.contact.phone_hash, item.contact.pesel_hash or "") if item.contact else None,
        consent=Consent(**item.consent.attribute_values) if item.consent else None,
        proven=bool(item.proven),
        challenge=_challenge(item) if item.sealed else None,
        resend=Request(**item.resend.attribute_values) if item.resend else None,
        card_id=item.card_id or "",
        version=int(item.version),
    )


def _challenge(item: StartedActivation) -> Challenge:
    return Challenge(item.asked_at, item.live_until, int(item.tries), item.sealed, item.code_hash)
