"""The walking network: joining, contracting, snapping, and what a file must hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlot.catalog import Catalog, load_site
from backlot.errors import DataError
from backlot.settings import shipped_geodata_dir
from backlot.walks.network import (
    Content,
    Network,
    Snap,
    build_network,
    load_network,
    local_plane,
    parse_network,
)
from tests.walks.made_up import position, street, town

PLANE = local_plane(10, 50)
A, B, C, D = position(0, 0), position(1, 0), position(2, 0), position(1, 1)


@pytest.fixture(scope="module")
def harbour() -> Catalog:
    """Return the made-up site."""
    return load_site(Path(__file__).parents[1] / "sites" / "harbour")


def network_of(*paths: Any) -> Network:
    """Return the network of some paths."""
    return build_network(Content(paths), PLANE)


def feature(**more: Any) -> dict[str, Any]:
    """Return a path as a file holds it, changed as asked."""
    props: dict[str, Any] = {
        "id": "lane-a",
        "kind": "path",
        "class": "lane",
        "accuracy": "schematic",
        "surface": "unknown",
        "incline_pct": None,
        "steps": None,
        "lit": None,
        "width_m": None,
        "access": "guide",
        "within": None,
        "along": None,
        "source": "a test",
    }
    geometry = more.pop("geometry", {"type": "LineString", "coordinates": [A, B]})
    return {"type": "Feature", "id": "lane-a", "geometry": geometry, "properties": props | more}


def collection(*features: Any) -> dict[str, Any]:
    """Return a GeoJSON collection."""
    return {"type": "FeatureCollection", "features": [*features]}


def test_alike_paths_are_joined_where_nothing_can_be_decided() -> None:
    """Two streets end to end are one edge, with the line and the length of both."""
    network = network_of(street("one", A, B), street("two", B, C))
    assert [[0, 1]] == network.ends.tolist()
    assert [A, B, C] == network.points.tolist()
    assert pytest.approx([143.4], abs=0.05) == network.lengths_m.tolist()
    assert 3 == network.vertex_count


def test_paths_that_cross_without_a_shared_vertex_do_not_meet() -> None:
    """A bridge does not meet the road below it."""
    network = network_of(street("road", A, C), street("bridge", position(1, -1), D))
    assert [1, 1] == [part.edge_count for part in network.components()]


def test_paths_that_share_a_vertex_meet_there() -> None:
    """Also in the middle of one of them."""
    network = network_of(street("road", A, B, C), street("lane", B, D))
    assert [(4, 3)] == [(part.node_count, part.edge_count) for part in network.components()]


@pytest.mark.parametrize(
    "trait", [{"steps": True}, {"lit": False}, {"access": "guide"}, {"within": "court"}]
)
def test_paths_that_differ_in_what_a_walker_may_ask_stay_apart(trait: dict[str, Any]) -> None:
    """A need is decided edge by edge."""
    assert 2 == len(network_of(street("one", A, B), street("two", B, C, **trait)).ends)


def test_paths_that_differ_in_id_alone_are_joined() -> None:
    """Those that follow different lanes are not: one of them may be closed."""
    assert 1 == len(network_of(street("one", A, B, along="x"), street("two", B, C, along="x")).ends)
    assert 2 == len(network_of(street("one", A, B, along="x"), street("two", B, C, along="y")).ends)


def test_one_ways_are_joined_only_where_they_lead_on() -> None:
    """Two that lead to one another's end are not one street."""
    onward = network_of(street("one", A, B, oneway=True), street("two", B, C, oneway=True))
    against = network_of(street("one", A, B, oneway=True), street("two", C, B, oneway=True))
    assert (1, 2) == (len(onward.ends), len(against.ends))


def test_slopes_are_joined_only_where_they_are_drawn_alike() -> None:
    """Uphill then downhill is not uphill."""
    onward = network_of(street("one", A, B, incline_pct=5.0), street("two", B, C, incline_pct=5.0))
    against = network_of(street("one", A, B, incline_pct=5.0), street("two", C, B, incline_pct=5.0))
    assert (1, 2) == (len(onward.ends), len(against.ends))


def test_flat_paths_are_joined_however_they_are_drawn() -> None:
    """The edge is drawn as the path listed first."""
    network = network_of(street("one", B, A), street("two", B, C))
    assert [C, B, A] == network.points.tolist()


