import pytest

from chalicelib.parking.place import Sector, contains, distance_metres, proposals
from chalicelib.parking.published_editions import editions
from chalicelib.parking.published_sectors import sector_map

METRE = 1 / 111_195


def square(west, south, side):
    return (
        (west, south),
        (west + side, south),
        (west + side, south + side),
        (west, south + side),
        (west, south),
    )


YARD = Sector(1, ((square(19.0, 50.0, 0.01), square(19.004, 50.004, 0.002)),))
TWO_PARTS = Sector(2, ((square(19.10, 50.0, 0.01),), (square(19.12, 50.0, 0.01),)))


def test_a_position_inside_an_outline_is_contained():
    assert contains(YARD, 50.001, 19.001)
    assert not contains(YARD, 50.001, 18.999)


def test_a_hole_is_outside():
    assert not contains(YARD, 50.005, 19.005)


def test_a_sector_of_several_parts_contains_each_and_nothing_between():
    assert contains(TWO_PARTS, 50.005, 19.105)
    assert contains(TWO_PARTS, 50.005, 19.125)
    assert not contains(TWO_PARTS, 50.005, 19.115)


def test_a_position_at_the_height_of_a_corner_counts_it_once():
    diamond = Sector(3, ((((19.0, 50.0), (19.01, 50.01), (19.0, 50.02), (18.99, 50.01), (19.0, 50.0)),),))
    assert contains(diamond, 50.01, 18.995)
    assert not contains(diamond, 50.01, 18.985)


def test_neighbours_share_no_position_on_their_common_edge():
    west, east = Sector(1, ((square(19.0, 50.0, 0.01),),)), Sector(2, ((square(19.01, 50.0, 0.01),),))
    assert contains(west, 50.005, 19.01) + contains(east, 50.005, 19.01) == 1


@pytest.mark.parametrize("metres", [1, 60, 149])
def test_the_distance_is_to_the_nearest_edge(metres):
    assert distance_metres(YARD, 50.0 - metres * METRE, 19.005) == pytest.approx(metres, abs=0.5)


def test_a_degree_of_longitude_is_shorter_than_one_of_latitude():
    assert distance_metres(YARD, 50.005, 19.0 - 100 * METRE) == pytest.approx(64.3, abs=0.5)


def test_inside_nothing_else_is_proposed():
    neighbour = Sector(4, ((square(19.01, 50.0, 0.01),),))
    (only,) = proposals(50.001, 19.0099, [neighbour, YARD])
    assert (only.sector, only.near, only.distance_metres) == (YARD, False, 0)


def test_outside_all_sectors_the_near_ones_are_proposed_nearest_first():
    lane = 150 * METRE
    south, north = Sector(5, ((square(19.0, 50.0 - lane - 0.01, 0.01),),)), YARD
    found = proposals(50.0 - 50 * METRE, 19.005, [south, north])
    assert [(proposal.sector, proposal.near, proposal.distance_metres) for proposal in found] == [
        (north, True, 50),
        (south, True, 100),
    ]


def test_further_than_150_metres_nothing_is_proposed():
    assert proposals(50.0 - 151 * METRE, 19.005, [YARD]) == []


def test_the_published_outlines_are_of_sectors_in_force_in_every_subzone():
    letters = editions().newest.letters()
    assert {letters[sector.number] for sector in sector_map().sectors} == {"A", "B", "C"}


def test_the_published_outlines_do_not_overlap():
    for sector in sector_map().sectors:
        others = [other for other in sector_map().sectors if other != sector]
        for lon, lat in sector.polygons[0][0]:
            assert not any(contains(other, lat, lon) for other in others)
