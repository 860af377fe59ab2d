"""Orders under contracts at the desk: from the customer's form and list to the invoice, or to the money back."""

import json
from datetime import UTC, datetime

import pytest
import time_machine

from chalicelib import config
from chalicelib.audit.list_entries import list_entries
from tests.mk.conftest import OPERATOR
from tests.orders.contracts import MODELS

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CUSTOMER = (
    *("--contract", "ZTP/12/2026", "--contract-date", "2026-10-01"),
    *("--customer", "Przykładowa sp. z o.o.", "--address", "ul. Przykładowa 1", "--address", "30-001 Kraków"),
    *("--nip", "526-025-02-74", "--email", "office@example.com"),
)
NAMED = ("--product", "named-network-z1", "--rate", "special", "--agreed", "105.00", "--first-day", "2026-12-01")


@pytest.fixture
def office(mk, tables, aws, monkeypatch):
    tables(*MODELS)
    aws("ssm").put_parameter(Name="/mkrakow/test/cursors/key", Value="k", Type="SecureString")
    monkeypatch.setattr(config, "SELLER_NAME", "Przewoźnik")
    with time_machine.travel(NOW, tick=False) as clock:

        def run(*arguments):
            clock.shift(1)
            return mk("orders", *arguments)

        yield run


@pytest.fixture
def people(tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("given_name,surname,born_in\n" + "Jan,Przykładowy,1990\n" * 50, encoding="utf-8")
    return str(file)


@pytest.fixture
def draft(office, people):
    def run(*instead, reference="form-1"):
        wanted = instead or (*NAMED, "--people", people)
        return office(
            "draft", "--reference", reference, *CUSTOMER, *wanted, "--pay-by", "2026-11-30", "--why", "form", "--json"
        )

    return run


@pytest.fixture
def order_id(draft):
    status, said = draft()
    assert status == 0, said
    return json.loads(said)["order_id"]


def steps(office, order_id, *names):
    """Take the steps by their names; each must be taken."""
    given = {
        "confirm": ("--total", "5250.00"),
        "pay": ("--amount", "5250.00", "--bank-reference", "BANK/1", "--received-on", "2026-11-23"),
    }
    for name in names:
        status, said = office(name, order_id, *given.get(name, ()), "--why", name)
        assert status == 0, said


@pytest.mark.parametrize("line", ["52 ", "WSZYSTKI", "902"])
def test_an_order_for_a_line_that_is_none_or_not_sold_is_refused(draft, people, line):
    one_line = ("--product", "named-1-line-z1", *NAMED[2:], "--line", line, "--people", people)
    assert draft(*one_line)[0] == 1
    assert draft(*one_line[:-3], "52", "--people", people)[0] == 0


def test_an_order_goes_from_its_form_to_the_tickets(office, order_id):
    steps(office, order_id, "confirm", "pay", "hand-over")
    status, said = office("show", order_id, "--people")
    assert status == 0
    for fact in (
        "wydane",
        "ZTP/12/2026",
        "Przykładowa sp. z o.o., ul. Przykładowa 1",
        "5260250274",
        "50 × 105,00\u00a0zł",
    ):
        assert fact in said
    assert said.count("Jan Przykładowy 1990") == 50
    assert office("list", "--status", "paid", "--language", "en")[1] == "Nothing is waiting.\n"


def test_every_step_keeps_who_took_it_and_why(office, order_id):
    steps(office, order_id, "confirm", "pay", "cancel", "refund")
    entries = list_entries("orders", 9, None)[0]
    assert [(entry.what, entry.who, entry.why) for entry in reversed(entries)] == [
        ("draft", OPERATOR, "form"),
        *((name, OPERATOR, name) for name in ("confirm", "pay", "cancel", "refund")),
    ]
    assert "refund" in office("show", order_id, "--json")[1]


def test_what_waits_is_listed_in_the_operators_language_a_page_at_a_time(office, draft, order_id):
    assert draft(reference="form-2")[0] == 0
    status, said = office("list", "--language", "en")
    assert (status, said.count("named tickets  PLN 5,250.00  2026-11-30  drafted")) == (0, 2)
    page = json.loads(office("list", "--limit", "1", "--json")[1])
    rest = json.loads(office("list", "--limit", "1", "--json", "--cursor", page["next_cursor"])[1])
    assert [one["draft"]["reference"] for one in page["items"] + rest["items"]] == ["form-1", "form-2"]


def test_a_repeated_draft_gives_the_same_order(draft, order_id):
    assert json.loads(draft()[1])["order_id"] == order_id


def test_an_event_and_tourist_cards_are_ordered_by_their_number(draft):
    event = ("--product", "event-group-2-day", "--agreed", "3690.00", "--first-day", "2026-12-05", "--count", "1000")
    assert json.loads(draft(*event)[1])["total_grosze"] == 369000
    cards = ("--product", "tourist-3-day", "--agreed", "60.00", "--count", "20")
    assert json.loads(draft(*cards, reference="form-2")[1])["total_grosze"] == 120000


def test_a_list_with_mistakes_names_them_and_keeps_nothing(office, draft, tmp_path):
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("given_name,surname,born_in\nJan,,1990\nAnna,Próbna,90\n", encoding="utf-8")
    status, said = draft(*NAMED, "--people", str(wrong))
    assert (status, json.loads(said)["refused"]) == (1, "people_list_invalid")
    assert "2: surname, 3: born_in" in said
    assert json.loads(office("list", "--json")[1])["items"] == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("confirm", "--total", "5249.99"), "order_price_changed"),
        (
            ("pay", "--amount", "5250.00", "--bank-reference", "B", "--received-on", "2026-11-23"),
            "order_step_impossible",
        ),
        (("hand-over",), "order_step_impossible"),
        (("refund",), "order_step_impossible"),
    ],
)
def test_a_step_that_is_not_due_is_refused_with_status_1(office, order_id, arguments, code):
    name, *given = arguments
    status, said = office(name, order_id, *given, "--why", "x", "--language", "en")
    assert (status, f"refused: {code}: " in said) == (1, True)


