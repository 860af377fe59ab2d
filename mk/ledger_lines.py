"""Ledger entries, as every area shows them."""

from typing import Any

import msgspec

from chalicelib.money import zloty_text
from chalicelib.orders.order_entry import ENTRY_KINDS
from chalicelib.payments.entry import Entry
from chalicelib.payments.movement import CORRECTION
from chalicelib.texts import text
from mk.answer import exact_moment


def entry_line(entry: Entry, language: str) -> str:
    """Return the entry in a line: when, which order, what it was, and what it did to each account."""
    lines = ", ".join(f"{account} {signed(grosze, language)}" for account, grosze in entry.lines)
    return f"{exact_moment(entry.booked_at)}  {entry.order_id}  {kind_text(entry.kind, language)}  {lines}"


def entry_facts(entry: Entry) -> dict[str, Any]:
    """Return the entry for a program."""
    facts: dict[str, Any] = msgspec.to_builtins(entry)
    return facts | {"lines": dict(entry.lines)}


def kind_text(kind: str, language: str) -> str:
    """Return an entry's kind in words; a payment that was opened again numbers its kinds, e.g. `captured_1`."""
    if kind in ENTRY_KINDS:
        return text(f"desk.order_entry.{kind}", language)
    if kind.startswith(CORRECTION):
        return f"{text('desk.correction', language)} {kind.removeprefix(CORRECTION)}"
    name, _, number = kind.rpartition("_") if kind[-1:].isdigit() else (kind, "", "")
    said = text(f"desk.payment_state.{name}", language)
    return f"{said} ({number})" if number else said


def signed(grosze: int, language: str) -> str:
    """Return a turnover or a balance, e.g. `−8,00 zł`."""
    return ("−" if grosze < 0 else "+") + zloty_text(abs(grosze), language)
