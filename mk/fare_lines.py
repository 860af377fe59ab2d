"""A demand of an additional fare, as every area shows it."""

from typing import Any

from chalicelib.additional_fares.demand import Demand
from chalicelib.additional_fares.price import due_on
from chalicelib.additional_fares.slip import shown_number
from chalicelib.clock import utc_now
from chalicelib.money import zloty_text
from chalicelib.texts import text
from chalicelib.warsaw import warsaw_day
from mk.answer import moment
from mk.payment_lines import payment_facts

_FACTS = ("number", "state", "offence", "line", "vehicle", "inspected_at", "paid_at", "cancelled_at", "shown")


def demand_line(demand: Demand, language: str) -> str:
    """Return the demand in a line: number, when and where, what for, its state, and what is due today."""
    state = text(f"desk.fare_state.{demand.state}", language)
    offence = text(f"tickets.offence.{demand.offence}", language)
    due = _due(demand)
    owed = text("desk.fare_due_unknown", language) if due is None else zloty_text(due, language) if due else ""
    number, at = shown_number(demand.number), moment(demand.inspected_at)
    return f"{number}  {at}  {demand.line}  {offence}: {state}  {owed}".rstrip()


def demand_facts(demand: Demand) -> dict[str, Any]:
    """Return the demand for a program, without its secret and whom the inspector saw."""
    facts = {name: getattr(demand, name) for name in _FACTS} | {"due_grosze": _due(demand)}
    return facts | {"payments": [payment_facts(payment) for payment in demand.payments]}


def _due(demand: Demand) -> int | None:
    return due_on(demand, warsaw_day(utc_now()))
