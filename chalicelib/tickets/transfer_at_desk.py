"""Use case of a service point: the phone is lost and no card can prove the holder, so a document does."""

from datetime import datetime

from chalicelib import ids
from chalicelib.audit.audited import audited
from chalicelib.audit.entry import AuditEntry
from chalicelib.storage import decide
from chalicelib.tickets import kept_tickets
from chalicelib.tickets.course import transfer_offered
from chalicelib.tickets.errors import DeskTransferRefused, TicketNotInUse
from chalicelib.tickets.move import CODE_LIVES, code_hash, refuse_move
from chalicelib.tickets.record import record
from chalicelib.tickets.ticket import may_be_changed

AREA = "tickets"


def transfer_at_desk(ticket_id: str, document: str, operator: str, why: str, now: datetime) -> tuple[str, datetime]:
    """Return a code with which the holder's new phone takes the ticket over, and until when.

    `document` is whom the person's document names, as `shown_holder` writes it, so nobody gets a code for somebody
    else's ticket. It is a code like the old phone's: it works once, and the move counts as any. Issued in one
    transaction with its audit entry. Raises DeskTransferRefused for a ticket that there is not, a bearer's or another
    person's; TicketNotInUse, TicketMovesUsedUp.
    """

    def attempt() -> tuple[str, datetime]:
        ticket = kept_tickets.get(ticket_id)
        if ticket is None or not ticket.holder or ticket.holder != document:
            raise DeskTransferRefused()
        if not may_be_changed(ticket, now):
            raise TicketNotInUse()
        refuse_move(ticket, now)
        code, until = ids.random_id("move"), now + CODE_LIVES
        entry = AuditEntry(AREA, now, operator, "offer_transfer", ticket_id, why, {}, {"until": until.isoformat()})
        record(ticket, transfer_offered(ticket, code_hash(code), until), now, also=[audited(entry)])
        return code, until

    return decide(attempt)
