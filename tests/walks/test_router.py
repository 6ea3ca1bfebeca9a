"""Walks: the same as other libraries find, whatever the network."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlot.catalog import load_site
from backlot.errors import DataError, MissingError
from backlot.settings import shipped_geodata_dir
from backlot.walks.network import Content, Network, Way, build_network, load_network, local_plane
from backlot.walks.pace import NEEDS, Walker, slope_factor, walk_factor
from backlot.walks.router import Router, blocks
from tests.walks.made_up import position, street, town

PLANE = local_plane(10, 50)


def drawing(seed: int) -> random.Random:
    """Return what draws by lot, the same in every run."""
    return random.Random(seed)  # noqa: S311


def uncontracted(content: Content, walker: Walker) -> nx.DiGraph[tuple[float, float]]:
    """Return every stretch of every path as an edge with its seconds, for networkx."""
    graph: nx.DiGraph[tuple[float, float]] = nx.DiGraph()
    for way, line in content.paths:
        for one, other in pairwise(map(tuple, line)):
            metres = math.dist(*PLANE(np.array([one, other])))
            incline = way.incline_pct
            for begin, end, slope in (
                (one, other, incline),
                (other, one, -incline if incline else incline),
            ):
                if way.oneway and begin is other:
                    continue
                second = metres * 3.6 / walker.pace_kmh * walk_factor(slope, way.surface, way.steps)
                known = graph.get_edge_data(begin, end, {"second": math.inf})["second"]
                graph.add_edge(begin, end, second=min(second, known))
    return graph


@settings(deadline=None)
@given(st.integers(0, 100_000), st.integers(2, 9))
def test_the_matrix_is_what_dijkstra_finds_on_every_single_stretch(seed: int, side: int) -> None:
    """Contracting, shrinking and climbing change nothing: networkx on the plain graph agrees."""
    assert_as_networkx(seed, side)


def test_the_matrix_of_a_large_town_crosses_its_core() -> None:
    """Some hundred junctions stay when the others are taken out; all is still as networkx finds it."""
    assert_as_networkx(11, 40)


def assert_as_networkx(seed: int, side: int) -> None:
    """Compare a matrix of stops drawn by lot with what networkx finds."""
    content = town(seed, side)
    draw = drawing(seed)
    stops = [tuple(draw.choice(line)) for _, line in draw.choices(content.paths, k=8)]
    walker = Walker(4.0)
    matrix = Router(build_network(content, PLANE), walker).matrix(stops)
    graph = uncontracted(content, walker)
    expected = np.full((len(stops), len(stops)), np.inf)
    for row, stop in enumerate(stops):
        seconds = nx.single_source_dijkstra_path_length(graph, stop, weight="second")
        expected[row] = [seconds.get(other, math.inf) for other in stops]
    # lengths are rounded to centimetres, edge by edge
    assert pytest.approx(expected, abs=0.02 * (side + 2) ** 2) == matrix.seconds


@settings(deadline=None)
@given(st.integers(0, 100_000))
def test_a_leg_has_the_seconds_and_metres_of_the_matrix(seed: int) -> None:
    """And its line is as long as it says, from stop to stop."""
    network = build_network(town(seed, 6), PLANE)
    draw = drawing(seed)
    stops = [(10 + draw.random() * 0.005, 50 + draw.random() * 0.005) for _ in range(4)]
    router = Router(network, Walker(3.0))
    matrix = router.matrix(stops)
    for row, one in enumerate(stops):
        for column, other in enumerate(stops):
            leg = router.leg(one, other)
            assert leg["ok"] == bool(np.isfinite(matrix.seconds[row, column]))
            if not leg["ok"] or row == column:
                continue
            assert pytest.approx(matrix.seconds[row, column], abs=1e-6) == leg["walk_s"]
            assert pytest.approx(matrix.metres[row, column], abs=1e-6) == leg["length_m"]
            drawn = np.hypot(*np.diff(PLANE(np.array(leg["line"])), axis=0).T).sum()
            assert (
                pytest.approx(leg["length_m"] - sum(leg["off_m"]), abs=2 + 0.3 * len(leg["line"])) == drawn
            )
            assert leg["low_s"] <= leg["walk_s"] <= leg["high_s"]


@settings(deadline=None)
@given(st.integers(0, 100_000), st.sets(st.sampled_from(NEEDS)))
def test_a_need_is_never_broken_on_the_way(seed: int, needs: set[str]) -> None:
    """No way of a leg is known to break a need of its walker."""
    draw = drawing(seed)
    paths = [(way_with(way, draw), line) for way, line in town(seed, 6).paths]
    network = build_network(Content(tuple(paths)), PLANE)
    router = Router(network, Walker(4.0, tuple(needs), ("court",)))
    leg = router.leg((10.0, 50.0), (10.005, 50.005))
    for part in leg.get("parts", []):
        way = network.ways[part["way"]]
        assert "court" != way.within
        assert not any(blocks(way, need) for need in needs)
    if not leg["ok"]:
        assert leg["reason"]["code"] in ("no-path", "needs", "closed")


def way_with(way: Way, draw: random.Random) -> Way:
    """Return a way with traits drawn by lot."""
    return replace(
        way,
        steps=draw.choice([True, False, False, None]),
        lit=draw.choice([True, True, False, None]),
        width_m=draw.choice([None, 0.5, 2.0, 3.0]),
        access=draw.choice(["free", "free", "guide", "closed", "unknown"]),
        within=draw.choice([None, None, "court", "market"]),
    )


def test_steeper_is_slower_up_and_a_little_quicker_down() -> None:
    """Tobler: 5 % down is the quickest slope."""
    assert slope_factor(10) > slope_factor(5) > slope_factor(0) == 1.0 == slope_factor(None)
    assert slope_factor(-5) == min(slope_factor(pct) for pct in range(-30, 30))
    # on 10 % up Tobler's walker makes 6 exp(-0.525) km/h instead of 6 exp(-0.175)
    assert pytest.approx(math.exp(-0.175) / math.exp(-0.525)) == slope_factor(10)


def test_a_walker_is_the_same_in_whatever_order_needs_are_given() -> None:
    """Equal plans get equal answers."""
    assert Walker(4, ("lit", "no-stairs"), ("b", "a")) == Walker(4, ("no-stairs", "lit"), ("a", "b", "a"))


@pytest.mark.parametrize(
    ("pace", "needs", "code"), [(0.0, (), "bad-pace"), (4, ("wings",), "unknown-need")]
)
def test_a_walker_nobody_can_be_is_refused(pace: float, needs: tuple[str, ...], code: str) -> None:
    """A pace of nothing, a need of nobody's."""
    with pytest.raises(DataError) as caught:
        Walker(pace, needs)
    assert code == caught.value.code


