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
    found = answer["recommendation"]
    return found and (found["reason"], found["product"], found["rate"], found["quantity"], found["saving"]["amount"])


@pytest.mark.parametrize(("people", "found"), [(8, None), (9, ("group_ticket", "group-15-z1", "normal", 1, 150))])
def test_nine_people_of_2009_ride_cheaper_on_a_group_ticket(quoted: Quoted, people, found):
    assert better(quoted(product="single-day-z1", quantity=people, on="2009-01-05")) == found


def test_sixteen_people_need_the_group_ticket_for_twenty(quoted: Quoted):
    answer = quoted(product="single-day-z1", quantity=16, on="2009-01-05")
    assert better(answer) == ("group_ticket", "group-20-z1", "normal", 1, 1600)


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


def test_who_rides_free_needs_no_ticket(quoted: Quoted):
    answer = quoted(product="60min-z123", concession="blood_donor")
    assert better(answer) == ("free_ride", None, None, 1, 800)


@pytest.mark.parametrize(
    ("first_day", "free"), [("2026-06-01", True), ("2026-06-02", False), ("2026-07-01", False), ("2026-09-01", True)]
)
def test_a_primary_pupil_rides_free_only_in_the_school_year(quoted: Quoted, first_day, free):
    wish = {"product": "metropolitan-z1", "concession": "primary_pupil", "on": first_day}
    assert (better(quoted(**wish)) == ("free_ride", None, None, 1, 19300)) is free


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
    assert found.offer
    assert (found.reason, found.offer.product.id, found.saving_grosze) == ("wider_ticket", "named-network-z23", 6400)


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
                other = edition.product(found["product"])
                assert found["saving"]["amount"] == answer["total"]["amount"] - found["total"]["amount"] > 0
                assert set(other.zones) >= set(product.zones)
                assert (other.minutes or 0) >= (product.minutes or 0)
    assert recommended


def test_a_recommendation_is_of_the_day_of_purchase(quoted: Quoted):
    answer = quoted(product="60min-z123", concession="student", on=date(2026, 3, 2).isoformat())
    assert answer["recommendation"]["total"]["amount"] == 400
