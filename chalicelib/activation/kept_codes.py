"""Challenges in DynamoDB, one item each: a code's keyed hash, never the code. Deleted a day after the last asking."""

from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action

from chalicelib import config
from chalicelib.activation.code import CODE_LIFE, DESK_CODE_LIFE, RESEND_AFTER, AskedCode, Challenge
from chalicelib.activation.errors import CodeExpired
from chalicelib.storage import MomentAttribute, Put, Stale, Table, Update, change, epoch_seconds

KEPT = timedelta(days=1)


class KeptCode(Table):
    class Meta:
        table_name = config.table_name("codes")
        region = config.REGION

    challenge_id = UnicodeAttribute(hash_key=True)
    device_id = UnicodeAttribute()
    asked_at = MomentAttribute()
    live_until = MomentAttribute()
    tries = NumberAttribute()
    sealed = UnicodeAttribute()
    code_hash = UnicodeAttribute(null=True)
    used_at = MomentAttribute(null=True)
    expires_at = NumberAttribute()


def asked(order: AskedCode) -> Put:
    """Return the write of a challenge's first asking; refused as Stale when there was one."""
    item = KeptCode(
        order.challenge_id,
        device_id=order.device_id,
        asked_at=order.asked_at,
        live_until=order.asked_at + CODE_LIFE,
        tries=0,
        sealed=order.sealed,
        expires_at=epoch_seconds(order.asked_at + KEPT),
    )
    return Put(item, KeptCode.challenge_id.does_not_exist(), Stale)


def ask_again(challenge_id: str, device_id: str, now: datetime) -> AskedCode | None:
    """Return the new asking, for the same recipient; None when there may be none (one round trip).

    The same moment again is the SDK repeating itself after a lost answer.
    """
    item = KeptCode(challenge_id)
    in_time = (KeptCode.asked_at <= now - RESEND_AFTER) | (KeptCode.asked_at == now)
    allowed = (KeptCode.device_id == device_id) & KeptCode.used_at.does_not_exist() & in_time
    if not change(item, [*_asking(now, CODE_LIFE), KeptCode.code_hash.remove()], allowed):
        return None
    return AskedCode(challenge_id, device_id, now, item.sealed)


def made(order: AskedCode, code_hash: str, now: datetime) -> Update:
    """Return the write of the code for one asking; refused as Stale unless it is the newest, live, and has none."""
    newest = (KeptCode.asked_at == order.asked_at) & (KeptCode.live_until > now)
    unmade = KeptCode.code_hash.does_not_exist() & KeptCode.used_at.does_not_exist()
    return Update(KeptCode(order.challenge_id), newest & unmade, Stale, [KeptCode.code_hash.set(code_hash)])


def made_at_desk(before: Challenge, code_hash: str, now: datetime) -> Update:
    """Return the write of a code that no SMS carries; refused as Stale when the challenge changed since it was read.

    It is an asking of its own: an SMS that is still on its way is then for nothing.
    """
    unchanged = (KeptCode.asked_at == before.asked_at) & KeptCode.used_at.does_not_exist()
    actions = [*_asking(now, DESK_CODE_LIFE), KeptCode.code_hash.set(code_hash)]
    return Update(KeptCode(before.challenge_id), unchanged, Stale, actions)


def count_try(challenge_id: str, device_id: str) -> Challenge | None:
    """Count a try and return the challenge with it; None when the phone has no such challenge (one round trip).

    Each of several at once gets a number of its own. A repeat of the SDK after a lost answer is one try more.
    """
    item = KeptCode(challenge_id)
    return _challenge(item) if change(item, [KeptCode.tries.add(1)], KeptCode.device_id == device_id) else None


def used(challenge: Challenge, now: datetime) -> Update:
    """Return the write that uses the code up; refused as CodeExpired when it was used or replaced meanwhile."""
    same = (KeptCode.code_hash == challenge.code_hash) & KeptCode.used_at.does_not_exist()
    actions = [KeptCode.used_at.set(now)]
    return Update(KeptCode(challenge.challenge_id), same, lambda _: CodeExpired(), actions)


def get(challenge_id: str) -> Challenge | None:
    """Return the challenge as it is now (strong read)."""
    try:
        return _challenge(KeptCode.get(challenge_id, consistent_read=True))
    except KeptCode.DoesNotExist:
        return None


def _asking(now: datetime, life: timedelta) -> list[Action]:
    """Return what every further asking does alike."""
    return [
        KeptCode.asked_at.set(now),
        KeptCode.live_until.set(now + life),
        KeptCode.tries.set(0),
        KeptCode.expires_at.set(epoch_seconds(now + KEPT)),
    ]


def _challenge(item: KeptCode) -> Challenge:
    return Challenge(
        challenge_id=item.challenge_id,
        device_id=item.device_id,
        asked_at=item.asked_at,
        live_until=item.live_until,
        tries=int(item.tries),
        code_hash=item.code_hash,
        used_at=item.used_at,
        sealed=item.sealed,
    )
