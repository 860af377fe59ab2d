"""A stay, as every area shows it."""

from typing import Any

from chalicelib.money import zloty_text
from chalicelib.parking.stay import Stay
from chalicelib.texts import text
from mk.answer import moment
from mk.payment_lines import payment_facts

_STAY = ("stay_id", "plate", "subzone", "kind", "state", "method", "fee_grosze")
_STAY_MOMENTS = ("requested_at", "started_at", "stopped_at", "ends_at")


def stay_line(stay: Stay, language: str) -> str:
    """Return the stay in a line: id, plate, times, subzone, state and fee."""
    known = {
        "from": moment(stay.started_at or stay.requested_at),
        "until": moment(stay.stopped_at or stay.ends_at),
        "subzone": stay.subzone,
        "stay_id": stay.stay_id,
    }
    state = text(f"desk.stay_state.{stay.state}", language)
    fee = zloty_text(stay.fee_grosze, language) if stay.state == "stopped" else ""
    return f"{stay.plate}  {text('desk.stay_line', language, **known)}  {state}  {fee}".rstrip()


def stay_facts(stay: Stay) -> dict[str, Any]:
    """Return the stay for a program, without what would name its driver."""
    facts = {name: getattr(stay, name) for name in (*_STAY, *_STAY_MOMENTS)}
    return facts | {"payments": [payment_facts(hold.payment) for hold in stay.holds]}
