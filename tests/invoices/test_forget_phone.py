"""A phone leaves its invoices: the buyer stays on them, the phone and the e-mail address do not."""

from dataclasses import replace

from chalicelib.invoices import kept_invoices
from chalicelib.invoices.correct_invoice import correct_invoice
from chalicelib.invoices.forget_phone import forget_phone
from chalicelib.invoices.issue_invoice import issue_invoice
from chalicelib.invoices.own_data import own_invoices
from tests.invoices.sales import BUYER, NOW, SALE, sale


def test_the_law_keeps_the_buyer_and_nothing_else(tables):
    issue_invoice(replace(SALE, buyer=replace(BUYER, email="buyer@example.com")), NOW)
    correct_invoice("tkt_a", (), "Zwrot", NOW)
    before = kept_invoices.of_reference("tkt_a")
    assert {one.sale.buyer.email for one in before} == {"buyer@example.com"}
    assert len(list(forget_phone("dev_a"))) == 2
    after = kept_invoices.of_reference("tkt_a")
    assert {one.sale.buyer for one in after} == {BUYER}
    names = {one.sale.device_id for one in after}
    assert len(names) == 2 and all(name.startswith("gone_") for name in names)
    assert [replace(new, sale=old.sale) for old, new in zip(before, after, strict=True)] == before
    assert own_invoices("dev_a", 10, None) == ([], None)


def test_another_phones_invoices_stay_its_own(tables):
    issue_invoice(sale("tkt_b", device_id="dev_b"), NOW)
    issue_invoice(SALE, NOW)
    list(forget_phone("dev_a"))
    assert [one.invoice_id for one in own_invoices("dev_b", 10, None)[0]] == ["tkt_b_0"]


def test_what_no_phone_asked_for_is_in_no_phones_list(tables):
    issue_invoice(replace(SALE, device_id=""), NOW)
    assert own_invoices("dev_a", 10, None) == ([], None)