def test_a_pace_that_is_no_number_is_refused() -> None:
    """NaN is not between two figures."""
    with pytest.raises(DataError):
        Walker(math.nan)


def test_a_place_nobody_knows_is_missing() -> None:
    """By its id, in legs and in the matrix."""
    router = Router(build_network(town(1, 3), PLANE), Walker())
    with pytest.raises(MissingError):
        router.leg("nowhere", (10, 50))
    with pytest.raises(MissingError):
        router.matrix(["nowhere"])


def test_no_stops_make_an_empty_matrix() -> None:
    """And a single one makes a zero, also in the middle of nowhere."""
    router = Router(build_network(town(1, 3), PLANE), Walker())
    assert (0, 0) == router.matrix([]).seconds.shape == router.matrix([]).metres.shape
    assert [[0.0]] == router.matrix([(40.0, 60.0)]).seconds.tolist()


def test_a_stop_may_come_twice() -> None:
    """From it to itself is no walk, wherever it stands in the list."""
    matrix = Router(build_network(town(1, 3), PLANE), Walker()).matrix([(10, 50), (10.001, 50), (10, 50)])
    assert 0.0 == matrix.seconds[0, 2] == matrix.seconds[2, 0]
    assert matrix.seconds[0, 1] == matrix.seconds[2, 1]


def test_a_network_without_any_way_to_walk_leads_nowhere() -> None:
    """Everything on it is closed: every leg says why."""
    network = build_network(
        Content((street("court", position(0, 0), position(1, 0), within="court"),)), PLANE
    )
    leg = Router(network, Walker(closed=("court",))).leg((10.0002, 50.0), (10.0008, 50.0))
    assert {"code": "closed", "values": {"places": ["court"]}} == leg["reason"]


def test_one_part_of_a_ring_is_walked_the_shorter_way_round() -> None:
    """A ring is one edge that ends where it starts."""
    corners = [position(0, 0), position(1, 0), position(1, 1), position(0, 1), position(0, 0)]
    network = build_network(Content((street("ring", *corners),)), PLANE)
    length_m = float(network.lengths_m[0])
    leg = Router(network, Walker()).leg((10.0001, 50.0), (10.0, 50.0001))
    assert pytest.approx(7.17 + 11.12, abs=0.1) == leg["length_m"]
    assert leg["length_m"] < length_m / 2


def test_from_the_square_to_the_tower_one_takes_a_bridge() -> None:
    """The river is not walked: more than twice the straight line."""
    catalog = load_site(shipped_geodata_dir())
    network = load_network(catalog, folder=shipped_geodata_dir())
    leg = Router(network, Walker()).leg("kim-il-sung-square", "juche-tower")
    square, tower = catalog.get("kim-il-sung-square"), catalog.get("juche-tower")
    assert square is not None
    assert tower is not None
    straight_m = math.dist(*catalog.metric.xy(np.array([square.lon_lat, tower.lon_lat])))
    assert "bridge" in {network.ways[part["way"]].cls for part in leg["parts"]}
    assert leg["length_m"] > 2 * straight_m


def test_the_order_of_the_questions_does_not_matter() -> None:
    """A leg asked first, last, or after a matrix is the same leg."""
    network: Network = build_network(town(5, 6), PLANE)
    stops = [(10 + i / 1000, 50 + (i * 3 % 5) / 1000) for i in range(5)]
    alone = [Router(network, Walker()).leg(one, other) for one, other in pairwise(stops)]
    router = Router(network, Walker())
    router.matrix(stops[::-1])
    assert alone == [router.leg(one, other) for one, other in pairwise(stops)]