def test_the_confirmation_and_the_invoice_are_written_as_files(office, order_id, tmp_path):
    confirmation, invoice = tmp_path / "confirmation.pdf", tmp_path / "invoice.pdf"
    confirming = ("confirm", order_id, "--total", "5250.00", "--why", "agreed", "--out", str(confirmation))
    assert office(*confirming)[0] == 0
    assert office("invoice", order_id, "--out", str(invoice))[0] == 1
    assert not invoice.exists()
    steps(office, order_id, "pay")
    status, said = office("invoice", order_id, "--out", str(invoice), "--json")
    assert (status, json.loads(said)) == (0, {"number": "DKF/2026/11/000001"})
    assert [file.read_bytes()[:4] for file in (confirmation, invoice)] == [b"%PDF", b"%PDF"]


def test_a_days_books_name_the_transfers_of_orders(mk, office, order_id):
    steps(office, order_id, "confirm", "pay", "cancel", "refund")
    status, said = mk("ledger", "balance", "--day", "2026-11-23", "--json")
    assert (status, json.loads(said)["accounts"]["mpk:bank"]["balance_grosze"]) == (0, 0)


@pytest.mark.parametrize(
    "arguments",
    [
        ("draft",),
        ("confirm", "ord_a", "--why", "x"),
        ("confirm", "ord_a", "--total", "1", "--why", "x"),
        ("pay", "ord_a", "--amount", "1.00", "--why", "x"),
        ("cancel", "ord_a"),
        ("invoice", "ord_a"),
        ("list", "--status", "handed_over"),
    ],
)
def test_what_is_not_understood_ends_with_status_2(office, arguments):
    with pytest.raises(SystemExit) as ended:
        office(*arguments)
    assert ended.value.code == 2
