"""A ticket's place in its subscription, as a map inside its item."""

from datetime import date
from typing import Any

from pynamodb.attributes import BooleanAttribute, MapAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.storage import MomentAttribute
from chalicelib.tickets.month import Month


class KeptMonth(MapAttribute[str, Any]):
    subscription_id = UnicodeAttribute()
    number = NumberAttribute()
    of = NumberAttribute()
    begun_at = MomentAttribute()
    first_day = UnicodeAttribute()
    step_at = MomentAttribute(null=True)
    charges = NumberAttribute()
    charge_due = BooleanAttribute()
    card_missed = NumberAttribute()
    ended = UnicodeAttribute(null=True)
    mandate_withdrawn = BooleanAttribute()


def keeping_month(month: Month | None) -> KeptMonth | None:
    """Return what is kept of a month; None for a ticket that is none."""
    if month is None:
        return None
    return KeptMonth(**vars(month) | {"first_day": month.first_day.isoformat(), "ended": month.ended or None})


def kept_month(kept: KeptMonth | None) -> Month | None:
    """Return the month that was kept."""
    if kept is None:
        return None
    facts = dict(kept.attribute_values)
    facts |= {name: int(facts[name]) for name in ("number", "of", "charges", "card_missed")}
    return Month(**facts | {"first_day": date.fromisoformat(kept.first_day)})
