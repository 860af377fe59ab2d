"""A quote: its lines, what it refuses, its conditions and documents."""

from datetime import datetime

import pytest

from chalicelib.errors import CityError
from chalicelib.tariff import errors
from chalicelib.warsaw import WARSAW
from tests.tariff.conftest import Quoted

MON = "2026-11-23"


def codes(things):
    return [thing["code"] for thing in things]


def amounts(answer):
    return {line["rule"]: line["amount"]["amount"] for line in answer["lines"]}


def test_a_quote_has_a_line_for_each_rule_and_they_add_up(quoted: Quoted):
    answer = quoted(product="named-network-z1", months=3, quantity=2, on="2018-09-03")
    assert amounts(answer) == {"price": 8900, "several_months": 17800, "months_rebate": -530, "quantity": 26170}
    assert answer["total"] == {"amount": 52340, "currency": "PLN"}
    assert answer["edition"] == "kmk-2018-08-01"
    assert all(line["sources"] for line in answer["lines"])


def test_a_quote_without_a_day_is_for_now(quoted: Quoted):
    answer = quoted(product="named-network-z1", rate="resident", months=3)
    assert (answer["total"]["amount"], answer["edition"]) == (29700, "kmk-2026-03-02")
    assert (answer["valid_from"], answer["valid_until"]) == ("2026-11-23T10:30:00+01:00", "2027-02-22T23:59:59+01:00")
    assert "from_now_to_midnight" in codes(answer["conditions"])


def test_a_stamped_ticket_tells_its_end_once_it_is_stamped(quoted: Quoted):
    assert quoted(product="60min-z123")["valid_until"] is None
    stamped = quoted(product="60min-z123", stamped_at="2026-11-23T12:00:00+01:00")
    assert stamped["valid_until"] == "2026-11-23T12:59:59+01:00"


@pytest.mark.parametrize(
    ("rate", "product", "grosze"),
    [
        ("normal", "single-day-z1", 300),
        ("council", "single-day-z1", 160),
        ("statute", "single-day-z1", 150),
        ("council", "group-15-z1", 1275),
        ("normal", "single-night-z12", 650),
        ("statute", "week-z12", 2305),
        ("normal", "family-z12", 1650),
    ],
)
def test_drivers_of_2008_take_a_surcharge_per_ticket(quoted: Quoted, rate, product, grosze):
    assert quoted(product=product, rate=rate, from_driver=True, on="2009-01-05")["total"]["amount"] == grosze


def test_an_event_of_six_days_pays_four_and_two_further(quoted: Quoted):
    answer = quoted(product="event-group-4-day", people=1000, further_days=2, on="2019-02-04")
    assert amounts(answer) == {
        "price": 63800,
        "further_days": 32000,
        "event_groups": 862200,
        "event_rebate": -95800,
    }
    assert answer["valid_until"] == "2019-02-09T23:59:59+01:00"


def test_the_city_rate_begins_with_the_second_purchase(quoted: Quoted):
    wish = {"product": "named-network-z1", "rate": "city", "on": "2009-01-05"}
    with pytest.raises(errors.SecondPurchaseWanted):
        quoted(**wish)
    assert quoted(**wish, purchases_before=1)["total"]["amount"] == 8850


@pytest.mark.parametrize(
    ("product", "least", "one"), [("named-network-z1", 50, 8000), ("bearer-network-z1", 10, 12200)]
)
def test_the_special_price_is_for_many_at_once(quoted: Quoted, product, least, one):
    wish = {"product": product, "rate": "special", "on": "2018-09-03"}
    with pytest.raises(errors.QuantityTooSmall) as refusal:
        quoted(**wish, quantity=least - 1)
    assert refusal.value.details == {"least": least}
    answer = quoted(**wish, quantity=least)
    assert answer["total"]["amount"] == least * one
    assert codes(answer["documents"]) == ["agreement"]


