"""The cheaper way to buy the same travel."""

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from chalicelib.tariff.offer import offer
from chalicelib.tariff.order import TicketQuote
from chalicelib.tariff.product import LINES_NAMED, Price
from chalicelib.tariff.published_editions import all_editions, edition_on
from chalicelib.tariff.recommend import recommend
from tests.tariff.conftest import Quoted


def better(answer):
    """The reason, each ticket, and what it saves; one ticket stands by itself."""
    found = answer["recommendation"]
    if found is None:
        return None
    tickets = [(one["product"], one["rate"], one["quantity"]) for one in found["tickets"]]
    return (found["reason"], *(tickets[0] if len(tickets) == 1 else tickets), found["saving"]["amount"])


@pytest.mark.parametrize(("people", "found"), [(8, None), (9, ("group_ticket", "group-15-z1", "normal", 1, 150))])
def test_nine_people_of_2009_ride_cheaper_on_a_group_ticket(quoted: Quoted, people, found):
    assert better(quoted(product="single-day-z1", quantity=people, on="2009-01-05")) == found


def test_seventeen_people_need_the_group_ticket_for_twenty(quoted: Quoted):
    answer = quoted(product="single-day-z1", quantity=17, on="2009-01-05")
    assert better(answer) == ("group_ticket", "group-20-z1", "normal", 1, 1850)


@pytest.mark.parametrize(
    ("wish", "tickets", "total"),
    [
        ({"product": "single-day-z1", "quantity": 16}, [("group-15-z1", 1), ("single-day-z1", 1)], 2350),
        ({"product": "single-day-z1", "quantity": 21}, [("group-20-z1", 1), ("single-day-z1", 1)], 2650),
        ({"product": "group-15-z1", "quantity": 3}, [("group-20-z1", 2), ("single-day-z1", 5)], 6050),
        ({"product": "single-day-z1", "quantity": 35}, [("group-20-z1", 1), ("group-15-z1", 1)], 4500),
        (
            {"product": "single-day-z1", "quantity": 36},
            [("group-20-z1", 1), ("group-15-z1", 1), ("single-day-z1", 1)],
            4750,
        ),
        ({"product": "single-day-z1", "quantity": 10_000}, [("group-20-z1", 500)], 1_200_000),
        (
            {"product": "single-z123", "quantity": 21, "on": "2026-11-23"},
            [("group-20-z123", 1), ("single-z123", 1)],
            6600,
        ),
    ],
)
def test_people_together_ride_on_the_cheapest_mix_of_group_and_single_tickets(quoted: Quoted, wish, tickets, total):
    answer = quoted(**{"on": "2009-01-05"} | wish)
    found = answer["recommendation"]
    assert [(one["product"], one["quantity"]) for one in found["tickets"]] == tickets
    assert found["total"]["amount"] == total == sum(one["total"]["amount"] for one in found["tickets"])
    assert found["saving"]["amount"] == answer["total"]["amount"] - total


def test_a_group_keeps_the_rate_it_asked_for(quoted: Quoted):
    answer = quoted(product="single-day-z1", rate="statute", quantity=21, on="2009-01-05")
    assert better(answer) == ("group_ticket", ("group-20-z1", "statute", 1), ("single-day-z1", "statute", 1), 1300)


def test_what_is_already_the_cheapest_mix_has_no_cheaper_way(quoted: Quoted):
    assert quoted(product="group-15-z1", quantity=2, on="2009-01-05")["recommendation"] is None


def test_thirty_people_take_two_group_tickets(quoted: Quoted):
    answer = quoted(product="single-day-z1", quantity=30, on="2009-01-05")
    assert better(answer) == ("group_ticket", "group-15-z1", "normal", 2, 3300)


def test_the_same_ticket_at_a_rate_that_the_buyer_may_use(quoted: Quoted):
    answer = quoted(product="named-network-z1", months=3, on="2018-09-03", entitled=["resident"])
    assert better(answer) == ("better_rate", "named-network-z1", "resident", 1, 5000)
    assert answer["recommendation"]["documents"][0]["code"] == "krakow_card"


