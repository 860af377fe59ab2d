"""Activations in DynamoDB: one item each, changed under the version it was read at, deleted a day after its end."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

from pynamodb.attributes import BooleanAttribute, ListAttribute, MapAttribute, NumberAttribute, UnicodeAttribute

from chalicelib import config
from chalicelib.activation.activation import Activation, Consent, Contact, Holder, Request, SignIn, StepName
from chalicelib.activation.card import Source
from chalicelib.storage import MomentAttribute, Put, RawItem, Stale, Table, epoch_seconds

KEPT = timedelta(days=1)
"""How long an activation can still be looked at after its last step. It holds no number and no name."""


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
    proven = BooleanAttribute()
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


def get(activation_id: str) -> Activation | None:
    """Return the activation as it is now (strong read)."""
    try:
        return _activation(StartedActivation.get(activation_id, consistent_read=True))
    except StartedActivation.DoesNotExist:
        return None


def _item(activation: Activation) -> StartedActivation:
    contact = activation.contact
    return StartedActivation(
        activation_id=activation.activation_id,
        device_id=activation.device_id,
        source=activation.source,
        next_step=activation.next_step,
        moved_at=activation.moved_at,
        requests=[KeptRequest(**vars(request)) for request in activation.requests],
        sign_in=KeptSignIn(**vars(activation.sign_in)) if activation.sign_in else None,
        holder=KeptHolder(**vars(activation.holder)) if activation.holder else None,
        contact=_kept_contact(contact) if contact else None,
        proven=activation.proven,
        resend=KeptRequest(**vars(activation.resend)) if activation.resend else None,
        card_id=activation.card_id or None,
        version=activation.version,
        expires_at=epoch_seconds(activation.moved_at + KEPT),
    )


def _kept_contact(contact: Contact) -> KeptContact:
    return KeptContact(phone_hash=contact.phone_hash, pesel_hash=contact.pesel_hash or None, **vars(contact.consent))


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
        contact=_contact(item.contact) if item.contact else None,
        proven=bool(item.proven),
        resend=Request(**item.resend.attribute_values) if item.resend else None,
        card_id=item.card_id or "",
        version=int(item.version),
    )


def _contact(kept: KeptContact) -> Contact:
    consent = Consent(kept.terms_version, kept.privacy_version, kept.accepted_at)
    return Contact(kept.phone_hash, consent, kept.pesel_hash or "")
