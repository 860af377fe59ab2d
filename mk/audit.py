"""Area `audit`: what operators decided."""

import argparse

from chalicelib.audit.entry import AuditEntry
from chalicelib.audit.list_entries import list_entries
from mk.answer import Answer, exact_moment, listed
from mk.command import Subparsers, add_area, add_command, add_page

AREAS = (
    "complaints",
    "payments",
    "differences",
    "outbox",
    "dlq",
    "activation",
    "tickets",
    "inspectors",
    "invoices",
    "orders",
    "partners",
    "additional_fares",
)
"""Every AREA that some decision is kept under."""


def add_to(areas: Subparsers) -> None:
    commands = add_area(areas, "audit", "what operators decided")
    listing = add_command(commands, "list", _list, "decisions, newest first")
    listing.add_argument("--area", choices=AREAS, default="complaints", help="default: %(default)s")
    add_page(listing)


def _list(chosen: argparse.Namespace) -> Answer:
    entries, next_cursor = list_entries(chosen.area, chosen.limit, chosen.cursor)
    return listed(entries, _line, none="desk.nothing_decided", next_cursor=next_cursor)


def _line(entry: AuditEntry, _language: str) -> str:
    changed = f"{dict(entry.before)} → {dict(entry.after)}"
    return f"{exact_moment(entry.at)}  {entry.who}  {entry.what}  {entry.subject_id}  {changed}  {entry.why}"