def test_a_rate_is_never_assumed(quoted: Quoted):
    assert quoted(product="named-network-z1", months=3, on="2018-09-03")["recommendation"] is None


def test_a_right_gives_its_reduced_rate(quoted: Quoted):
    answer = quoted(product="60min-z123", concession="student")
    assert better(answer) == ("better_rate", "60min-z123", "reduced", 1, 400)


def test_a_resident_with_a_right_pays_the_reduced_resident_price(quoted: Quoted):
    answer = quoted(product="named-network-z1", rate="resident", concession="student")
    assert better(answer) == ("better_rate", "named-network-z1", "resident_reduced", 1, 4950)


@pytest.mark.parametrize(
    ("wish", "saving"),
    [
        ({"product": "60min-z123"}, 800),
        ({"product": "24h-z1"}, 2000),
        ({"product": "named-network-z1", "rate": "resident"}, 9900),
        ({"product": "half-year-z1", "rate": "resident"}, 51500),
        ({"product": "5plus1-z1", "rate": "resident"}, 51500),
    ],
)
def test_who_rides_free_needs_no_ticket_of_the_citys_own_transport(quoted: Quoted, wish, saving):
    answer = quoted(**wish, concession="blood_donor")
    assert better(answer) == ("free_ride", saving)
    assert answer["recommendation"]["total"]["amount"] == 0


@pytest.mark.parametrize(
    "wish",
    [
        pytest.param({"product": "metropolitan-z1"}, id="rail and local buses too"),
        pytest.param({"product": "metropolitan-z123", "on": "2024-09-02"}, id="the whole region"),
        pytest.param({"product": "joint-70min-z123", "on": "2024-09-02"}, id="rail too"),
        pytest.param({"product": "group-20-z1"}, id="a group"),
        pytest.param({"product": "single-z123", "quantity": 9}, id="nine single rides"),
        pytest.param({"product": "named-network-z1", "rate": "resident", "quantity": 2}, id="two people's months"),
        pytest.param({"product": "family-z123"}, id="a family"),
    ],
)
def test_a_right_to_ride_free_is_its_holders_alone_and_the_citys_alone(quoted: Quoted, wish):
    assert quoted(**wish, concession="blood_donor")["recommendation"] is None


@pytest.mark.parametrize(
    "wish",
    [
        {"product": "rail-integrated-35km", "on": "2019-06-03"},
        {"product": "event-group-1-day", "people": 5000, "on": "2019-02-04"},
        {"product": "bearer-network-z1", "on": "2018-09-03"},
    ],
)
def test_no_free_ride_by_rail_at_an_event_or_for_whoever_bears_the_ticket(quoted: Quoted, wish):
    assert quoted(**wish, concession="large_family")["recommendation"] is None


@pytest.mark.parametrize(
    ("concession", "documents"), [("lower_limbs", ["medical_certificate"]), ("blood_donor", ["proof_of_free_ride"])]
)
def test_who_rides_free_is_told_what_proves_it(quoted: Quoted, concession, documents):
    found = quoted(product="60min-z123", concession=concession)["recommendation"]
    assert [document["code"] for document in found["documents"]] == documents
    assert found["tickets"] == []


@pytest.mark.parametrize(
    "wish",
    [
        {"product": "single-day-z1", "quantity": 8, "concession": "student"},
        {"product": "single-day-z1", "quantity": 8, "entitled": ["statute", "council"]},
        {"product": "named-network-z1", "quantity": 2, "purchases_before": 1},
        {"product": "group-15-z1", "concession": "student"},
    ],
)
def test_the_buyers_own_right_is_not_lent_to_others(quoted: Quoted, wish):
    assert quoted(**wish, on="2009-01-05")["recommendation"] is None


def test_two_pupils_semesters_are_not_told_of_one_pupils_right(quoted: Quoted):
    wish = {"product": "named-network-z1", "rate": "reduced", "months": 5, "on": "2019-02-01", "quantity": 2}
    assert quoted(**wish, concession="pupil")["recommendation"] is None


