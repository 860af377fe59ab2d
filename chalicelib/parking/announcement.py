"""What a driver is told when a stay changes. Rules only: two states of the stay in, messages out."""

from datetime import datetime

from chalicelib.money import zloty_text
from chalicelib.notifications.message import Channel, Message
from chalicelib.parking.course import REMIND_BEFORE_END
from chalicelib.parking.stay import FeeUntil, Stay, released_share
from chalicelib.payments.payment import REQUESTED
from chalicelib.warsaw import in_warsaw


def announcements(before: Stay | None, after: Stay, fee_until: FeeUntil) -> list[Message]:
    """Return the messages of one change, in the language of the start. The same change gives the same messages.

    A stay without an address is one whose phone was erased: there is nobody to tell.
    """
    if before is None or not after.email:
        return []
    if before.state != after.state:
        return _of_new_state(after)
    if after.state == "running" and after.ends_at > before.ends_at:
        return [_message(after, "stay_extended", "push")]
    if after.reminders > before.reminders:
        return [_reminder(before, after, fee_until)]
    return [*_failed_extensions(before, after), *_taken_unasked(before, after), *_refunds(before, after)]


def gateway_calls_ordered(before: Stay | None, after: Stay) -> bool:
    """Tell whether this change ordered a capture, a release or a refund."""
    earlier = {hold.payment.order_id: hold.payment.state for hold in before.holds} if before else {}
    return any(
        hold.payment.state in REQUESTED and earlier.get(hold.payment.order_id) != hold.payment.state
        for hold in after.holds
    )


def _of_new_state(stay: Stay) -> list[Message]:
    match stay.state:
        case "running":
            names: tuple[tuple[str, Channel], ...] = (("stay_started", "push"), ("stay_started", "email"))
        case "stopped" if stay.fee_grosze:
            names = (("stay_stopped", "push"), ("stay_stopped", "email"))
        case "stopped":
            names = ((_of_no_fee(stay, "stay_released"), "push"),)
        case _:
            names = ((_of_no_fee(stay, _UNPAID.get(stay.unpaid_because, "stay_payment_failed")), "push"),)
    if _unasked(stay) and stay.fee_grosze:
        names = (*names, ("stay_taken_unasked", "push"))
    return [_message(stay, name, channel) for name, channel in names]


def _of_no_fee(stay: Stay, otherwise: str) -> str:
    """Nobody is told that nothing was charged whose money the gateway took all the same."""
    if _unasked(stay):
        return "stay_taken_unasked"
    return "stay_goes_back" if otherwise == "stay_released" and _going_back(stay) else otherwise


def _taken_unasked(before: Stay, after: Stay) -> list[Message]:
    """The gateway took money after the driver was told how the stay ended; of one that runs they hear at its end."""
    if after.state not in ("stopped", "unpaid") or _unasked(after) <= _unasked(before):
        return []
    return [_message(after, "stay_taken_unasked", "push", f"{_unasked(after)}")]


def _failed_extensions(before: Stay, after: Stay) -> list[Message]:
    """The stay goes on until the end that is paid for, and its driver may count on a later one."""
    if after.state != "running":
        return []
    failed = _failed(after) - _failed(before)
    return [_message(after, "extension_failed", "push", order_id) for order_id in sorted(failed)]


def _failed(stay: Stay) -> set[str]:
    payments = [hold.payment for hold in stay.asked_holds[1:]]
    return {payment.order_id for payment in payments if payment.state in ("failed", "expired") and not payment.held_at}


def _refunds(before: Stay, after: Stay) -> list[Message]:
    """Money that was on its way back has arrived at the driver's bank."""
    back = _refunded(after) - _refunded(before)
    if back <= 0:
        return []
    channels: tuple[Channel, ...] = ("push", "email")
    return [
        _message(after, "stay_refunded", channel, f"{_refunded(after)}", refunded=zloty_text(back, after.language))
        for channel in channels
    ]


def _refunded(stay: Stay) -> int:
    return sum(hold.payment.refunded_grosze for hold in stay.holds)


def _unasked(stay: Stay) -> int:
    return sum(hold.payment.unasked_grosze for hold in stay.holds)


def _going_back(stay: Stay) -> int:
    return sum(hold.payment.refund_grosze for hold in stay.holds)


_UNPAID = {
    "superseded": "stay_superseded",
    "confirmed_too_late": "stay_released",
    "resident_price_lost": "stay_released",
}


def _reminder(before: Stay, after: Stay, fee_until: FeeUntil) -> Message:
    moment = before.remind_at or after.requested_at
    if moment >= after.ends_at - REMIND_BEFORE_END:
        return _message(after, "stay_reminder", "push", f"{after.reminders}")
    so_far = zloty_text(fee_until(moment), after.language)
    return _message(after, "stay_still_running", "push", f"{after.reminders}", so_far=so_far)


def _message(stay: Stay, name: str, channel: Channel, number: str = "", **more: str) -> Message:
    return Message(
        identifier=":".join(filter(None, (stay.stay_id, name, number, channel))),
        channel=channel,
        template=f"messages.{name}",
        language=stay.language,
        values=_values(stay) | more,
        device_id=stay.device_id if channel == "push" else "",
        email=stay.email if channel == "email" else "",
        link=f"stays/{stay.stay_id}",
    )


def _values(stay: Stay) -> dict[str, str]:
    def zloty(grosze: int) -> str:
        return zloty_text(grosze, stay.language)

    def clock(moment: datetime | None) -> str:
        return f"{in_warsaw(moment):%H:%M}" if moment else ""

    held = sum(hold.payment.amount_grosze for hold in stay.holds if hold.payment.held_at)
    taken = sum(
        hold.payment.amount_grosze for hold in stay.holds if hold.payment.held_at and hold.payment.unasked_grosze
    )
    return {
        "plate": stay.plate,
        "subzone": stay.subzone,
        "from": clock(stay.started_at),
        "since": clock(stay.started_at),
        "until": clock(stay.ends_at),
        "at": clock(stay.ends_at),
        "held": zloty(held),
        "fee": zloty(stay.fee_grosze),
        "released": zloty(released_share(stay) - taken),
        "taken": zloty(_unasked(stay)),
        "back": zloty(_going_back(stay)),
    }
