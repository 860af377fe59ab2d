"""Use case: a register says that a card changed."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from chalicelib.activation import linked_cards
from chalicelib.activation.card import Source
from chalicelib.activation.errors import NoticeNotAuthentic
from chalicelib.activation.look_at_card import look_at_card
from chalicelib.activation.notice import expect_authentic
from chalicelib.activation.order import CardNotice
from chalicelib.activation.port import Registers

_SOURCES: dict[str, Source] = {"cards": "kk", "families": "kkr3"}


def take_notice(
    body: bytes, signature: str, key_of: Callable[[Source], str], registers: Registers, now: datetime
) -> CardNotice:
    """Look at the card in its register at once, if it is one that we keep; a family's, at each member's.

    Return the notice, for whoever keeps more of the card than its standing.

    The notice proves only that a register wants us to look, so one that comes late, twice or out of order is as good
    as another. Raises NoticeNotAuthentic, msgspec.ValidationError, or RegisterUnavailable: then it is repeated.
    """
    try:
        source = _SOURCES[msgspec.json.decode(body, type=_Sender).source]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, KeyError) as error:
        raise NoticeNotAuthentic() from error
    expect_authentic(body, signature, key_of(source), now)
    notice = msgspec.json.decode(body, type=CardNotice)
    for card in linked_cards.of_entitlement(source, notice.id):
        look_at_card(card, registers[source], now)
    return notice


class _Sender(msgspec.Struct):
    """As much of a notice as says whose key it must be signed with."""

    source: str