@pytest.mark.parametrize(("rate", "longest"), [("normal", 12), ("resident", 3), ("resident_reduced", 3)])
def test_a_resident_buys_at_most_three_months_at_once(quoted: Quoted, rate, longest):
    wish = {"product": "named-network-z1", "rate": rate, "on": "2018-09-03"}
    assert quoted(**wish, months=longest)["total"]["amount"]
    with pytest.raises(errors.TooManyMonths) as refusal:
        quoted(**wish, months=longest + 1)
    assert refusal.value.details == {"months": longest}


def test_the_rebate_between_2019_and_2021_is_not_guessed(quoted: Quoted):
    wish = {"product": "named-network-z1", "on": "2019-06-03"}
    assert quoted(**wish)["total"]["amount"] == 10600
    with pytest.raises(errors.SeveralMonthsUnknown):
        quoted(**wish, months=2)


@pytest.mark.parametrize("first_day", [MON, "2026-12-23"])
def test_a_ticket_is_sold_up_to_30_days_ahead(quoted: Quoted, first_day):
    assert quoted(product="named-network-z1", rate="resident", first_day=first_day)


@pytest.mark.parametrize("first_day", ["2026-11-22", "2026-12-24", "9999-12-31", "0001-01-01"])
def test_a_ticket_is_not_sold_for_yesterday_nor_later_than_in_30_days(quoted: Quoted, first_day):
    with pytest.raises(errors.OutsideSale) as refusal:
        quoted(product="named-network-z1", rate="resident", first_day=first_day)
    assert refusal.value.details == {"first_day": MON, "last_day": "2026-12-23"}


@pytest.mark.parametrize("issued_on", ["2018-06-03", "2018-09-03"])
def test_an_activating_ticket_starts_while_its_certificate_is_good(quoted: Quoted, issued_on):
    answer = quoted(product="activating-z1", on="2018-09-03", certificate_issued_on=issued_on)
    assert codes(answer["documents"]) == ["unemployment_certificate"]
    assert "certificate" in codes(answer["conditions"])


@pytest.mark.parametrize("issued_on", ["2018-06-02", "2018-09-04", "9999-12-31", "0001-01-01"])
def test_a_certificate_older_than_three_months_or_of_tomorrow_is_refused(quoted: Quoted, issued_on):
    with pytest.raises(errors.CertificateNotValid):
        quoted(product="activating-z1", on="2018-09-03", certificate_issued_on=issued_on)


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        pytest.param({"product": "nothing"}, errors.ProductUnknown, id="no such ticket"),
        pytest.param({"product": "named-network-z1"}, errors.RateNotOffered, id="no such rate"),
        pytest.param({"product": "metropolitan-z2"}, errors.PriceUnknown, id="price not found"),
        pytest.param({"product": "60min-z123", "on": "2015-01-01"}, errors.TariffUnknown, id="list not found"),
        pytest.param({"product": "60min-z123", "months": 2}, errors.TooManyMonths, id="months of minutes"),
        pytest.param({"product": "60min-z123", "first_day": MON}, errors.DetailNotWanted, id="day of minutes"),
        pytest.param({"product": "60min-z123", "people": 5}, errors.DetailNotWanted, id="people"),
        pytest.param({"product": "60min-z123", "from_driver": True}, errors.NotSoldByDriver, id="driver"),
        pytest.param({"product": "60min-z123", "lines": ["50"]}, errors.LinesWanted, id="a line too much"),
        pytest.param({"product": "60min-z123", "rail_rebate": 49}, errors.DetailNotWanted, id="rail"),
        pytest.param(
            {"product": "60min-z123", "stamped_at": "9999-12-31T23:59:59-23:00"}, errors.OutsideSale, id="far stamp"
        ),
        pytest.param(
            {"product": "60min-z123", "stamped_at": "0001-01-01T00:00:00+23:00"}, errors.OutsideSale, id="old stamp"
        ),
        pytest.param({"product": "named-1-line-z1", "rate": "resident"}, errors.LinesWanted, id="no line"),
        pytest.param(
            {"product": "named-1-line-z1", "rate": "resident", "lines": ["902"]}, errors.LineNotSold, id="night line"
        ),
        pytest.param(
            {"product": "named-2-lines-z1", "lines": ["50", "50"], "on": "2018-09-03"}, errors.LinesWanted, id="twice"
        ),
        pytest.param(
            {"product": "60min-z123", "rate": "reduced", "concession": "nobody"}, errors.ConcessionUnknown, id="right"
        ),
        pytest.param(
            {"product": "single-day-z1", "rate": "statute", "concession": "foreign_student", "on": "2009-01-05"},
            errors.ConcessionOfAnotherRate,
            id="another reduction",
        ),
        pytest.param(
            {"product": "family-z123", "stamped_at": "2026-11-23T12:00:00+01:00"}, errors.NotAWeekend, id="monday"
        ),
        pytest.param(
            {"product": "rail-integrated-14km", "rail_rebate": 50, "on": "2019-06-03"}, errors.RebateUnknown, id="50 %"
        ),
        pytest.param(
            {"product": "event-group-1-day", "further_days": 1, "on": "2018-09-03"}, errors.DetailNotWanted, id="1 + 1"
        ),
    ],
)
def test_a_wish_against_a_rule_is_refused_by_name(quoted: Quoted, wish, refusal: type[CityError]):
    with pytest.raises(refusal) as refused:
        quoted(**wish)
    assert type(refused.value) is refusal


