"""Catalogue: by id, by kind, by where one stands, by what is near."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point

from backlot.catalog import Catalog, Metric, load_site
from backlot.errors import DataError
from tests.catalog.conftest import HARBOUR

TOWN = load_site(HARBOUR)
WEST, SOUTH, EAST, NORTH = TOWN.site.views[0].bounds


def test_a_former_id_leads_to_the_place(harbour: Catalog) -> None:
    """An old link still opens the place; an unknown one opens nothing."""
    assert harbour.get("shipyard") is harbour.get("old-shipyard")
    assert harbour.get("nowhere") is None
    assert harbour.feature("keel-lane") is not None


def test_places_are_found_by_what_they_are(harbour: Catalog) -> None:
    """Filters add up."""
    assert 5 == len(harbour.by(kind="set"))
    assert {"captains-row", "customs-court"} == {x.id for x in harbour.by(kind="set", period="steam")}
    assert {"whalers-quay", "rope-works"} == {x.id for x in harbour.by(kind={"set"}, locale="whalers")}
    assert {"lighthouse", "fort-sao-bras"} == {x.id for x in harbour.by(category="sea")}
    assert harbour.places == harbour.by()


def test_contents_reach_through_sets(harbour: Catalog) -> None:
    """What lies in a set of the lot lies in the lot."""
    inside = {place.id for place in harbour.contents("old-shipyard")}
    assert {"tea-house", "customs-court", "north-gate", "boat-shed"} <= inside
    assert "lighthouse" not in inside
    assert "old-shipyard" not in inside


def test_one_stands_in_the_set_of_a_spot(harbour: Catalog) -> None:
    """At each spot of a set one is in that set."""
    for spot in harbour.by(kind="spot"):
        if harbour.get(spot.within or "").kind == "set":  # type: ignore[union-attr]
            assert [spot.within] == [found.id for found in harbour.sets_at(*spot.lon_lat)]


def test_the_smallest_area_comes_first(harbour: Catalog) -> None:
    """Inside a building one is told the building before the set before the lot."""
    shed = harbour.get("grey-shed")
    assert shed is not None
    found = [place.id for place in harbour.containing(*shed.lon_lat)]
    assert ["grey-shed", "navy-dock", "old-shipyard"] == found


@given(st.floats(WEST, EAST), st.floats(SOUTH, NORTH))
def test_containing_agrees_with_looking_at_every_place(lon: float, lat: float) -> None:
    """The index finds what a plain loop finds."""
    point = Point(lon, lat)
    expected = {
        place.id
        for place in TOWN.places
        if place.geometry.geom_type == "Polygon" and place.geometry.intersects(point)
    }
    assert expected == {place.id for place in TOWN.containing(lon, lat)}


def test_near_places_come_with_their_metres(harbour: Catalog) -> None:
    """The nearest is first, the place itself is left out, buildings too unless asked for."""
    found = harbour.nearest(harbour.get("tea-house"), 3)  # type: ignore[arg-type]
    metres = [distance_m for _, distance_m in found]
    assert sorted(metres) == metres
    assert "tea-house" not in {place.id for place, _ in found}
    assert all(place.kind != "building" for place, _ in harbour.nearest((WEST, SOUTH), 99))
    near = harbour.nearest((WEST, SOUTH), 1, kinds=["building"])
    assert ["long-shed"] == [place.id for place, _ in near]
    assert () == harbour.nearest((WEST, SOUTH), 3, within_m=1)


def test_distances_are_those_of_the_ground(harbour: Catalog) -> None:
    """The lighthouse was drawn 550 m from the market, the lot 360 m square."""
    found = {
        place.id: distance_m
        for place, distance_m in harbour.nearest(
            harbour.get("fish-market"),
            40,  # type: ignore[arg-type]
        )
    }
    assert found["lighthouse"] == pytest.approx(550.3, abs=0.5)
    lot = harbour.get("old-shipyard")
    assert lot is not None
    assert harbour.metric.area_m2(lot.geometry) == pytest.approx(129_600, abs=100)
    assert harbour.metric.length_m(lot.geometry) == pytest.approx(1_440, abs=1)


def test_metres_and_degrees_come_back_to_each_other(harbour: Catalog) -> None:
    """Projecting there and back moves nothing by more than a hair."""
    lot = harbour.get("old-shipyard")
    assert lot is not None
    there = harbour.metric.to_metres(lot.geometry)
    back = harbour.metric.to_degrees(there)
    assert shapely.equals_exact(lot.geometry, back, tolerance=1e-9)


def test_an_unknown_coordinate_system_is_said_so() -> None:
    """The error names it."""
    with pytest.raises(DataError, match="EPSG:1"):
        Metric("EPSG:1").length_m(Point(0, 0))


def test_sources_that_disagree_are_kept_side_by_side(harbour: Catalog) -> None:
    """Two figures for one property are a disagreement, one is not."""
    lot = harbour.get("old-shipyard")
    assert lot is not None
    assert ["area"] == list(lot.disagreements)
    assert 2 == len(lot.disagreements["area"])


def test_the_places_are_a_table_for_analysis(harbour: Catalog) -> None:
    """One row a place, by id; turned to metres it gives the same areas as the catalogue."""
    table = harbour.to_geodataframe()
    assert [place.id for place in harbour.places] == list(table.index)
    area = table.to_crs(harbour.site.crs).area["captains-row"]
    assert pytest.approx(harbour.metric.area_m2(harbour.get("captains-row").geometry), rel=1e-9) == area


def test_a_site_without_places_is_an_empty_table(harbour: Catalog) -> None:
    """Nothing to show is not an error."""
    assert 0 == len(Catalog(site=harbour.site).to_geodataframe())
