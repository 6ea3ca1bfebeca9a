"""The shipped network: connected, dry, honest about what it does not know."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import networkx as nx
import pytest
import shapely

from backlot.catalog import Catalog, load_site
from backlot.settings import shipped_geodata_dir
from backlot.walks.check import REACH_M, check_network_file

LOT = "korean-art-film-studio"
# the airport and the tomb lie out of town, where nobody walks to from the city
OUT_OF_TOWN = {"pyongyang-sunan-international-airport", "tomb-of-king-tongmyong"}
MOST_BYTES = 400_000


@pytest.fixture(scope="module")
def shipped() -> Catalog:
    """Return the places that come with the program."""
    return load_site(shipped_geodata_dir())


@pytest.fixture(scope="module")
def features() -> list[dict[str, Any]]:
    """Return the features of the shipped network."""
    return json.loads((shipped_geodata_dir() / "network.geojson").read_text("utf-8"))["features"]


@pytest.fixture(scope="module")
def paths(features: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the paths by id."""
    return {raw["id"]: raw for raw in features if raw["properties"]["kind"] == "path"}


@pytest.fixture(scope="module")
def entrances(features: list[dict[str, Any]]) -> dict[str, list[tuple[float, float]]]:
    """Return the entrances' positions by place, in the order of the file."""
    found: dict[str, list[tuple[float, float]]] = {}
    for raw in features:
        if raw["properties"]["kind"] == "entrance":
            lon, lat = raw["geometry"]["coordinates"]
            found.setdefault(raw["properties"]["place"], []).append((lon, lat))
    return found


@pytest.fixture(scope="module")
def graph(paths: dict[str, dict[str, Any]], shipped: Catalog) -> nx.Graph[tuple[float, float]]:
    """Return every stretch of every path with its metres."""
    graph = nx.Graph()
    for ident, raw in paths.items():
        for one, other in pairwise(raw["geometry"]["coordinates"]):
            metres = shipped.metric.length_m(shapely.LineString([one, other]))
            graph.add_edge(tuple(one), tuple(other), length_m=metres, path=ident)
    return graph


def _ways(graph: nx.Graph[Any], start: tuple[float, float], end: tuple[float, float]) -> list[str]:
    line = nx.dijkstra_path(graph, start, end, weight="length_m")
    return [graph[one][other]["path"] for one, other in pairwise(line)]


def test_every_rule_is_kept(shipped: Catalog) -> None:
    """Nothing is wrong, and no path leads out of town."""
    problems = check_network_file(shipped, shipped_geodata_dir() / "network.geojson")
    assert OUT_OF_TOWN == {problem.feature for problem in problems}
    assert {"network-unreached"} == {problem.code for problem in problems}


def test_the_file_is_small() -> None:
    """It travels with every page that routes offline."""
    assert (shipped_geodata_dir() / "network.geojson").stat().st_size < MOST_BYTES


def test_the_network_is_one(graph: nx.Graph[Any]) -> None:
    """One can walk from every path to every other."""
    assert nx.is_connected(graph)


def test_the_square_and_the_tower_are_a_bridge_apart(
    graph: nx.Graph[Any], entrances: dict[str, list[tuple[float, float]]],
    paths: dict[str, dict[str, Any]], shipped: Catalog,
) -> None:  # fmt: skip
    """They face each other across the river; on foot it is more than twice as far."""
    start, end = entrances["kim-il-sung-square"][0], entrances["juche-tower"][0]
    walked_m = nx.dijkstra_path_length(graph, start, end, weight="length_m")
    assert walked_m > 2 * shipped.metric.length_m(shapely.LineString([start, end]))
    assert "bridge" in {paths[way]["properties"]["class"] for way in _ways(graph, start, end)}


