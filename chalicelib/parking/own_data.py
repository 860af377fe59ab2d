"""Use cases: hand a phone all that parking keeps about it, a page at a time."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from chalicelib.parking import kept_stays, recorded_inspections
from chalicelib.parking.answer import Moment, StayAnswer, stay_answer
from chalicelib.parking.edition import Editions
from chalicelib.parking.stop import fee_until
from chalicelib.warsaw import in_warsaw

Position = dict[str, Any]


class OwnStay(msgspec.Struct, frozen=True):
    """A stay as the app shows it, and what else is kept with it."""

    stay: StayAnswer
    email: Annotated[str, Meta(examples=["driver@example.com"])]
    language: Annotated[str, Meta(examples=["pl"])]
    terms_version: Annotated[str, Meta(examples=["2026-11-21"])]
    resident_card: Annotated[str, Meta(examples=["card_mzxw6ytboi4dkmrtnfxgk2lt"])] | None


class OwnInspection(msgspec.Struct, frozen=True):
    """What an inspector looked up; the plate is somebody else's, so it is left out."""

    looked_up_at: Moment
    subzone: Annotated[str, Meta(examples=["B"])] | None
    verdict: Annotated[str, Meta(examples=["valid"])]
    reason: Annotated[str, Meta(examples=["paid"])]


def own_stays(
    device_id: str, limit: int, after: Position | None, now: datetime, editions: Editions
) -> tuple[list[OwnStay], Position | None]:
    """Return a page of the phone's stays, newest first, and the position to go on from."""
    stays, position = kept_stays.of_device(device_id, limit, after)
    return [
        OwnStay(
            stay=stay_answer(stay, now, fee_until(stay, editions)),
            email=stay.email,
            language=stay.language,
            terms_version=stay.terms_version,
            resident_card=stay.resident_card or None,
        )
        for stay in stays
    ], position


def own_inspections(device_id: str, limit: int, after: Position | None) -> tuple[list[OwnInspection], Position | None]:
    """Return a page of what the phone looked up as an inspector's, oldest first, and the position to go on from."""
    look_ups, position = recorded_inspections.page_of_inspector(device_id, limit, after)
    return [
        OwnInspection(in_warsaw(look_up.looked_up_at), look_up.subzone, look_up.verdict, look_up.reason)
        for look_up in look_ups
    ], position
