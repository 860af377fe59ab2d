"""Area `invoices`: what was issued for a sale, and what KSeF is still to number."""

import argparse
import re
from pathlib import Path
from typing import Any

import msgspec

from chalicelib.clock import utc_now
from chalicelib.invoices.answer import invoice_answer
from chalicelib.invoices.find_invoice import document_of, documents_of, list_waiting_for_ksef
from chalicelib.invoices.invoice import Invoice
from chalicelib.invoices.note_ksef_number import note_ksef_number
from chalicelib.invoices.pdf import drawn
from chalicelib.money import zloty_text
from chalicelib.texts import text
from chalicelib.tickets.invoice_ticket import correct_ticket_invoice
from mk.answer import Answer, listed
from mk.command import Subparsers, add_area, add_command, add_page, add_why
from mk.operator import operator


def add_to(areas: Subparsers) -> None:
    commands = add_area(areas, "invoices", "invoices and corrections of tickets and orders")
    showing = add_command(commands, "show", _show, "the invoice of a sale and its corrections")
    showing.add_argument("reference", help="the ticket or the order")
    correcting = add_command(
        commands,
        "correct",
        _correct,
        "bring a ticket's invoice to what is paid and kept, when that did not come by itself",
    )
    correcting.add_argument("reference", help="the ticket")
    printing = add_command(commands, "pdf", _pdf, "write a document to a file")
    printing.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    waiting = add_command(commands, "waiting", _waiting, "what the seller is to issue in KSeF, oldest first")
    add_page(waiting)
    noting = add_command(commands, "note-ksef", _note, "note the number that KSeF gave")
    noting.add_argument("--number", type=_ksef_number, required=True, metavar="KSEF", help="35 characters")
    for command in (printing, noting):
        command.add_argument("invoice_id", help="as `show` and `waiting` say it")
    add_why(noting)


def _ksef_number(given: str) -> str:
    if not re.fullmatch("[0-9]{10}-[0-9]{8}-[0-9A-F]{12}-[0-9A-F]{2}", given):
        raise argparse.ArgumentTypeError("a KSeF number has the form 0000000000-20261121-0123456789AB-CD")
    return given


def _show(chosen: argparse.Namespace) -> Answer:
    return listed(documents_of(chosen.reference), _line, _facts, none="desk.nothing")


def _correct(chosen: argparse.Namespace) -> Answer:
    """No decision: what the money says already, so there is nothing to audit, and a repeat changes nothing."""
    correct_ticket_invoice(chosen.reference, utc_now())
    return _show(chosen)


def _pdf(chosen: argparse.Namespace) -> Answer:
    invoice = document_of(chosen.invoice_id)
    chosen.out.write_bytes(drawn(invoice, chosen.language))
    return _answer(invoice)


def _waiting(chosen: argparse.Namespace) -> Answer:
    invoices, next_cursor = list_waiting_for_ksef(chosen.limit, chosen.cursor)
    return listed(invoices, _line, _facts, none="desk.nothing", next_cursor=next_cursor)


def _note(chosen: argparse.Namespace) -> Answer:
    return _answer(note_ksef_number(chosen.invoice_id, chosen.number, chosen.why, operator(), utc_now()))


def _answer(invoice: Invoice) -> Answer:
    return Answer(_facts(invoice), lambda language: [_line(invoice, language)])


def _facts(invoice: Invoice) -> Any:
    """What the phone gets, with the lines, which the seller's own system needs for KSeF."""
    return msgspec.to_builtins(invoice_answer(invoice)) | {
        "reference": invoice.sale.reference,
        "reason": invoice.reason,
        "lines": msgspec.to_builtins(invoice.sale.lines),
        "lines_before": msgspec.to_builtins(invoice.lines_before),
        "difference": msgspec.to_builtins(invoice.difference),
    }


def _line(invoice: Invoice, language: str) -> str:
    kind = text(f"desk.invoice_kind.{invoice.kind}", language)
    gross = zloty_text(invoice.sale.gross_grosze, language)
    ksef = f"  KSeF {invoice.ksef_number}" if invoice.ksef_number else ""
    return (
        f"{invoice.invoice_id}  {invoice.issued_on}  {invoice.number}  {kind}  {gross}  {invoice.sale.buyer.name}{ksef}"
    )