@pytest.mark.parametrize(
    ("first_day", "free"), [("2026-06-01", True), ("2026-06-02", False), ("2026-07-01", False), ("2026-09-01", True)]
)
def test_a_primary_pupil_rides_free_only_in_the_school_year(quoted: Quoted, first_day, free):
    wish = {"product": "named-network-z1", "rate": "resident", "concession": "primary_pupil", "on": first_day}
    assert (better(quoted(**wish)) == ("free_ride", 9900)) is free


@pytest.mark.parametrize(("on", "free"), [("2018-08-31", False), ("2018-09-01", True), ("2019-09-01", False)])
def test_gimnazjum_pupils_rode_free_in_one_school_year(quoted: Quoted, on, free):
    answer = quoted(product="24h-z1", concession="gimnazjum_pupil", on=on)
    assert (answer["recommendation"] is not None) is free


def test_five_months_of_a_pupil_are_a_semester(quoted: Quoted):
    wish = {"product": "named-network-z1", "rate": "reduced", "months": 5, "on": "2019-02-01"}
    answer = quoted(**wish, concession="pupil")
    assert better(answer) == ("longer_ticket", "semester-z1", "reduced", 1, 2960)
    assert [network["code"] for network in answer["recommendation"]["without"]] == ["tele_bus"]
    assert quoted(**wish, concession="pensioner")["recommendation"] is None


def test_five_months_longer_than_150_days_are_no_semester(quoted: Quoted):
    wish = {"product": "named-network-z1", "rate": "reduced", "months": 5, "concession": "pupil"}
    assert quoted(**wish, on="2018-10-01")["recommendation"] is None


def test_a_second_purchase_of_2009_is_cheaper(quoted: Quoted):
    answer = quoted(product="named-network-z1", purchases_before=1, on="2009-01-05")
    assert better(answer) == ("better_rate", "named-network-z1", "city", 1, 550)


def test_a_ticket_that_reaches_further_for_less_is_told():
    edition = edition_on(date(2021, 3, 1))
    dearer = replace(edition.product("named-network-z2"), prices={"normal": Price(16_000, "high", ("cennik-2021",))})
    others = [product for product in edition.products if product.id != dearer.id]
    changed = replace(edition, products=(dearer, *others))
    bought_at = datetime(2021, 3, 1, 12, tzinfo=UTC)

    found = recommend(changed, offer(changed, TicketQuote(product=dearer.id), bought_at), bought_at)

    assert found
    wider = [one.product.id for one in found.offers]
    assert (found.reason, wider, found.saving_grosze) == ("wider_ticket", ["named-network-z23"], 6400)


@pytest.mark.parametrize("edition", all_editions(), ids=lambda edition: edition.id)
def test_a_recommendation_saves_money_and_loses_neither_zones_nor_time(quoted: Quoted, edition):
    recommended = 0
    for product in edition.products:
        for rate in product.rates:
            if rate in product.unknown or rate == "special":
                continue
            wish = {"product": product.id, "rate": rate, "on": edition.valid_from.isoformat()}
            wish |= {"purchases_before": 1, "lines": ["50", "52"][: LINES_NAMED[product.lines]]}
            answer = quoted(**wish, entitled=["resident", "reduced", "resident_reduced", "council", "statute"])
            found = answer["recommendation"]
            if found:
                recommended += 1
                assert found["saving"]["amount"] == answer["total"]["amount"] - found["total"]["amount"] > 0
                for other in [edition.product(ticket["product"]) for ticket in found["tickets"]]:
                    assert set(other.zones) >= set(product.zones)
                    assert (other.minutes or 0) >= (product.minutes or 0)
    assert recommended


def test_a_recommendation_is_of_the_day_of_purchase(quoted: Quoted):
    answer = quoted(product="60min-z123", concession="student", on=date(2026, 3, 2).isoformat())
    assert answer["recommendation"]["total"]["amount"] == 400
