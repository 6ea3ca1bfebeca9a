"""The shipped data: valid, complete, and drawn as the ground is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shapely
from shapely.strtree import STRtree

from backlot.catalog import Catalog, check_site, load_site
from backlot.settings import shipped_geodata_dir

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

LOT = "korean-art-film-studio"
SETS = {
    "ancient-korea",
    "colonial-korea",
    "south-korea-street",
    "manchuria",
    "japan",
    "europe",
    "village",
    "railway",
}


@pytest.fixture(scope="module")
def shipped() -> Catalog:
    """Return the data that comes with the program."""
    return load_site(shipped_geodata_dir())


@pytest.fixture(scope="module")
def footprints(shipped: Catalog) -> list[BaseGeometry]:
    """Return the buildings in metres."""
    return [shipped.metric.to_metres(place.geometry) for place in shipped.by(kind="building")]


def test_every_rule_is_kept() -> None:
    """`check` has nothing to say, not even about the form."""
    assert [] == [problem.sentence for problem in check_site(shipped_geodata_dir())]


def test_everything_loads(shipped: Catalog) -> None:
    """No feature is left out."""
    assert () == shipped.problems


def test_the_lot_has_its_sets_of_every_locale(shipped: Catalog) -> None:
    """Eight sets, each with a period, each of its own locale."""
    sets = shipped.by(kind="set")
    assert {place.locale for place in sets} >= SETS
    assert len(sets) >= len(SETS)
    assert all(place.period and place.within == LOT for place in sets)


def test_the_lot_is_about_a_square_kilometre(shipped: Catalog) -> None:
    """As the sources say, give or take a fifth."""
    lot = shipped.get(LOT)
    assert lot is not None
    assert shipped.metric.area_m2(lot.geometry) == pytest.approx(1_000_000, rel=0.2)


def test_at_least_170_footprints_stand_apart(footprints: list[BaseGeometry]) -> None:
    """No two share ground."""
    assert len(footprints) >= 170
    pairs = STRtree(footprints).query(footprints, predicate="intersects").T
    shared = [footprints[a].intersection(footprints[b]).area for a, b in pairs.tolist() if a < b]
    assert max(shared, default=0) < 0.05


def test_footprints_have_varied_plans(footprints: list[BaseGeometry]) -> None:
    """Sizes differ, and not all are rectangles."""
    assert len({round(area.area) for area in footprints}) >= 40
    assert sum(len(area.exterior.coords) > 5 for area in footprints) >= 10


def test_at_least_12_named_lanes_run_clear_of_buildings(
    shipped: Catalog, footprints: list[BaseGeometry]
) -> None:
    """A lane as drawn, with its width, takes nothing of a building."""
    lanes = shipped.lanes
    assert len({lane.name("en") for lane in lanes}) >= 12
    assert all(lane.name("en") and lane.name("ko") and lane.width_m for lane in lanes)
    houses = shapely.union_all(footprints)
    for lane in lanes:
        ribbon = shipped.metric.to_metres(lane.geometry).buffer((lane.width_m or 0) / 2, cap_style="flat")
        assert ribbon.intersection(houses).area < 0.5, lane.id


def test_lanes_are_one_network_that_reaches_every_set_and_a_gate(shipped: Catalog) -> None:
    """One can walk from a gate to each set."""
    lines = [shipped.metric.to_metres(lane.geometry) for lane in shipped.lanes]
    network = shapely.union_all([line.buffer(0.3) for line in lines])
    assert "Polygon" == network.geom_type
    for place in shipped.by(kind="set"):
        assert network.distance(shipped.metric.to_metres(place.geometry)) < 5, place.id
    gates = shipped.by(kind="gate")
    assert gates
    assert min(network.distance(shipped.metric.to_metres(gate.geometry)) for gate in gates) < 2


def test_every_spot_of_a_set_is_in_it(shipped: Catalog) -> None:
    """Asking where one stands answers with the set the source names."""
    sets = {place.id for place in shipped.by(kind="set")}
    spots = [spot for spot in shipped.by(kind="spot") if spot.within in sets]
    assert len(spots) >= 10
    for spot in spots:
        assert spot.within in {found.id for found in shipped.sets_at(*spot.lon_lat)}, spot.id


def test_the_lot_is_schematic(shipped: Catalog) -> None:
    """Nothing on it claims to be surveyed."""
    on_lot = [place for place in shipped.places if place.file == "studio.geojson"]
    assert {"schematic"} == {place.accuracy for place in on_lot}
    assert {None} == {place.accuracy_m for place in on_lot}


def test_the_city_has_its_landmarks_and_all_16_stations(shipped: Catalog) -> None:
    """At least 75 from the reference, stations among them."""
    stations = shipped.by(kind="station")
    assert 16 == len(stations)
    assert len(shipped.by(kind="landmark")) + len(stations) >= 75


def test_the_square_is_west_of_the_taedong_and_the_tower_east(shipped: Catalog) -> None:
    """A straight line between them crosses the river and neither end is wet."""
    square, tower = shipped.get("kim-il-sung-square"), shipped.get("juche-tower")
    assert square is not None
    assert tower is not None
    assert square.lon_lat[0] < tower.lon_lat[0]
    rivers = [item for item in shipped.features if item.kind == "water" and "Taedong" in item.name("en")]
    water = shapely.union_all([river.geometry for river in rivers])
    line = shapely.LineString([square.lon_lat, tower.lon_lat])
    assert shipped.metric.length_m(line.intersection(water)) > 200
    assert not water.intersects(shapely.Point(square.lon_lat))
    assert not water.intersects(shapely.Point(tower.lon_lat))


@pytest.mark.parametrize(
    "query",
    [
        "개선문", "Kaesonmun", "kaesŏnmun", "gaeseonmun", "arch of triunph", "凱旋門", "triumph arch",
        "archoftriumph", "ㄱㅅㅁ", "triumphal arch",
    ],
)  # fmt: skip
def test_the_arch_is_found_however_it_is_written(query: str, shipped: Catalog) -> None:
    """First of all places."""
    assert "arch-of-triumph" == shipped.search(query)[0].place.id


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("juche towr", "juche-tower"),
        ("주체사상탑", "juche-tower"),
        ("ancient korea", "ancient-korea"),
        ("김일성 광장", "kim-il-sung-square"),
    ],
)
def test_well_known_places_come_first(query: str, first: str, shipped: Catalog) -> None:
    """In either language, with a typo too."""
    assert first == shipped.search(query)[0].place.id


def test_each_place_finds_itself_by_each_of_its_names(shipped: Catalog) -> None:
    """No name in the data leads nowhere; buildings share names and are left out."""
    for place in shipped.places:
        if place.kind == "building":
            continue
        for name in (*place.names.values(), *place.alt_names):
            assert place.id in {hit.place.id for hit in shipped.search(name, limit=20)}, name
