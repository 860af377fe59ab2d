"""What phones are told when a card changes. Rules only: two states of the card in, messages out."""

from chalicelib.activation.card import Card, Link
from chalicelib.notifications.message import Message
from chalicelib.texts import text


def announcements(before: Card | None, after: Card) -> list[Message]:
    """Return the messages of one change; the same change gives the same messages.

    A new link is told to the phone that got the card and to the one that lost it; a new status to the phone that has
    it: a month before the end, at the end, when it was revoked, and when it was prolonged.
    """
    link, old = after.link, before.link if before else None
    if link is None:
        return []
    if old is None or old.device_id != link.device_id:
        messages = [_message(after, "card_linked", link, link)]
        return [*messages, _message(after, "card_moved", old, link)] if old else messages
    if before and before.told != after.told:
        return [_message(after, f"card_{after.told}", link, link)]
    return []


def _message(card: Card, name: str, to: Link, link: Link) -> Message:
    """A link's messages are named by the moment of the link, a status's by the day that it is about."""
    about = f"{card.standing.valid_until:%Y-%m-%d}" if name not in _OF_A_LINK else f"{link.linked_at.timestamp():.3f}"
    return Message(
        identifier=f"{card.card_id}:{name}:{about}",
        channel="push",
        template=f"messages.{name}",
        language=to.language,
        values={"card": text(f"service.{card.source}", to.language), "day": f"{card.standing.valid_until:%d.%m.%Y}"},
        device_id=to.device_id,
        link="cards",
    )


_OF_A_LINK = {"card_linked", "card_moved"}
