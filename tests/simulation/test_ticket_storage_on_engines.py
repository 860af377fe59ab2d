"""What the storage of tickets promises, kept by every engine that the product runs on here."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.payments.booked_entries import BookedEntry
from chalicelib.payments.charge_port import ChargeStarted
from chalicelib.payments.payment import Payment
from chalicelib.storage import Stale, commit
from chalicelib.tickets import kept_tickets
from chalicelib.tickets.kept_tickets import LEASE, KeptTicket, Repeated
from chalicelib.tickets.ticket import Ticket
from chalicelib.warsaw import WARSAW
from tests.simulation.conftest import Engine

TEN = datetime(2026, 11, 23, 10, 0, tzinfo=WARSAW)
HOUR = timedelta(hours=1)
STARTED = ChargeStarted("T1", "https://gateway.test/T1")


@pytest.fixture(autouse=True)
def _on_an_engine(tables_on: Engine):
    with tables_on(KeptTicket, BookedEntry):
        yield


def ticket(name: str = "one", **changes: object) -> Ticket:
    """A ticket for a line that waits for its payment."""
    waiting = Ticket(
        ticket_id=f"tkt_{name}",
        device_id="dev_a",
        language="pl",
        email="passenger@example.com",
        method="blik",
        terms_version="2026-11-01",
        fingerprint="body",
        holder="J.P. 1990",
        product="named-1-line-z1",
        rate="resident",
        months=1,
        lines=("52",),
        concession="",
        card_id="card_a",
        minutes=0,
        ordered_at=TEN,
        valid_from=TEN,
        valid_until=TEN + timedelta(days=30),
        payments=(Payment(f"tkt_{name}_1", 7200, "created", TEN, TEN + HOUR / 4),),
    )
    return replace(waiting, **changes)


def test_a_ticket_is_read_as_it_was_written():
    twice = replace(ticket().payment, order_id="tkt_one_1+T2", state="refund_requested", refund_grosze=7200)
    written = ticket(payments=(ticket().payment, twice), line_changes=(TEN,), moves=(TEN,), calls_due_at=TEN)
    commit(kept_tickets.keep_new(written))
    assert kept_tickets.get("tkt_one") == written
    assert kept_tickets.of_order("tkt_one_1") == written
    assert kept_tickets.of_order("tkt_one_2") is None
    assert kept_tickets.get("tkt_other") is None


def test_a_second_order_is_refused_and_meets_the_first():
    commit(kept_tickets.keep_new(ticket()))
    with pytest.raises(Repeated) as refused:
        commit(kept_tickets.keep_new(ticket(lines=("4",))))
    assert refused.value.ticket == ticket()


def test_a_change_needs_the_version_that_was_read():
    commit(kept_tickets.keep_new(ticket()))
    commit(kept_tickets.replacing(ticket(), ticket(lines=("4",))))
    assert kept_tickets.get("tkt_one") == ticket(lines=("4",), version=1)
    for before in (ticket(), ticket("never")):
        with pytest.raises(Stale):
            commit(kept_tickets.replacing(before, replace(before, lines=("50",))))


def test_where_to_pay_is_noted_unless_the_payment_was_quicker():
    paid = ticket("paid", payments=(replace(ticket("paid").payment, state="captured", due_grosze=7200),))
    for one in (ticket(), paid):
        commit(kept_tickets.keep_new(one))
        kept_tickets.note_redirect(one, STARTED)
    noted = kept_tickets.get("tkt_one")
    assert noted == ticket(
        payments=(
            replace(
                ticket().payment,
                state="awaiting_customer",
                remote_id=STARTED.remote_id,
                redirect_url=STARTED.redirect_url,
            ),
        ),
        version=1,
    )
    assert kept_tickets.get("tkt_paid") == paid


def test_calls_are_one_workers_until_its_lease_ends():
    commit(kept_tickets.keep_new(ticket(calls_due_at=TEN)), kept_tickets.keep_new(ticket("idle")))
    claimed = kept_tickets.claim_calls("tkt_one", TEN)
    assert claimed is not None
    assert (claimed.leased_until, claimed.attempts, claimed.version) == (TEN + LEASE, 1, 1)
    assert kept_tickets.claim_calls("tkt_one", TEN + LEASE / 2) is None
    assert kept_tickets.claim_calls("tkt_one", TEN + LEASE) is not None
    assert kept_tickets.claim_calls("tkt_idle", TEN) is None
    assert kept_tickets.claim_calls("tkt_never", TEN) is None


def test_what_is_due_comes_oldest_first_and_what_is_not_does_not():
    for name, minutes in (("later", 5), ("first", 1), ("now", 10), ("future", 11)):
        commit(kept_tickets.keep_new(ticket(name, calls_due_at=TEN + timedelta(minutes=minutes))))
    assert list(kept_tickets.due_before(TEN + timedelta(minutes=10))) == ["tkt_first", "tkt_later", "tkt_now"]


def test_a_phone_has_its_tickets_newest_first_and_a_moved_one_no_more():
    for hour in range(4):
        commit(kept_tickets.keep_new(ticket(str(hour), ordered_at=TEN + hour * HOUR)))
    second = ticket("2", ordered_at=TEN + 2 * HOUR)
    commit(kept_tickets.replacing(second, replace(second, device_id="dev_b", changed_at=TEN)))
    assert [one.ticket_id for one in kept_tickets.all_of_device("dev_a")] == ["tkt_3", "tkt_1", "tkt_0"]
    assert [one.ticket_id for one in kept_tickets.all_of_device("dev_b")] == ["tkt_2"]
    assert list(kept_tickets.changed_since(TEN)) == [("tkt_2", TEN)]
