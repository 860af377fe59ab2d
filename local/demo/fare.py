"""In act 3: a ride without a ticket, from the inspector's slip to the operator's books."""

from datetime import timedelta
from typing import Any

from local.demo.told import Cast, ledger, operators_books, saw, step, zloty
from local.phone import Phone, eventually

EMAIL = "passenger@example.com"


def pay_fare(cast: Cast, phone: Phone) -> bool:
    """Return whether what was paid agrees with the operator's books."""
    step("The next ride is without a ticket: POST /inspection/additional-fares")
    raised = cast.inspector.post("/inspection/additional-fares", {"offence": "no_ticket", "line": "50"}).json
    slip = {"number": raised["number"], "secret": raised["secret"]}
    saw(f"number {slip['number']}, secret {slip['secret']}; no name, no PESEL", "slip")

    step("What the slip's number and secret show: POST /additional-fares/lookups")
    seen = _seen(phone, slip)
    due = zloty(seen["due"]) if seen["due"] else "less, by an amount that no published list says: not payable here yet"
    saw(f"until {seen['reduced_until']} {due}, then {zloty(seen['due_later'])}")

    step("After eight days it is paid on the operator's page: POST /additional-fares/payments")
    cast.neighbours.advance(timedelta(days=8))
    wish = {"total": _seen(phone, slip)["due"], "method": "blik", "email": EMAIL}
    attempt = phone.post("/additional-fares/payments", slip | wish).json
    cast.gateway.pay(attempt["redirect_url"], blik_code="777 123")
    paid = eventually(lambda: (now := _seen(phone, slip))["state"] == "paid" and now, "the additional fare paid")
    saw(f"{paid['state']}: {zloty(paid['paid'])}, and {zloty(paid['due'])} is due")
    ledger(attempt["order_id"])
    [theirs] = cast.gateway.transactions(attempt["order_id"])
    asked, got = wish["total"]["amount"], paid["paid"]["amount"]
    print(f"\npaid {got / 100:.2f} = asked for {asked / 100:.2f}")
    agreed = (theirs["status"], theirs["amount"]) == ("paid", got)
    operators_books(theirs, agree=agreed)
    return agreed and got == asked


def _seen(phone: Phone, slip: dict[str, str]) -> Any:
    return phone.post("/additional-fares/lookups", slip).json