def test_a_ring_without_a_junction_keeps_its_first_vertex() -> None:
    """It becomes one edge from a node to itself, drawn as its first path."""
    network = network_of(street("one", B, C, D), street("two", B, D))
    assert [[0, 0]] == network.ends.tolist()
    assert [B, C, D, B] == network.points.tolist()


def test_a_dead_end_and_a_lone_path_stay() -> None:
    """They are edges like others."""
    network = network_of(street("road", A, B, C), street("dead-end", B, D), street("lone", *_far()))
    assert [3, 1] == [part.edge_count for part in network.components()]


def test_repeated_positions_are_passed_over() -> None:
    """A vertex given twice in a row is one."""
    assert [A, B] == network_of(street("one", A, A, B, B)).points.tolist()


def test_positions_are_the_same_at_six_decimals() -> None:
    """What is nearer than that meets."""
    near = [B[0] + 3e-7, B[1] - 3e-7]
    assert 1 == len(network_of(street("one", A, B), street("two", near, C)).components())


def test_an_empty_network_has_nothing_to_snap_to() -> None:
    """It says so, and has no parts."""
    network = network_of()
    assert [] == network.components()
    with pytest.raises(DataError) as caught:
        network.snap(10, 50)
    assert "no-paths" == caught.value.code


@given(st.integers(0, 10_000))
def test_contracting_keeps_every_metre_and_every_end(seed: int) -> None:
    """Lengths add up to those of all stretches, and every path's ends are still on the network."""
    content = town(seed, 4)
    network = build_network(content, PLANE)
    metres = sum(
        float(np.hypot(*np.diff(PLANE(np.array(line)), axis=0).T).sum()) for _, line in content.paths
    )
    assert pytest.approx(metres, abs=0.006 * len(network.lengths_m)) == float(network.lengths_m.sum())
    for _, line in content.paths:
        assert 0 == network.snap(*line[0]).offset_m


@given(st.integers(0, 10_000))
def test_no_vertex_is_left_where_nothing_can_be_decided(seed: int) -> None:
    """A node with two edges joins what differs, leads nowhere on, or starts a ring."""
    network = build_network(town(seed, 4), PLANE)
    degrees = np.bincount(network.ends.reshape(-1), minlength=len(network.nodes))
    for node in np.flatnonzero(degrees == 2):
        one, other = (network.ends == node).nonzero()[0]
        ways = network.ways[network.edge_ways[one]], network.ways[network.edge_ways[other]]
        is_onward = (network.ends[one, 0] == node) != (network.ends[other, 0] == node)
        assert one == other or ways[0].traits != ways[1].traits or (ways[0].is_directed and not is_onward)


@given(st.integers(0, 10_000), st.floats(0, 1))
def test_a_point_of_an_edge_snaps_to_where_it_is(seed: int, share: float) -> None:
    """Metres along an edge and positions on it belong together."""
    network = build_network(town(seed, 3), PLANE)
    edge = seed % len(network.lengths_m)
    at_m = round(share * float(network.lengths_m[edge]), 2)
    lon, lat = network.line(edge, at_m, at_m)[0]
    found = network.snap(float(lon), float(lat))
    assert pytest.approx(0, abs=0.01) == found.offset_m
    again = network.line(found.edge, found.at_m, found.at_m)[0]
    assert pytest.approx([lon, lat], abs=2e-7) == again.tolist()


def test_a_part_of_an_edge_is_cut_at_its_metres() -> None:
    """In either direction, with the vertices in between."""
    network = network_of(street("one", A, B, C))
    half = float(network.lengths_m[0]) / 2
    assert pytest.approx([*A, *B]) == network.line(0, 0, half).reshape(-1).tolist()[:4]
    back = network.line(0, float(network.lengths_m[0]), half / 2)
    assert pytest.approx([*C, *B, A[0] + 0.0005, A[1]]) == back.reshape(-1).tolist()


def test_a_place_snaps_to_its_first_entrance_and_else_to_its_point(harbour: Catalog) -> None:
    """An entrance at the edge of a large place counts more than its middle."""
    place, other = harbour.places[0], harbour.places[1]
    lon, lat = place.lon_lat
    doors = [
        {
            "type": "Feature",
            "id": f"door-{number}",
            "geometry": {"type": "Point", "coordinates": [round(lon + number / 1000, 6), round(lat, 6)]},
            "properties": {"id": f"door-{number}", "kind": "entrance", "place": place.id},
        }
        for number in (1, 2)
    ]
    line = [[round(lon - 0.01, 6), round(lat, 6)], [round(lon + 0.01, 6), round(lat, 6)]]
    path = feature(geometry={"type": "LineString", "coordinates": line})
    network = build_network(parse_network(collection(path, *doors)), harbour.metric.xy).placed(harbour)
    middle, end = float(network.lengths_m[0]) / 2, float(network.lengths_m[0])
    assert pytest.approx(middle + 0.001 / 0.02 * end, abs=0.2) == network.snaps[place.id].at_m
    assert network.snap(*other.lon_lat) == network.snaps[other.id]


