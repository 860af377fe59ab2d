"""What phones are told when a card changes. Rules only: two states of the card in, messages out."""

from collections.abc import Callable

from chalicelib.activation.card import Card, Link
from chalicelib.notifications.message import Message
from chalicelib.texts import text

LanguageOf = Callable[[str], str | None]
"""(device_id): what a phone is written to in; None for one that is gone, which is told nothing."""


def announcements(before: Card | None, after: Card, language_of: LanguageOf) -> list[Message]:
    """Return the messages of one change, each in the language of its phone; the same change gives the same messages.

    A new link is told to the phone that got the card and to the one that lost it; a new status to the phone that has
    it: a month before the end, at the end, when it was revoked, and when it was prolonged.
    """
    link, old = after.link, before.link if before else None
    if link is None:
        return []
    told: list[tuple[str, Link]] = []
    if old is None or old.device_id != link.device_id:
        told = [("card_linked", link), *([("card_moved", old)] if old else [])]
    elif before and before.told != after.told:
        told = [(f"card_{after.told}", link)]
    spoken = [(name, to, language_of(to.device_id)) for name, to in told]
    return [_message(after, name, to, link, language) for name, to, language in spoken if language]


def _message(card: Card, name: str, to: Link, link: Link, language: str) -> Message:
    """A link's messages are named by the moment of the link, a status's by the day that it is about."""
    about = f"{card.standing.valid_until:%Y-%m-%d}" if name not in _OF_A_LINK else f"{link.linked_at.timestamp():.3f}"
    return Message(
        identifier=f"{card.card_id}:{name}:{about}",
        channel="push",
        template=f"messages.{name}",
        language=language,
        values={"card": text(f"service.{card.source}", language), "day": f"{card.standing.valid_until:%d.%m.%Y}"},
        device_id=to.device_id,
        link="cards",
    )


_OF_A_LINK = {"card_linked", "card_moved"}
