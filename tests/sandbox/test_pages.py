import ast
from pathlib import Path

import pytest

import sandbox
from tests.sandbox.merchant import Merchant


@pytest.mark.parametrize("page", ["/", "/money", "/inbox", "/clock/page"])
def test_every_page_opens_on_an_empty_sandbox(merchant: Merchant, page: str) -> None:
    assert merchant.client.get(page).status_code == 200


def test_health_answers(merchant: Merchant) -> None:
    assert merchant.client.get("/health").get_json() == {"status": "ok"}


def test_the_money_page_tells_an_orders_story(merchant: Merchant) -> None:
    _, remote_id = merchant.started()
    merchant.decide(remote_id)
    merchant.clear(remote_id, "4.50")
    page = merchant.client.get("/money").text
    for told in ("held = captured + released + still held", "approved with visa", "clear 4.50 confirmed", "9,50"):
        assert told in page


def test_the_totals_are_of_every_order(merchant: Merchant) -> None:
    _, captured = merchant.started("approve")
    merchant.clear(captured, "4.50")
    merchant.started("approve")
    merchant.started()
    totals = merchant.client.get("/money.json?order_id=none").get_json()["totals"]
    assert totals == {
        "orders": 3,
        "transactions": 3,
        "held": 2800,
        "captured": 450,
        "released": 950,
        "still_held": 1400,
        "refunded": 0,
        "unbalanced": 0,
    }


def test_the_pay_page_of_a_finished_order_offers_nothing(merchant: Merchant) -> None:
    _, remote_id = merchant.started()
    assert 'value="approve"' in merchant.client.get(f"/pay/{remote_id}").text
    merchant.decide(remote_id)
    assert 'value="approve"' not in merchant.client.get(f"/pay/{remote_id}").text


def test_the_sandbox_shares_no_code_with_the_product() -> None:
    for source in Path(sandbox.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.split(".")[0] == "chalicelib"], source.name
