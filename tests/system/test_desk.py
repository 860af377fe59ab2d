"""What an operator does at the desk of the running system, as its phones, its gateways and its books see it."""

from datetime import date, timedelta

import pytest

from tests.system.driver import Driver, assert_problem, eventually, new_resident

CUSTOMER = (
    *("--contract", "ZTP/12/2026", "--contract-date", "2026-10-01"),
    *("--customer", "Przykładowa sp. z o.o.", "--address", "ul. Przykładowa 1", "--address", "30-001 Kraków"),
    *("--nip", "526-025-02-74", "--email", "office@example.com"),
)


@pytest.fixture
def resident(cards):
    """Somebody whose text messages do not come."""
    yield new_resident(cards)
    cards.press("acc_01", "restore")


def test_a_ticket_is_found_by_its_card_and_shown_with_its_books(paid_hours, driver: Driver, card_id, mpk, mk):
    ticket = driver.bought_ticket(mpk, product="named-network-z1", rate="resident", resident_card=card_id)
    [found] = mk("tickets", "find", "--card", card_id)["items"]
    shown = mk("tickets", "show", ticket["payment"]["order_id"])
    assert found["ticket_id"] == shown["ticket_id"] == ticket["ticket_id"]
    [entry] = shown["ledger"]
    assert sum(entry["lines"].values()) == 0
    assert max(entry["lines"].values()) == ticket["payment"]["paid"]["amount"]


def test_a_holder_without_a_phone_takes_the_ticket_over_with_a_code_of_the_desk(
    paid_hours, driver: Driver, new_driver, mpk, mk
):
    ticket, newer = driver.bought_ticket(mpk), new_driver()
    offered = mk(
        *("tickets", "transfer", ticket["ticket_id"], "--document", ticket["holder"]),
        *("--why", "the phone is lost; identity card seen"),
    )

    moved = newer.phone.post(f"/tickets/{ticket['ticket_id']}/move", {"code": offered["code"]})

    assert (moved.status, moved.json["state"]) == (200, "active")
    assert_problem(driver.ticket(ticket), 404, "ticket_unknown")


def test_a_code_of_the_desk_links_the_card_as_one_by_sms_does(paid_hours, driver: Driver, cards, resident, mk):
    asked = driver.asked_for_identity(cards, resident)
    asked = driver.phone.take(asked, pesel=resident.pesel, phone=resident.phone).json
    issuing = ("codes", "issue", asked["activation_id"], "--why", "no message came; identity card seen")
    issued = mk(*issuing, given=f"{resident.pesel}\n")

    linked = driver.phone.take(asked, code=issued["code"])

    assert (linked.status, linked.json["next_step"]) == (200, None)
    [card] = driver.phone.get("/cards").json["items"]
    assert (card["card_id"], card["status"]) == (linked.json["card_id"], "active")


def test_what_no_rule_settles_waits_and_is_decided(paid_hours, driver: Driver, mpk, mk):
    stay = driver.started("approve.wrong-amount")
    driver.until(stay, "needs_review")
    ticket = driver.ordered_ticket("told-wrong")
    mpk.pay(ticket["payment"]["redirect_url"])
    stays_order, tickets_order = f"{stay['stay_id']}_1", ticket["payment"]["order_id"]
    waiting = eventually(
        lambda: ({stays_order, tickets_order} <= (found := _waiting(mk)).keys()) and found, "what waits for a person"
    )
    assert (waiting[stays_order]["owner"], waiting[tickets_order]["owner"]) == ("city", "mpk")
    ruling = waiting[tickets_order]["possible"][0]
    paid_hours.advance(minutes=2)  # whoever made its last call has given it out of hand by then

    mk("review", "decide", tickets_order, ruling, "--why", "the gateway's page says so")

    decided = mk("audit", "list", "--area", "payments")["items"][0]
    assert (decided["subject_id"], decided["what"]) == (tickets_order, ruling)


def test_an_order_under_a_contract_goes_from_its_form_to_its_invoice(paid_hours, driver: Driver, mk, tmp_path):
    people, paper = tmp_path / "people.csv", tmp_path / "invoice.pdf"
    people.write_text("given_name,surname,born_in\n" + "Jan,Przykładowy,1990\n" * 50, encoding="utf-8")
    today = paid_hours.now().date()
    draft = mk(
        *("orders", "draft", "--reference", driver.name, *CUSTOMER, "--people", str(people)),
        *("--product", "named-network-z1", "--rate", "special", "--agreed", "105.00"),
        *("--first-day", _day(today, 20), "--pay-by", _day(today, 14), "--why", "the form is signed"),
    )
    order_id, total = draft["order_id"], draft["total_grosze"]
    zloty = f"{total / 100:.2f}"
    confirmed = mk("orders", "confirm", order_id, "--total", zloty, "--out", str(paper), "--why", "agreed by letter")
    assert (confirmed["status"], paper.read_bytes()[:5]) == ("confirmed", b"%PDF-")
    assert order_id in {one["order_id"] for one in _all_orders(mk, "confirmed")}
    received = ("--amount", zloty, "--bank-reference", f"BANK/{driver.name}", "--received-on", today.isoformat())
    paid = mk("orders", "pay", order_id, *received, "--why", "the bank's statement")
    assert paid["status"] == "paid"

    invoice = mk("orders", "invoice", order_id, "--out", str(paper))

    assert paper.read_bytes().startswith(b"%PDF-")
    [document] = mk("invoices", "show", order_id)["items"]
    assert (document["number"], document["total"]["amount"]) == (invoice["number"], total)
    assert mk("ledger", "balance", "--day", today.isoformat())["proved"]


def test_the_operators_day_is_compared_with_its_gateway_when_asked(paid_hours, driver: Driver, mpk, mk):
    day = paid_hours.now().date()
    order_id = driver.bought_ticket(mpk)["payment"]["order_id"]
    paid_hours.go_to(day + timedelta(days=1), 9)

    mk("reconcile", "run", "--owner", "mpk", "--day", day.isoformat(), "--afresh")

    def complete():
        found = mk("reconcile", "show", "--owner", "mpk", "--day", day.isoformat())
        return found if found["run"] and found["run"]["complete"] else None

    found = eventually(complete, "the comparison", 90)
    assert found["run"]["equal"] >= 1
    assert order_id not in {one["order_id"] for one in found["differences"]}


def test_the_books_of_all_days_sum_to_zero(paid_hours, driver: Driver, mpk, mk):
    driver.bought_ticket(mpk)
    driver.parked()
    now = paid_hours.now().date()
    balance = mk("ledger", "balance", "--from", _day(now, -1), "--until", now.isoformat())
    assert (balance["proved"], balance["sum_grosze"], balance["unbalanced"]) == (True, 0, [])
    assert balance["entries"] >= 1


def _day(start: date, later: int) -> str:
    return (start + timedelta(days=later)).isoformat()


def _waiting(mk):
    return {one["order_id"]: one for one in mk("review", "list", "--limit", "1000")["items"]}


def _all_orders(mk, status: str):
    return mk("orders", "list", "--status", status, "--limit", "1000")["items"]