def test_nobody_crosses_the_taedong_without_a_bridge(
    paths: dict[str, dict[str, Any]], entrances: dict[str, list[tuple[float, float]]], shipped: Catalog
) -> None:
    """With the bridges taken away, the square and the tower are not connected."""
    graph = nx.Graph()
    for raw in paths.values():
        if raw["properties"]["class"] != "bridge":
            nx.add_path(graph, map(tuple, raw["geometry"]["coordinates"]))
    square, tower = entrances["kim-il-sung-square"][0], entrances["juche-tower"][0]
    assert not nx.has_path(graph, square, tower)


def test_every_place_a_visitor_may_ask_for_has_an_entrance_on_the_network(
    graph: nx.Graph[Any], entrances: dict[str, list[tuple[float, float]]], shipped: Catalog
) -> None:
    """Sets, spots, gates, the plaza, all stations, and all landmarks but those out of town."""
    wanted = {
        place.id
        for place in shipped.places
        if place.kind in ("set", "spot", "gate", "plaza", "station", "landmark")
    }
    assert wanted - OUT_OF_TOWN == wanted & entrances.keys()
    points = shapely.MultiPoint(list(graph))
    for place, positions in entrances.items():
        for position in positions:
            assert shipped.metric.distance_m(shapely.Point(position), points) < 0.01, place


def test_the_buildings_of_a_visit_have_an_entrance(
    entrances: dict[str, list[tuple[float, float]]], shipped: Catalog
) -> None:
    """Museum, theatre, offices, post-production and stages can be put into a tour."""
    visited = ("museum", "theatre", "office", "post-production", "stage")
    buildings = {place.id for place in shipped.by(kind="building") if place.cls in visited}
    assert buildings
    assert set() == buildings - entrances.keys()


def test_every_other_house_is_near_a_path(paths: dict[str, dict[str, Any]], shipped: Catalog) -> None:
    """A place without an entrance snaps to a path from its own point."""
    lines = [shapely.LineString(raw["geometry"]["coordinates"]) for raw in paths.values()]
    network = shipped.metric.to_metres(shapely.union_all(lines))
    for place in shipped.by(kind="building"):
        point = shipped.metric.to_metres(shapely.Point(place.lon_lat))
        assert network.distance(point) < REACH_M, place.id


def test_the_studio_is_reached_on_foot_from_the_centre(
    graph: nx.Graph[Any], entrances: dict[str, list[tuple[float, float]]]
) -> None:
    """As far as streets go: longer than the straight 6.8 km, no detour of twice that."""
    ends = entrances["kim-il-sung-square"][0], entrances["entry-plaza"][0]
    assert 6_800 < nx.dijkstra_path_length(graph, *ends, weight="length_m") < 13_600


@pytest.mark.parametrize(
    "closed",
    [
        "ancient-korea", "colonial-korea", "europe", "farm-village", "japan", "manchuria", "railway",
        "south-korea-street",
    ],
)  # fmt: skip
def test_a_closed_set_keeps_nobody_from_the_others(
    closed: str, paths: dict[str, dict[str, Any]],
    entrances: dict[str, list[tuple[float, float]]], shipped: Catalog,
) -> None:  # fmt: skip
    """The ring around the sets belongs to none of them."""
    graph = nx.Graph()
    for raw in paths.values():
        if raw["properties"]["within"] != closed:
            nx.add_path(graph, map(tuple, raw["geometry"]["coordinates"]))
    gate = entrances["main-gate"][0]
    for place in shipped.by(kind="set"):
        if place.id != closed:
            assert any(
                position in graph and nx.has_path(graph, gate, position) for position in entrances[place.id]
            )