def test_the_graph_is_read_back_as_it_was(harbour: Catalog) -> None:
    """Python and the viewer work on the same figures."""
    network = build_network(town(3, 4), harbour.metric.xy)
    graph = json.loads(json.dumps(network.graph(harbour)))
    again = Network.from_graph(graph)
    assert graph == again.graph(Catalog(site=harbour.site)) | {"snaps": graph["snaps"]}
    assert network.placed(harbour).snaps == again.snaps
    assert network.ways == again.ways
    assert network.lengths_m.tolist() == again.lengths_m.tolist()


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ([], "not-a-collection"),
        (collection("x"), "network-not-a-feature"),
        (collection(feature(id="No Id")), "bad-id"),
        (collection(feature(), feature()), "duplicate-id"),
        (collection(feature(kind="river")), "network-bad-property"),
        (collection(feature(steps="yes")), "network-bad-property"),
        (collection(feature(lit=1)), "network-bad-property"),
        (collection(feature(incline_pct=400)), "network-bad-property"),
        (collection(feature(width_m=True)), "network-bad-property"),
        (collection(feature(access="perhaps")), "network-bad-property"),
        (collection(feature(within=3)), "network-bad-property"),
        (collection(feature(geometry=None)), "network-bad-geometry"),
        (collection(feature(geometry={"type": "LineString", "coordinates": [A]})), "network-bad-geometry"),
        (collection(feature(geometry={"type": "Point", "coordinates": A})), "network-bad-geometry"),
        (
            collection(feature(geometry={"type": "LineString", "coordinates": [A, ["10", 50]]})),
            "network-bad-geometry",
        ),
        (
            collection(feature(geometry={"type": "LineString", "coordinates": [A, [10, 500]]})),
            "network-bad-geometry",
        ),
        (collection(feature(kind="ride", mode="boat")), "network-bad-property"),
    ],
    ids=str,
)
def test_what_is_not_as_it_should_be_is_refused_by_name(raw: Any, code: str) -> None:
    """The first thing that is wrong, with the feature it is in."""
    with pytest.raises(DataError) as caught:
        parse_network(raw)
    assert code == caught.value.code


def test_rides_are_kept_apart_and_their_minutes_may_be_unknown() -> None:
    """A ride is no path."""
    ride = {"kind": "ride", "mode": "metro", "from": "one", "to": "other", "minutes_low": None}
    content = parse_network(collection(feature(**ride)))
    assert ((), None) == (content.paths, content.rides[0].minutes_high)


def test_the_users_own_network_replaces_the_shipped_one_but_not_its_entrances_and_rides(
    harbour: Catalog, tmp_path: Path
) -> None:
    """Entrances and rides are about places, which stay."""
    folder, home = tmp_path / "site", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    door = {**feature(id="door", kind="entrance", place="x", geometry={"type": "Point", "coordinates": A})}
    (folder / "network.geojson").write_text(json.dumps(collection(feature(), door)), "utf-8")
    assert "lane-a" == load_network(harbour, folder=folder, home=home).ways[0].id
    (home / "network.geojson").write_text(json.dumps(collection(feature(id="own"))), "utf-8")
    network = load_network(harbour, folder=folder, home=home)
    assert ("own", "door") == (network.ways[0].id, network.entrances[0].id)


def test_the_shipped_network_is_one_whole_and_reaches_every_place_near_it() -> None:
    """Only what lies far out of the city is farther than 250 m from a path."""
    catalog = load_site(shipped_geodata_dir())
    network = load_network(catalog, folder=shipped_geodata_dir())
    assert 1 == len(network.components())
    assert {place.id for place in catalog.places} == set(network.snaps)
    assert all(isinstance(snap, Snap) for snap in network.snaps.values())


def _far() -> tuple[list[float], list[float]]:
    return position(50, 50), position(51, 50)