@pytest.mark.parametrize(
    ("wish", "documents"),
    [
        ({"product": "60min-z123"}, []),
        ({"product": "60min-z123", "rate": "reduced"}, ["proof_of_reduction"]),
        ({"product": "60min-z123", "rate": "reduced", "concession": "student"}, ["student_card"]),
        ({"product": "named-network-z1", "rate": "resident"}, ["krakow_card"]),
        (
            {"product": "named-network-z1", "rate": "resident_reduced", "concession": "pensioner"},
            ["pensioner_card_or_decision", "krakow_card"],
        ),
        ({"product": "student-year-z1", "rate": "resident"}, ["student_card", "krakow_card"]),
        ({"product": "social-z1", "on": "2018-09-03"}, ["welfare_centre_statement", "identity_card"]),
        ({"product": "rail-integrated-14km", "rail_rebate": 49, "on": "2019-06-03"}, ["proof_of_reduction"]),
    ],
)
def test_a_quote_tells_which_documents_to_carry(quoted: Quoted, wish, documents):
    assert codes(quoted(**wish)["documents"]) == documents


@pytest.mark.parametrize(
    ("wish", "conditions"),
    [
        ({"product": "single-day-z1", "on": "2009-01-05"}, {"to_the_end_of_the_route", "day_lines_only"}),
        ({"product": "single-night-z1", "on": "2009-01-05"}, {"night_lines_only"}),
        ({"product": "50min-or-ride-z12", "on": "2019-06-03"}, {"ride_or_minutes", "breakdown", "replacement_service"}),
        ({"product": "24h-z1"}, {"hours"}),
        ({"product": "week-z1"}, {"seven_days"}),
        ({"product": "family-z123"}, {"until_sunday", "family"}),
        ({"product": "joint-70min-z12", "on": "2018-09-03"}, {"minutes", "joint_section"}),
        (
            {"product": "named-1-line-z1", "lines": ["50"], "on": "2018-09-03"},
            {"shared_route_and_stop", "line_changes", "no_night_line", "named", "return_until"},
        ),
        ({"product": "named-1-line-z1", "lines": ["50"], "on": "2019-06-03"}, {"shared_route"}),
        ({"product": "named-1-line-z1-monfri", "lines": ["50"], "on": "2009-01-05"}, {"monday_to_friday"}),
        ({"product": "named-network-z1", "on": "2009-01-05"}, {"tele_bus", "return_rule_unknown"}),
        ({"product": "bearer-network-z1", "on": "2018-09-03"}, {"bearer", "not_returnable"}),
        ({"product": "metropolitan-z1"}, {"named", "return_rule_unknown"}),
        ({"product": "5plus1-z1", "rate": "resident"}, {"five_plus_one", "unconfirmed_price"}),
        ({"product": "tourist-1-day", "on": "2009-01-05"}, {"show_tourist_card"}),
        ({"product": "event-group-1-day", "on": "2018-09-03"}, {"hologram"}),
        ({"product": "stamp-network-z1", "on": "2009-01-05"}, {"stuck_on_rail_ticket"}),
        ({"product": "rail-integrated-14km", "on": "2019-06-03"}, {"rail_part_only"}),
    ],
)
def test_a_quote_tells_its_conditions(quoted: Quoted, wish, conditions):
    assert conditions <= set(codes(quoted(**wish)["conditions"]))


