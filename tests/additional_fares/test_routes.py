"""Additional fares as phones meet them: every route, the operator's gateway and the minute, in one process."""

from collections.abc import Iterator

import pytest

from tests.safety.phone import Phone
from tests.safety.town import Town, encoded, new_town

EMAIL = "canary.passenger@example.com"
PASSENGER = {"given_name": "Zofia", "surname": "Kanarek", "born_in": 1990}
DEMAND = {"offence": "no_ticket", "line": "50", "zone": "I", "passenger": PASSENGER}


@pytest.fixture
def town(token_private_key: str) -> Iterator[Town]:
    with new_town(token_private_key) as town:
        yield town


@pytest.fixture
def passenger(town: Town) -> Phone:
    return Phone(town).registered()


@pytest.fixture
def inspector(town: Town) -> Phone:
    return Phone(town).registered("inspector")


def raised(inspector: Phone, **changes):
    told = inspector.said("POST", "/inspection/additional-fares", DEMAND | changes, 201)
    return {"number": told["number"], "secret": told["secret"]}


def week_later(town: Town, *phones: Phone) -> None:
    town.later(days=8)
    for phone in phones:
        phone.sign_in()


def paying(slip, grosze: int):
    return slip | {"total": {"amount": grosze}, "method": "blik", "email": EMAIL}


def test_from_the_inspection_to_the_operators_money(town: Town, passenger: Phone, inspector: Phone):
    slip = raised(inspector)
    seen = passenger.said("POST", "/additional-fares/lookups", slip)
    assert (seen["state"], seen["due"], seen["due_later"]["amount"]) == ("demanded", None, 40000)
    assert seen["reduced_until"] == "2026-11-30"
    assert [one["code"] for one in seen["cancellation"]["shown"]] == ["named_ticket", "rail_stamp", "document"]
    refused = passenger.send("POST", "/additional-fares/payments", paying(slip, 20000))
    assert (refused.status_code, refused.json_body["code"]) == (404, "additional_fare_amount_unknown")

    week_later(town, passenger)
    attempt = passenger.said("POST", "/additional-fares/payments", paying(slip, 40000), 201)
    assert (attempt["state"], attempt["amount"]["amount"]) == ("awaiting_customer", 40000)
    town.notify_of_charge(town.charges.approve(attempt["order_id"]))

    seen = passenger.said("POST", "/additional-fares/lookups", slip)
    assert (seen["state"], seen["due"]["amount"], seen["paid"]["amount"]) == ("paid", 0, 40000)


def test_what_nobody_paid_is_found_by_the_minute(town: Town, passenger: Phone, inspector: Phone):
    slip = raised(inspector)
    week_later(town, passenger)
    attempt = passenger.said("POST", "/additional-fares/payments", paying(slip, 40000), 201)
    town.charges.approve(attempt["order_id"])
    town.later(minutes=15)
    town.tick("take_due_demands")
    passenger.sign_in()
    assert passenger.said("POST", "/additional-fares/lookups", slip)["state"] == "paid"


def test_another_amount_than_was_shown_is_refused_with_the_right_one(town: Town, passenger: Phone, inspector: Phone):
    slip = raised(inspector)
    week_later(town, passenger)
    refused = passenger.send("POST", "/additional-fares/payments", paying(slip, 30000)).json_body
    assert (refused["code"], refused["total"]) == ("additional_fare_amount_changed", "400.00")


def test_a_wrong_secret_opens_nothing(passenger: Phone, inspector: Phone):
    slip = raised(inspector) | {"secret": "0000-0000"}
    for path, body in (
        ("lookups", slip),
        ("payments", paying(slip, 40000)),
        ("cancellations", slip | {"ticket_id": "tkt_mzxw6ytboi4dkmrtnfxgk2lt"}),
    ):
        answer = passenger.send("POST", f"/additional-fares/{path}", body)
        assert (answer.status_code, answer.json_body["code"]) == (404, "additional_fare_unknown")


def test_a_number_typed_wrongly_is_said_so(passenger: Phone):
    answer = passenger.send("POST", "/additional-fares/lookups", {"number": "1234 5678 9012", "secret": "0"})
    assert (answer.status_code, answer.json_body["code"]) == (422, "additional_fare_number_mistyped")


def test_the_ticket_that_could_not_be_shown_goes_to_the_service_point_while_the_fee_is_unknown(
    town: Town, passenger: Phone, inspector: Phone
):
    town.has_resident("51820201010", "600100200")
    passenger.activates("kk", "51820201010", "600100200")
    [card] = passenger.said("GET", "/cards")["items"]
    ticket = passenger.buys(EMAIL, resident_card=card["card_id"])
    town.later(minutes=1)
    asked = raised(inspector) | {"ticket_id": ticket}
    answer = passenger.send("POST", "/additional-fares/cancellations", asked)
    assert (answer.status_code, answer.json_body["code"]) == (404, "handling_fee_unknown")


def test_a_passengers_phone_raises_nothing(passenger: Phone):
    assert passenger.send("POST", "/inspection/additional-fares", DEMAND).status_code == 403


def test_the_storage_knows_neither_who_was_inspected_nor_who_paid(town: Town, passenger: Phone, inspector: Phone):
    slip = raised(inspector)
    week_later(town, passenger)
    passenger.said("POST", "/additional-fares/payments", paying(slip, 40000), 201)
    kept = encoded(town.stored()["demands"])
    for word in ("Zofia", "Kanarek", "Z.K.", EMAIL, passenger.device_id, slip["secret"]):
        assert word not in kept


def test_an_inspector_takes_away_what_they_raised_and_no_more(inspector: Phone):
    slip = raised(inspector)
    told = inspector.said("GET", "/me/export")
    assert [(one["offence"], one["line"]) for one in told["additional_fares"]] == [("no_ticket", "50")]
    assert slip["number"].replace(" ", "") not in encoded(told)
