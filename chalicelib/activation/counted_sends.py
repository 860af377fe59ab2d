"""How many codes were sent, by number, person, phone and in all. Only the worker that sends them writes here.

Not sharded: at most ten workers are at it at once, and each is mostly busy with sending. A new key of the keyed
hashes begins new counters for numbers and people; the sum of the day stays one.
"""

from datetime import datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib import config
from chalicelib.activation.sms_budget import Limit
from chalicelib.storage import MomentAttribute, Table, Update, epoch_seconds


class CountedSend(Table):
    class Meta:
        table_name = config.table_name("sends")
        region = config.REGION

    counter_id = UnicodeAttribute(hash_key=True)
    sent = NumberAttribute()
    asked_at = MomentAttribute(null=True)
    expires_at = NumberAttribute()


class LimitSpent(Exception):
    """Nothing more may be sent under this limit for now. Whoever asked is not told."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def counted(limit: Limit, asked_at: datetime) -> Update:
    """Return the write that counts one message; refused as LimitSpent."""
    room = CountedSend.sent < limit.most
    actions = [CountedSend.sent.add(1), CountedSend.expires_at.set(epoch_seconds(limit.expires_at))]
    if limit.pause:
        room &= CountedSend.asked_at <= asked_at - limit.pause
        actions.append(CountedSend.asked_at.set(asked_at))
    if limit.most > 0:
        room |= CountedSend.counter_id.does_not_exist()
    return Update(CountedSend(limit.counter_id), room, lambda _: LimitSpent(limit.name), actions)