def test_a_path_within_a_set_runs_in_it(paths: dict[str, dict[str, Any]], shipped: Catalog) -> None:
    """Lanes begin on the ring, a few metres outside, links somewhere near; both lead into the set."""
    inside = [raw for raw in paths.values() if raw["properties"]["within"]]
    assert {raw["properties"]["within"] for raw in inside} == {place.id for place in shipped.by(kind="set")}
    for raw in inside:
        place = shipped.get(raw["properties"]["within"])
        assert place is not None
        line = shapely.LineString(raw["geometry"]["coordinates"])
        ends_inside = place.geometry.covers(shapely.Point(line.coords[-1]))
        is_link = raw["properties"]["class"] == "link"
        share = line.intersection(place.geometry).length / line.length
        assert ends_inside if is_link else share > 0.5, raw["id"]


def test_no_way_across_the_lot_runs_through_a_house(
    paths: dict[str, dict[str, Any]], shipped: Catalog
) -> None:
    """A link ends at the wall it leads to."""
    houses = shapely.union_all(
        [shipped.metric.to_metres(place.geometry) for place in shipped.by(kind="building")]
    )
    for raw in paths.values():
        line = shipped.metric.to_metres(shapely.LineString(raw["geometry"]["coordinates"]))
        assert line.intersection(houses).length < 0.5, raw["id"]


def test_a_path_keeps_to_the_street_it_follows(paths: dict[str, dict[str, Any]], shipped: Catalog) -> None:
    """Simplified by 2 m at most, as accurate as the street and no more."""
    followed = [raw for raw in paths.values() if raw["properties"]["along"]]
    assert followed
    for raw in followed:
        street = shipped.feature(raw["properties"]["along"])
        assert street is not None
        assert street.accuracy == raw["properties"]["accuracy"], raw["id"]
        drawn = shipped.metric.to_metres(street.geometry)
        line = shipped.metric.to_metres(shapely.LineString(raw["geometry"]["coordinates"]))
        assert drawn.buffer(2.1).covers(line), raw["id"]


def test_a_drawing_is_free_of_foreign_figures(paths: dict[str, dict[str, Any]], shipped: Catalog) -> None:
    """The file is CC0: no path follows what is under another licence."""
    files = {
        shipped.feature(raw["properties"]["along"]).file
        for raw in paths.values()
        if raw["properties"]["along"]
    }
    assert {"studio.geojson", "basemap.geojson"} == files


def test_every_feature_names_its_source_and_accuracy(features: list[dict[str, Any]]) -> None:
    """What only the project drew is called schematic."""
    for raw in features:
        assert raw["properties"]["source"]
        assert raw["properties"]["accuracy"] in ("approximate", "schematic")


def test_what_no_source_gives_is_unknown(paths: dict[str, dict[str, Any]]) -> None:
    """Surface, slope and light are stated nowhere; stairs of one underpass are."""
    props = [raw["properties"] for raw in paths.values()]
    assert {("unknown", None, None)} == {
        (each["surface"], each["incline_pct"], each["lit"]) for each in props
    }
    assert ["path-changjon-underpass"] == [each["id"] for each in props if each["steps"] is not None]


def test_rides_have_minutes_only_where_a_source_gives_them(features: list[dict[str, Any]]) -> None:
    """Twenty to thirty from the centre to the studio; uphill and underground nobody says."""
    rides = {raw["id"]: raw["properties"] for raw in features if raw["properties"]["kind"] == "ride"}
    timed = {ident: (each["minutes_low"], each["minutes_high"]) for ident, each in rides.items()}
    assert (20, 30) == timed.pop("ride-centre-studio")
    assert {(None, None)} == set(timed.values())
    assert 14 == sum(each["mode"] == "metro" for each in rides.values())


def test_the_metro_joins_all_stations_of_a_line(features: list[dict[str, Any]], shipped: Catalog) -> None:
    """Two lines of eight stations each; one changes between them on foot."""
    rides = [raw["properties"] for raw in features if raw["properties"].get("mode") == "metro"]
    lines = nx.Graph([(each["from"], each["to"]) for each in rides])
    assert [8, 8] == sorted(map(len, nx.connected_components(lines)))
    assert {place.id for place in shipped.by(kind="station")} == set(lines)
