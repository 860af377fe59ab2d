"""Area `orders`: tickets in bulk, an event's groups and tourist cards, under a contract and paid by transfer."""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, get_args

import msgspec

from chalicelib.clock import utc_now
from chalicelib.invoices.invoice import Buyer
from chalicelib.money import zloty_text
from chalicelib.orders import confirmation
from chalicelib.orders.bulk_order import BulkOrder, Contract, Draft, Step, Transfer, Waiting, Wanted
from chalicelib.orders.draft_order import draft_order
from chalicelib.orders.invoice_order import invoice_order
from chalicelib.orders.list_orders import list_orders
from chalicelib.orders.move_order import cancel_order, confirm_order, hand_over_order, pay_order, refund_order
from chalicelib.orders.person import Person, people_of
from chalicelib.orders.show_order import show_order
from chalicelib.texts import text
from chalicelib.warsaw import in_warsaw
from mk.answer import Answer, listed, moment
from mk.command import Subparsers, add_area, add_command, add_page, add_why, amount, count
from mk.operator import operator

_LATER: tuple[tuple[str, Callable[[str, str, str, Any], BulkOrder], str], ...] = (
    ("hand-over", hand_over_order, "note that the customer has the tickets, cards or holograms"),
    ("cancel", cancel_order, "cancel an order; what was paid is owed back from then on"),
    ("refund", refund_order, "note that the bank has sent back what was owed"),
)


def add_to(areas: Subparsers) -> None:
    commands = add_area(areas, "orders", "tickets under contracts: in bulk, for events, tourist cards")
    _add_draft(commands)
    listing = add_command(commands, "list", _list, "what waits in one state, oldest first")
    listing.add_argument("--status", choices=get_args(Waiting), default="drafted", help="default: %(default)s")
    add_page(listing)
    showing = add_command(commands, "show", _show, "one order with its history")
    showing.add_argument("--people", action="store_true", help="with the names of its list")
    confirming = add_command(commands, "confirm", _confirm, "confirm an order; its price stands from then on")
    confirming.add_argument(
        "--total", type=amount, required=True, metavar="0.00", help="the price in złote that the customer agreed to"
    )
    paying = add_command(commands, "pay", _pay, "note the bank transfer that pays an order")
    paying.add_argument("--amount", type=amount, required=True, metavar="0.00", help="what came, in złote")
    paying.add_argument("--bank-reference", required=True, help="the bank's own name for the transfer")
    _add_day(paying, "--received-on", "on which the money came", required=True)
    invoicing = add_command(commands, "invoice", _invoice, "the order's invoice, or its correction after a refund")
    for command in (confirming, invoicing):
        command.add_argument(
            "--out", type=Path, metavar="FILE.pdf", required=command is invoicing, help="where the document is written"
        )
    later = [_add_step(commands, *step) for step in _LATER]
    for command in (showing, confirming, paying, invoicing, *later):
        command.add_argument("order_id")
    for command in (confirming, paying, *later):
        add_why(command)


def _add_draft(commands: Subparsers) -> None:
    drafting = add_command(commands, "draft", _draft, "write an order down; the same --reference gives the same order")
    drafting.add_argument("--reference", required=True, help="names the customer's order form for ever")
    drafting.add_argument("--contract", required=True, metavar="NUMBER")
    _add_day(drafting, "--contract-date", "of the contract's signing", required=True)
    drafting.add_argument("--customer", required=True, help="the name that the invoice has")
    drafting.add_argument("--address", action="append", required=True, help="a line of it; may be repeated")
    drafting.add_argument("--nip", type=_nip, default="", help="ten digits; without it the customer is a consumer")
    drafting.add_argument("--email", required=True, help="of the customer")
    drafting.add_argument("--product", required=True, help="as in GET /tickets/products, e.g. named-network-z1")
    drafting.add_argument("--rate", choices=("special", "normal"), default="normal", help="default: %(default)s")
    how_many = drafting.add_mutually_exclusive_group(required=True)
    how_many.add_argument(
        "--people",
        type=_content,
        metavar="FILE.csv",
        help="whose named tickets they are: UTF-8, headed given_name,surname,born_in",
    )
    how_many.add_argument("--count", type=count, metavar="N", help="tickets, cards, or people at an event")
    _add_day(drafting, "--first-day", "on which the tickets begin; tourist cards have none", required=False)
    drafting.add_argument("--months", type=count, default=1, metavar="N", help="default: %(default)s")
    drafting.add_argument("--line", action="append", default=[], help="its number, of a ticket for one or two lines")
    drafting.add_argument("--further-days", type=count, default=0, metavar="N", help="of an event, above four")
    drafting.add_argument(
        "--agreed",
        type=amount,
        default=0,
        metavar="0.00",
        help="the contract's price where the list has none: a ticket for a month, a card, or the whole event",
    )
    _add_day(drafting, "--pay-by", "by which the contract wants the money", required=True)
    add_why(drafting)


