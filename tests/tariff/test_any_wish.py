"""Whatever a phone sends, it gets a price that adds up or a refusal with a code."""

from datetime import UTC, date, datetime
from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.errors import CityError
from chalicelib.tariff.errors import TariffUnknown
from chalicelib.tariff.order import TicketQuote
from chalicelib.tariff.product import Rate
from chalicelib.tariff.published_editions import all_editions
from chalicelib.tariff.quote import quote
from tests.tariff.conftest import NOW

_PRODUCTS = sorted({product.id for edition in all_editions() for product in edition.products})
_DAYS = st.dates(date(2008, 1, 1), date(2027, 12, 31))
_WISHES = st.fixed_dictionaries(
    {
        "product": st.sampled_from(_PRODUCTS),
        "on": st.one_of(st.sampled_from([each.valid_from for each in all_editions()]), st.dates()),
    },
    optional={
        "rate": st.sampled_from(get_args(Rate)),
        "first_day": st.one_of(_DAYS, st.dates()),
        "stamped_at": st.datetimes(timezones=st.just(UTC)),
        "months": st.integers(1, 24),
        "quantity": st.integers(1, 10_000),
        "lines": st.lists(st.sampled_from(["4", "50", "52", "902"]), max_size=2),
        "concession": st.sampled_from(["pupil", "student", "pensioner", "blood_donor"]),
        "entitled": st.lists(st.sampled_from(get_args(Rate)), max_size=8),
        "purchases_before": st.integers(0, 3),
        "certificate_issued_on": st.dates(),
        "people": st.integers(1, 1_000_000),
        "further_days": st.integers(0, 60),
        "rail_rebate": st.integers(0, 100),
        "from_driver": st.booleans(),
    },
)


@settings(max_examples=400, deadline=None)
@given(_WISHES)
def test_whatever_is_wished_there_is_a_price_or_a_refusal(wish):
    try:
        answer = quote(msgspec.convert(wish, TicketQuote), NOW, "uk")
    except CityError:
        return
    assert sum(line.amount.amount for line in answer.lines) == answer.total.amount >= 0
    if answer.recommendation:
        assert answer.recommendation.total.amount + answer.recommendation.saving.amount == answer.total.amount


@pytest.mark.parametrize("on", [date(9999, 12, 15), date.max, date.min])
@pytest.mark.parametrize("product", ["metropolitan-z1", "60min-z123"])
def test_a_day_at_the_edge_of_the_calendar_has_no_known_price(product, on):
    with pytest.raises(TariffUnknown):
        quote(TicketQuote(product=product, on=on, stamped_at=datetime(on.year, 6, 1, tzinfo=UTC)), NOW, "uk")