def test_an_unlisted_condition_is_not_told(quoted: Quoted):
    assert codes(quoted(product="single-z123")["conditions"]) == [
        "stamp_at_once",
        "to_the_end_of_the_route",
        "replacement_service",
    ]


@pytest.mark.parametrize(
    ("held", "warned"),
    [
        pytest.param({}, True, id="the same"),
        pytest.param({"lines": ["52"]}, True, id="one of its lines"),
        pytest.param({"lines": ["4"]}, False, id="another line"),
        pytest.param({"zones": ["II"]}, False, id="another zone"),
        pytest.param({"kind": "social"}, False, id="another kind"),
        pytest.param({"kind": "metropolitan"}, True, id="the region's, which reaches further"),
        pytest.param({"kind": "five_plus_one"}, True, id="a subscription"),
        pytest.param({"kind": "half_year", "last_day": "2018-09-02"}, False, id="a half-year that ended yesterday"),
        pytest.param({"last_day": "2018-09-02"}, False, id="ended yesterday"),
        pytest.param({"first_day": "2018-10-03", "last_day": "2018-11-02"}, False, id="begins the day after"),
        pytest.param({"first_day": "2018-10-02", "last_day": "2018-11-01"}, True, id="begins on the last day"),
    ],
)
def test_a_similar_ticket_is_warned_of(quoted: Quoted, held, warned):
    one = {"kind": "period", "zones": ["I"], "first_day": "2018-09-01", "last_day": "2018-09-30"} | held
    wish = {"product": "named-2-lines-z1", "lines": ["50", "52"], "on": "2018-09-03"}
    assert codes(quoted(**wish, holding=[one])["warnings"]) == (["similar_ticket"] if warned else [])


@pytest.mark.parametrize("product", ["metropolitan-z1", "named-network-z1", "half-year-z1"])
@pytest.mark.parametrize("held", ["period", "metropolitan", "half_year", "five_plus_one", "student_year", "semester"])
def test_whoever_holds_a_period_ticket_is_warned_of_another_kind_of_one(quoted: Quoted, product, held):
    rate = "normal" if product == "metropolitan-z1" else "resident"
    one = {"kind": held, "zones": ["I"], "first_day": "2026-07-01", "last_day": "2026-12-31"}
    assert codes(quoted(product=product, rate=rate, holding=[one])["warnings"]) == ["similar_ticket"]


def test_two_stamped_tickets_are_not_similar(quoted: Quoted):
    held = {"kind": "time", "zones": ["I"], "first_day": MON, "last_day": MON}
    answer = quoted(product="60min-z123", stamped_at="2026-11-23T12:00:00+01:00", holding=[held])
    assert answer["warnings"] == []


def test_the_price_changes_at_midnight_in_krakow(quoted: Quoted):
    wish = {"product": "24h-z1"}
    assert quoted(now=datetime(2026, 3, 1, 23, 59, 59, tzinfo=WARSAW), **wish)["total"]["amount"] == 1700
    assert quoted(now=datetime(2026, 3, 2, tzinfo=WARSAW), **wish)["total"]["amount"] == 2000


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("pl", "Bilet okresowy imienny sieciowy"),
        ("en", "Named period ticket, whole network"),
        ("uk", "Іменний періодичний квиток на всю мережу"),
    ],
)
def test_a_quote_speaks_the_callers_language(quoted: Quoted, language, name):
    assert quoted(language, product="named-network-z1", rate="resident")["name"] == name
