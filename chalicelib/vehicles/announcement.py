"""What a phone is told when the card system refuses its change. Rules only."""

from chalicelib.notifications.message import Message
from chalicelib.vehicles.garage import Change


def refusal(card_id: str, change: Change) -> Message:
    """Return the message about a vehicle that is not on the card after all; the same change gives the same message."""
    return Message(
        identifier=f"{card_id}:vehicle_refused:{change.plate}:{change.asked_at.timestamp():.3f}",
        channel="push",
        template="messages.vehicle_refused",
        language=change.language,
        values={"plate": change.plate},
        device_id=change.device_id,
        link="vehicles",
    )
