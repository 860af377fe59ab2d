from datetime import datetime

import msgspec
import pytest

from chalicelib.parking.locate import locate
from chalicelib.parking.place import Sector, SectorMap
from chalicelib.parking.place_answer import LocateQuery
from chalicelib.parking.published_editions import editions
from chalicelib.parking.published_sectors import sector_map
from chalicelib.warsaw import WARSAW

NOW = datetime(2026, 9, 15, 12, 0, tzinfo=WARSAW)


def located(lat, lon, now=NOW, outlines=None):
    return locate(LocateQuery(lat, lon), now, editions(), outlines or sector_map(), "en")


@pytest.mark.parametrize(
    ("lat", "lon", "sector"),
    [
        pytest.param(50.0614, 19.9372, "A1", id="Rynek Główny"),
        pytest.param(50.0515, 19.9449, "A13", id="Plac Nowy"),
        pytest.param(50.0495, 19.9255, "B5", id="Dębniki"),
        pytest.param(50.0590, 19.9650, "C16", id="Dąbie"),
    ],
)
def test_a_position_proposes_the_sector_around_it(lat, lon, sector):
    (proposal,) = located(lat, lon).items
    assert (proposal.sector, proposal.subzone, proposal.near) == (sector, sector[0], False)


def test_the_choice_is_always_the_drivers():
    for answer in (located(50.0614, 19.9372), located(52.23, 21.01)):
        assert answer.choose
        assert "choose the subzone yourself" in answer.notice


def test_far_from_paid_parking_nothing_is_proposed():
    assert located(52.23, 21.01).items == []


def test_where_the_outlines_come_from_is_said():
    assert located(50.0614, 19.9372).source == sector_map().source


def test_a_sector_is_proposed_only_once_it_is_in_force():
    ring = ((19.96, 50.03), (19.97, 50.03), (19.97, 50.04), (19.96, 50.04), (19.96, 50.03))
    new, planned = Sector(24, ((ring,),)), Sector(33, ((ring,),))
    outlines = SectorMap("test", (new, planned))
    before = datetime(2026, 8, 9, 23, 59, tzinfo=WARSAW)
    assert located(50.035, 19.965, before, outlines).items == []
    assert [proposal.sector for proposal in located(50.035, 19.965, NOW, outlines).items] == ["C24"]


@pytest.mark.parametrize(
    "position", [{"lat": "91", "lon": "19"}, {"lat": "50"}, {"lat": "north", "lon": "19"}, {"lat": "nan", "lon": "nan"}]
)
def test_what_is_no_position_is_refused(position):
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(position, LocateQuery, strict=False)
