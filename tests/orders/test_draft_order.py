"""An order is written down once, with all of its people or not at all."""

from unittest.mock import patch

import pytest

from chalicelib.audit.list_entries import list_entries
from chalicelib.orders import draft_order as drafting
from chalicelib.orders import kept_orders
from chalicelib.orders.draft_order import draft_order
from chalicelib.orders.errors import OrderDetailInvalid, OrderReferenceTaken, PaymentDayInvalid
from chalicelib.orders.person import MOST_PEOPLE
from chalicelib.orders.show_order import show_order
from tests.orders.contracts import OPERATOR, draft, people


def test_a_draft_is_kept_with_its_price_and_its_people(office):
    order = office.drafted()
    found, listed = show_order(order.order_id, with_people=True)
    assert (found, listed) == (order, list(people(50)))
    assert (order.kind, order.status, order.price.total_grosze) == ("bulk_named", "drafted", 400000)


def test_the_largest_list_is_kept_in_its_order(office):
    order = office.drafted(draft(count=MOST_PEOPLE))
    assert show_order(order.order_id, with_people=True)[1] == list(people(MOST_PEOPLE))


def test_the_same_form_gives_the_same_order(office):
    first = office.drafted()
    office.later(days=30)  # by now the form itself would be refused
    assert office.drafted() == first


def test_a_reference_names_one_form_for_ever(office):
    office.drafted()
    with pytest.raises(OrderReferenceTaken):
        office.drafted(draft(count=51))
    renamed = (*people(49), people(51)[50])
    with pytest.raises(OrderReferenceTaken):
        draft_order(draft(), renamed, "", OPERATOR, office.now)


@pytest.mark.parametrize(
    ("given", "listed"),
    [(draft(), 49), (draft(), 0), (draft(product="bearer-network-z1", count=10), 10)],
)
def test_named_tickets_have_as_many_people_and_others_have_none(office, given, listed):
    with pytest.raises(OrderDetailInvalid) as refusal:
        draft_order(given, people(listed), "", OPERATOR, office.now)
    assert refusal.value.details == {"detail": "people"}


def test_a_refused_draft_keeps_nothing(office):
    given = draft(pay_by=draft().contract.signed_on)
    with pytest.raises(PaymentDayInvalid):
        office.drafted(given)
    again = office.drafted(draft())
    assert again.status == "drafted"


def test_who_loses_a_race_for_a_reference_gets_the_winners_order(office):
    winner = office.drafted()
    answers = iter([None])  # the first look comes before the winner's write
    real = kept_orders.get
    with patch.object(drafting.kept_orders, "get", lambda order_id: next(answers, real(order_id))):
        assert office.drafted() == winner


def test_the_audit_says_who_wrote_an_order_down(office):
    order = office.drafted()
    [entry] = list_entries("orders", 9, None)[0]
    assert (entry.what, entry.who, entry.why, entry.subject_id) == ("draft", OPERATOR, "as ordered", order.order_id)
    assert entry.after == {"status": "drafted", "total_grosze": 400000}