def _add_step(
    commands: Subparsers, name: str, take: Callable[[str, str, str, Any], BulkOrder], about: str
) -> argparse.ArgumentParser:
    def run(chosen: argparse.Namespace) -> Answer:
        return _answer(take(chosen.order_id, chosen.why, operator(), utc_now()))

    return add_command(commands, name, run, about)


def _add_day(command: argparse.ArgumentParser, name: str, about: str, *, required: bool) -> None:
    command.add_argument(
        name, type=date.fromisoformat, required=required, metavar="YYYY-MM-DD", help=f"the day {about}"
    )


def _nip(given: str) -> str:
    """Read a NIP as people write it, with hyphens or spaces; whether it is one, the order tells."""
    return given.replace("-", "").replace(" ", "")


def _content(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _draft(chosen: argparse.Namespace) -> Answer:
    now = utc_now()
    people = people_of(chosen.people, in_warsaw(now).year) if chosen.people is not None else ()
    wanted = Wanted(
        product=chosen.product,
        rate=chosen.rate,
        count=len(people) if chosen.people is not None else chosen.count,
        first_day=chosen.first_day,
        months=chosen.months,
        lines=tuple(chosen.line),
        further_days=chosen.further_days,
        agreed_grosze=chosen.agreed,
    )
    draft = Draft(
        reference=chosen.reference,
        contract=Contract(chosen.contract, chosen.contract_date),
        customer=Buyer(chosen.customer, tuple(chosen.address), chosen.nip, chosen.email),
        wanted=wanted,
        pay_by=chosen.pay_by,
    )
    return _answer(draft_order(draft, people, chosen.why, operator(), now))


def _list(chosen: argparse.Namespace) -> Answer:
    orders, next_cursor = list_orders(chosen.status, chosen.limit, chosen.cursor)
    return listed(orders, _line, _facts, none="desk.nothing", next_cursor=next_cursor)


def _show(chosen: argparse.Namespace) -> Answer:
    order, people = show_order(chosen.order_id, with_people=chosen.people)
    named: dict[str, Any] = {"people": msgspec.to_builtins(people)} if chosen.people else {}
    return Answer(_facts(order) | named, lambda language: [*_whole(order, language), *map(_name, people)])


def _confirm(chosen: argparse.Namespace) -> Answer:
    order = confirm_order(chosen.order_id, chosen.total, chosen.why, operator(), utc_now())
    if chosen.out:
        chosen.out.write_bytes(confirmation.pdf(order, chosen.language))
    return _answer(order)


def _pay(chosen: argparse.Namespace) -> Answer:
    transfer = Transfer(chosen.bank_reference, chosen.received_on)
    return _answer(pay_order(chosen.order_id, transfer, chosen.amount, chosen.why, operator(), utc_now()))


def _invoice(chosen: argparse.Namespace) -> Answer:
    from chalicelib.invoices.pdf import drawn

    invoice = invoice_order(chosen.order_id, utc_now())
    chosen.out.write_bytes(drawn(invoice, chosen.language))
    return Answer({"number": invoice.number}, lambda _: [invoice.number])


def _answer(order: BulkOrder) -> Answer:
    return Answer(_facts(order), lambda language: [_line(order, language)])


def _line(order: BulkOrder, language: str) -> str:
    total, status = zloty_text(order.price.total_grosze, language), text(f"orders.status.{order.status}", language)
    kind, draft = text(f"orders.kind.{order.kind}", language), order.draft
    return f"{order.order_id}  {draft.reference}  {draft.customer.name}  {kind}  {total}  {draft.pay_by}  {status}"


def _whole(order: BulkOrder, language: str) -> list[str]:
    facts = [f"  {label}: {', '.join(value.splitlines())}" for label, value in confirmation.facts_of(order, language)]
    history = [f"    {_step(step, language)}" for step in order.history]
    return [
        text("orders.title", language, number=order.order_id),
        *facts,
        f"  {text('desk.history', language)}:",
        *history,
    ]


def _step(step: Step, language: str) -> str:
    by = text("desk.by.operator", language, name=step.by.partition(":")[2])
    return f"{moment(step.at)}  {text(f'orders.status.{step.status}', language)}  {by}"


def _name(person: Person) -> str:
    return f"    {person.given_name} {person.surname} {person.born_in}"


def _facts(order: BulkOrder) -> dict[str, Any]:
    facts: dict[str, Any] = msgspec.to_builtins(order)
    del facts["fingerprint"], facts["version"]
    return facts | {"status": order.status, "total_grosze": order.price.total_grosze}
