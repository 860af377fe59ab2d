"""Use case: order a ticket."""

from datetime import datetime, timedelta

from chalicelib import config, ids
from chalicelib.activation.rely_on_card import still_valid_on
from chalicelib.caller import Caller
from chalicelib.errors import CityError, IdempotencyKeyReused
from chalicelib.legal.accept import require_current
from chalicelib.money import Money, decimal_text
from chalicelib.payments.charge_port import ChargeGateway
from chalicelib.payments.charged_item import refused
from chalicelib.payments.errors import GatewayRefused
from chalicelib.payments.payment import Payment
from chalicelib.storage import Write, commit, decide
from chalicelib.tariff.offer import Offer, offer
from chalicelib.tariff.order import TicketQuote
from chalicelib.tariff.product import RESIDENT, SUBSCRIBED
from chalicelib.tariff.published_editions import edition_on
from chalicelib.tariff.sale import BY_TIME, is_sold
from chalicelib.tickets import kept_tickets
from chalicelib.tickets.charge_order import charge_order
from chalicelib.tickets.course import charge_started
from chalicelib.tickets.errors import (
    CardPaymentWanted,
    NotSoldInApp,
    ResidentCardWanted,
    TicketPriceChanged,
    TicketUnknown,
)
from chalicelib.tickets.order import TicketOrder
from chalicelib.tickets.record import record
from chalicelib.tickets.subscription import begun
from chalicelib.tickets.ticket import Ticket, order_id_of
from chalicelib.tickets.ticket_facts import PREFIX, shown_holder
from chalicelib.warsaw import warsaw_day

TIME_TO_PAY = timedelta(minutes=15)


def buy(order: TicketOrder, caller: Caller, now: datetime, gateway: ChargeGateway) -> Ticket:
    """Record an order, ask the gateway to charge its price, and return the ticket with the address to pay at.

    It is no ticket until the gateway reports the money. The price is computed anew; once it is recorded it stands,
    whatever the tariff becomes. What is bought month by month is agreed to as a whole, and its first month is ordered.
    Two round trips and the gateway. Safe to repeat with the same key: the id is derived from it, so the first
    transaction meets its earlier attempt, and a charge that was not answered is asked for again.
    Raises TicketPriceChanged, NotSoldInApp, ResidentCardWanted, CardPaymentWanted, TermsNotCurrent, what an offer
    refuses, GatewayRefused, GatewayUnknown, or TicketUnknown for a repeat when the ticket has moved to another phone.
    """
    ticket_id = ids.derived_id(PREFIX, caller.device_id, caller.key)
    try:
        ticket = _ordered(ticket_id, order, caller, now)
        commit(kept_tickets.keep_new(ticket), *_resident_right(ticket, now))
    except kept_tickets.Repeated as earlier:
        return _repeated(earlier.ticket, caller, now, gateway)
    except CityError:
        if known := kept_tickets.get(ticket_id):  # what was right at the first attempt may not be at its repeat
            return _repeated(known, caller, now, gateway)
        raise
    return _charge(ticket, now, gateway)


def _ordered(ticket_id: str, order: TicketOrder, caller: Caller, now: datetime) -> Ticket:
    require_current("terms", order.terms_version, warsaw_day(now))
    offered = _offered(order, now)
    if offered.wish.rate in RESIDENT and order.resident_card is None:
        raise ResidentCardWanted()
    if offered.product.kind in SUBSCRIBED and order.method != "card":
        raise CardPaymentWanted()
    if order.total != Money(offered.total_grosze):
        raise TicketPriceChanged(total=decimal_text(offered.total_grosze))
    validity = offered.validity
    if validity is None:  # a ride ends when it ends, and a ticket on a phone has to know when that is
        raise NotSoldInApp()
    payment = Payment(order_id_of(ticket_id), offered.total_grosze, "created", now, valid_until=now + TIME_TO_PAY)
    ticket = Ticket(
        ticket_id=ticket_id,
        device_id=caller.device_id,
        language=caller.language,
        email=order.email,
        method=order.method,
        terms_version=order.terms_version,
        fingerprint=caller.fingerprint,
        holder=shown_holder(order.holder.given_name, order.holder.surname, order.holder.born_in),
        product=order.product,
        rate=order.rate,
        months=order.months,
        lines=tuple(order.lines),
        concession=order.concession or "",
        card_id=(order.resident_card or "") if offered.wish.rate in RESIDENT else "",
        minutes=offered.product.minutes or 0,
        ordered_at=now,
        valid_from=validity.from_,
        valid_until=validity.until,
        payments=(payment,),
    )
    return begun(ticket, offered.price.instalments) if offered.product.kind in SUBSCRIBED else ticket


def _offered(order: TicketOrder, now: datetime) -> Offer:
    edition = edition_on(warsaw_day(now))
    product = edition.product(order.product)
    if not is_sold(product, order.rate, time_tickets=config.TIME_TICKETS):
        raise NotSoldInApp()
    wish = TicketQuote(
        product=order.product,
        rate=order.rate,
        first_day=order.first_day,
        stamped_at=now if product.kind in BY_TIME else None,
        months=order.months,
        lines=order.lines,
        concession=order.concession,
    )
    return offer(edition, wish, now)


def _resident_right(ticket: Ticket, now: datetime) -> list[Write]:
    if not ticket.card_id:
        return []
    return [still_valid_on(ticket.device_id, ticket.card_id, now, lambda _: ResidentCardWanted())]


def _repeated(ticket: Ticket | None, caller: Caller, now: datetime, gateway: ChargeGateway) -> Ticket:
    """Return the order of this key as it stands; asks again for a charge about which nothing is known yet."""
    if ticket is None:
        raise RuntimeError("a refused write did not bring the item in its way")
    if ticket.fingerprint != caller.fingerprint:
        raise IdempotencyKeyReused()
    if ticket.device_id != caller.device_id:
        raise TicketUnknown()
    if ticket.payment.state == "created" and now < ticket.payment.valid_until:
        return _charge(ticket, now, gateway)
    if ticket.payment.state == "failed" and not ticket.payment.remote_id:
        raise GatewayRefused(reason=ticket.payment.reason)
    return ticket


def _charge(ticket: Ticket, now: datetime, gateway: ChargeGateway) -> Ticket:
    """Ask for the charge; the gateway takes the same order for the same charge, so this may be done again.

    A crash or a lost answer leaves the payment `created`: when the time to pay is over, the gateway is asked.
    """
    try:
        started = gateway.start_charge(charge_order(ticket))
    except GatewayRefused as refusal:
        reason = str(refusal.details.get("reason", "refused"))
        decide(lambda: _note_refusal(ticket.ticket_id, reason, now))
        raise
    kept_tickets.note_redirect(ticket, started)
    return charge_started(ticket, started)


def _note_refusal(ticket_id: str, reason: str, now: datetime) -> None:
    ticket = kept_tickets.get(ticket_id)
    if ticket is not None and ticket.payment.awaiting:
        record(ticket, refused(ticket, ticket.payment.order_id, reason, now), now)
