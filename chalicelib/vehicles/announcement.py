"""What a phone is told when the card system refuses its change. Rules only."""

from chalicelib import ids
from chalicelib.notifications.message import Message
from chalicelib.vehicles.garage import Change


def refusal(card_id: str, change: Change) -> Message:
    """Return the message about a vehicle that is not on the card after all, or still is; the same for the same change.

    Its identifier is logged, so the plate is in it as a part of a hash alone.
    """
    about = ids.derived_id("change", card_id, change.plate, f"{change.asked_at.timestamp():.3f}")
    name = "vehicle_refused" if change.kind == "put" else "vehicle_kept"
    return Message(
        identifier=f"{card_id}:{name}:{about}",
        channel="push",
        template=f"messages.{name}",
        language=change.language,
        values={"plate": change.plate},
        device_id=change.device_id,
        link="vehicles",
    )
