from datetime import date, datetime

import msgspec
import pytest

from chalicelib.tariff import published_editions
from chalicelib.tariff.errors import TariffUnknown
from chalicelib.tariff.list_products import list_products
from chalicelib.tariff.published_editions import all_editions, edition_foreseen, edition_on
from chalicelib.warsaw import WARSAW
from tests.tariff.conftest import NOW


def listed(on=None, language="en", now=NOW):
    return msgspec.json.decode(msgspec.json.encode(list_products(on, now, language)))


def item(answer, product):
    return next(one for one in answer["items"] if one["product"] == product)


def rate_of(one, rate):
    return next(each for each in one["rates"] if each["rate"] == rate)


def test_today_is_todays_date_in_krakow():
    answer = listed(now=datetime(2026, 3, 2, 0, 30, tzinfo=WARSAW))
    assert (answer["on"], answer["edition"], answer["valid_from"]) == ("2026-03-02", "kmk-2026-03-02", "2026-03-02")


def test_a_ticket_tells_what_it_is_for_whom_and_where():
    one = item(listed(), "named-network-z1")
    resident = rate_of(one, "resident")
    assert one["name"] == "Named period ticket, whole network"
    assert one["valid_in"]["zones"] == ["I"]
    assert one["valid_in"]["text"] == "Zones: I (Kraków). Transport: Kraków city transport."
    assert (one["lines"], one["service"], one["days"], one["named"]) == ("all", "day_and_night", "all", True)
    assert (resident["price"]["amount"], resident["confidence"]) == (9900, "high")
    assert [who["code"] for who in resident["who_may_buy"]] == ["resident"]
    assert [document["code"] for document in resident["documents"]] == ["krakow_card"]
    assert resident["sources"]


@pytest.mark.parametrize(
    ("on", "product", "rate", "who"),
    [
        (date(2026, 3, 2), "60min-z123", "normal", ["anyone"]),
        (date(2026, 3, 2), "60min-z123", "reduced", ["entitled"]),
        (date(2026, 3, 2), "named-network-z1", "resident_reduced", ["entitled", "resident"]),
        (date(2026, 3, 2), "student-year-z1", "resident", ["student", "resident"]),
        (date(2026, 3, 2), "family-z123", "normal", ["family"]),
        (date(2009, 1, 5), "named-network-z1", "city", ["second_purchase"]),
        (date(2018, 9, 3), "named-network-z1", "special", ["bulk_named"]),
        (date(2018, 9, 3), "bearer-network-z1", "special", ["bulk_bearer"]),
        (date(2018, 9, 3), "semester-z1", "reduced", ["pupil_or_student"]),
        (date(2018, 9, 3), "social-z1", "normal", ["low_income"]),
        (date(2018, 9, 3), "activating-z1", "normal", ["unemployed"]),
        (date(2018, 9, 3), "tourist-2-day", "normal", ["travel_agency"]),
        (date(2018, 9, 3), "event-group-1-day", "normal", ["event_organiser"]),
    ],
)
def test_who_may_buy(on, product, rate, who):
    assert [each["code"] for each in rate_of(item(listed(on), product), rate)["who_may_buy"]] == who


def test_a_price_that_was_not_found_is_null_and_never_zero():
    answer = listed()
    metropolitan = rate_of(item(answer, "metropolitan-z2"), "normal")
    assert (metropolitan["price"], metropolitan["confidence"], metropolitan["sources"]) == (None, None, [])
    assert answer["complete"] is False


def test_fees_additional_fares_and_concessions_stand_beside():
    answer = listed(date(2009, 1, 5))
    fees = {fee["fee"]: fee["amount"]["amount"] for fee in answer["fees"]}
    assert fees["lost_card"] == 800
    fares = {fare["offence"]: fare for fare in answer["additional_fares"]}
    assert (fares["stopping"]["full"]["amount"], fares["stopping"]["reduced"]) == (37500, False)
    assert {right["concession"]: right["basis"] for right in answer["concessions"]}["student"] == "statute"
    assert answer["ride_on_top"] is None
    assert listed(date(2024, 1, 1))["ride_on_top"]["amount"] == 600


def test_all_eleven_reductions_of_2018_name_their_document():
    reductions = [right for right in listed(date(2018, 9, 3))["concessions"] if right["basis"] != "free"]
    assert len(reductions) == 11
    assert all(right["documents"] for right in reductions)


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
@pytest.mark.parametrize("edition", all_editions(), ids=lambda edition: edition.id)
def test_every_edition_can_be_told_in_every_language(edition, language):
    answer = listed(edition.valid_from, language)
    assert len(answer["items"]) == len(edition.products)
    names = [one["name"] for one in answer["items"]]
    assert all(names)
    assert not any("{" in name or " 0" in name for name in names)


@pytest.mark.parametrize("day", [date(2015, 1, 1), date.min, date.max])
def test_a_day_without_a_known_list_is_refused(day):
    with pytest.raises(TariffUnknown):
        listed(day)


def test_a_list_without_an_end_says_nothing_of_more_than_a_year_ahead(monkeypatch):
    open_ended = msgspec.structs.replace(edition_on(date(2026, 3, 2)), valid_to=None)
    monkeypatch.setattr(published_editions, "edition_on", lambda day: open_ended)
    assert edition_foreseen(date(2027, 11, 24), NOW.date()) is open_ended
    assert edition_foreseen(date(2027, 3, 3), date(2025, 1, 1)) is open_ended
    for day, today in ((date(2027, 11, 25), NOW.date()), (date(2027, 3, 4), date(2025, 1, 1))):
        with pytest.raises(TariffUnknown):
            edition_foreseen(day, today)


def test_what_has_an_end_is_known_to_its_last_day():
    assert edition_foreseen(date(2010, 12, 31), date(2000, 1, 1)).id == "kmk-2008-01-01"
